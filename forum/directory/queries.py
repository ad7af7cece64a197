"""Reads of the directory."""

from sqlalchemy import select

from forum.core.db import db
from forum.core.i18n import localised
from forum.directory.models import Network, Organisation, Sector
from forum.language.normal import fold
from forum.language.sorting import sort_key


def list_sectors() -> list[Sector]:
    """The sectors in use, in their order."""
    return list(
        db.session.scalars(select(Sector).where(Sector.is_active).order_by(Sector.position))
    )


def find_sector(code: str) -> Sector | None:
    """The sector with this code, if it is in use."""
    query = select(Sector).where(Sector.code == code, Sector.is_active)
    return db.session.scalars(query).one_or_none()


def list_networks(language: str) -> list[Network]:
    """The networks in use, in dictionary order of the language."""
    rows = db.session.scalars(select(Network).where(Network.is_active))
    return sorted(rows, key=lambda network: sort_key(localised(network.name, language)))


def find_network(public_id: str) -> Network | None:
    """The network in use with this id."""
    query = select(Network).where(Network.public_id == public_id, Network.is_active)
    return db.session.scalars(query).one_or_none()


def list_organisations(language: str, search: str = "", limit: int = 500) -> list[Organisation]:
    """Organisations whose name holds the words searched for, in dictionary order."""
    query = select(Organisation).limit(limit)
    for word in fold(search).split():
        query = query.where(Organisation.search_text.contains(word, autoescape=True))
    rows = db.session.scalars(query)
    return sorted(rows, key=lambda body: sort_key(localised(body.name, language)))


def find_organisation_named(name: str) -> Organisation | None:
    """The organisation with exactly this name in any language, as typed by somebody."""
    folded = fold(name)
    if not folded:
        return None
    query = select(Organisation).where(Organisation.search_text.contains(folded, autoescape=True))
    return next(
        (
            body
            for body in db.session.scalars(query)
            if folded in {fold(text) for text in body.name.values()}
        ),
        None,
    )
