"""A forum and its agenda as plain data, for minutes, reports and open data."""

from dataclasses import dataclass
from datetime import datetime

from forum.core.i18n import LocalText
from forum.events.models import Forum
from forum.events.queries import agenda_of


@dataclass(frozen=True)
class ItemFact:
    """An agenda item as planned: its number, where it stands and where it came from."""

    id: int
    public_id: str
    number: str
    depth: int
    title: LocalText
    description: LocalText
    presenter: str
    starts_at: datetime
    minutes: int
    part: LocalText
    origin: tuple[str, str] | None


def item_facts(forum: Forum) -> tuple[ItemFact, ...]:
    """The agenda in reading order."""
    agenda = agenda_of(forum)
    facts = []
    for slot in agenda.slots:
        item = agenda.items[slot.id]
        part = agenda.parts.get(slot.part or 0)
        facts.append(
            ItemFact(
                id=item.id,
                public_id=item.public_id,
                number=slot.number,
                depth=slot.depth,
                title=item.title,
                description=item.description,
                presenter=item.presenter,
                starts_at=slot.starts_at,
                minutes=slot.minutes,
                part=part.title if part else {},
                origin=(item.origin_kind, item.origin_id or "") if item.origin_kind else None,
            )
        )
    return tuple(facts)
