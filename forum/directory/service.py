"""Keeping the directory."""

from forum.core.db import db
from forum.core.i18n import LocalText
from forum.directory.models import Network, NetworkKind, Organisation, OrganisationKind, Sector
from forum.language.normal import fold

# The six sectors of the programme: code, names, letters; a new installation starts with them.
SECTORS: tuple[tuple[str, LocalText, LocalText], ...] = (
    ("university", {"th": "ภาคมหาวิทยาลัย", "en": "Universities"}, {"th": "ม", "en": "U"}),
    (
        "ngo",
        {"th": "ภาคองค์กรพัฒนาเอกชน", "en": "Non-governmental organisations"},
        {"th": "พ", "en": "N"},
    ),
    ("government", {"th": "ภาคราชการ", "en": "Government"}, {"th": "ร", "en": "G"}),
    ("business", {"th": "ภาคธุรกิจ", "en": "Business"}, {"th": "ธ", "en": "B"}),
    ("civil-society", {"th": "ภาคประชาสังคม", "en": "Civil society"}, {"th": "ป", "en": "C"}),
    ("villagers", {"th": "องค์กรชาวบ้าน", "en": "Villagers’ organisations"}, {"th": "บ", "en": "V"}),
)


def create_sectors() -> list[Sector]:
    """Set up the sectors a new installation starts with."""
    sectors = [
        Sector(code=code, name=name, letter=letter, thread=code, position=position, is_active=True)
        for position, (code, name, letter) in enumerate(SECTORS)
    ]
    db.session.add_all(sectors)
    return sectors


def create_network(name: LocalText, kind: NetworkKind) -> Network:
    """Keep a network."""
    network = Network(name=name, kind=kind)
    db.session.add(network)
    return network


def create_organisation(
    name: LocalText,
    kind: OrganisationKind,
    *,
    parent: Organisation | None = None,
    address: LocalText | None = None,
) -> Organisation:
    """Keep an organisation, findable by its names in every language."""
    organisation = Organisation(
        name=name,
        kind=kind,
        parent=parent,
        address=address,
        search_text="\n".join(fold(text) for text in name.values())[:600],
    )
    db.session.add(organisation)
    return organisation
