"""What was proposed in a forum and who stood behind it, as plain data for minutes and reports."""

from dataclasses import dataclass
from datetime import datetime

from forum.comments.logic import attribution
from forum.core.i18n import LocalText
from forum.events.logic.stages import AttributionMode
from forum.events.models import Forum
from forum.topics.logic import Filter, Order
from forum.topics.queries import TopicRow, list_topics, support_by_sector


@dataclass(frozen=True)
class TopicFact:
    """A topic as minutes may quote it; attributed as the forum's mode allows.

    `by_sector` counts endorsements by sector code; it is empty where the forum tells no sectors.
    `item_id` is the internal id of the agenda item it became.
    """

    public_id: str
    number: int
    state: str
    title: str
    problem: str
    evidence: str
    proposal: str
    language: str
    name: str | None
    sector: str | None
    sector_name: LocalText | None
    endorsements: int
    by_sector: dict[str, int]
    answer: str
    answered_at: datetime | None
    item_id: int | None
    created_at: datetime


def list_topics_of(forum: Forum) -> list[TopicFact]:
    """The topics of a forum by number, without withdrawn ones. Two queries, however many."""
    rows = list_topics(forum, Filter(order=Order.NUMBER))
    support = support_by_sector([row.topic for row in rows])
    return [_fact(forum, row, support.get(row.topic.id, {})) for row in rows]


def _fact(forum: Forum, row: TopicRow, by_sector: dict[str, int]) -> TopicFact:
    topic, mode = row.topic, forum.attribution_mode
    told = attribution(mode, topic.proposer.name if topic.proposer else None, topic.sector)
    return TopicFact(
        public_id=topic.public_id,
        number=topic.number,
        state=topic.state,
        title=topic.title,
        problem=topic.problem,
        evidence=topic.evidence,
        proposal=topic.proposal,
        language=topic.language,
        name=told.name,
        sector=told.sector.code if told.sector else None,
        sector_name=told.sector.name if told.sector else None,
        endorsements=row.endorsements,
        by_sector={} if mode is AttributionMode.ANONYMOUS else by_sector,
        answer=topic.answer,
        answered_at=topic.answered_at,
        item_id=topic.item_id,
        created_at=topic.created_at,
    )
