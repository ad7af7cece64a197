"""What a forum answered to statements, as plain data for minutes, reports and open data."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from forum.consultations.logic.counting import Counted, Finding, Tally, listed
from forum.consultations.logic.states import StatementState
from forum.consultations.models import Consultation, Statement
from forum.consultations.queries import count_respondents, list_consultations, tallies_of
from forum.core.db import db
from forum.core.i18n import LocalText
from forum.events.models import Forum


@dataclass(frozen=True)
class StatementFact:
    """A statement and how many agreed, disagreed and passed; the three add up to `answered`."""

    public_id: str
    number: int
    text: str
    language: str
    tally: Tally

    @property
    def answered(self) -> int:
        """How many people answered it."""
        return self.tally.answered


@dataclass(frozen=True)
class ConsultationFact:
    """A consultation as minutes show it.

    `statements` are those put to the participants, by number; `hidden` counts those an organiser
    (or the source) took out. `findings` lists statements by the rule whose sentences stand in
    `logic.counting.RULES`, with their facts from `rule_facts()`. `item_id` is the internal id of
    the agenda item it belongs to. `source_note` must be shown wherever the numbers are.
    """

    public_id: str
    title: LocalText
    description: LocalText
    state: str
    item_id: int | None
    respondents: int
    statements: tuple[StatementFact, ...]
    hidden: int
    findings: Mapping[Finding, tuple[StatementFact, ...]]
    source_note: str


def list_consultations_of(forum: Forum) -> list[ConsultationFact]:
    """The consultations of a forum that were opened or imported, oldest first.

    Four queries, however many consultations, statements and answers there are.
    """
    consultations = list_consultations(forum)
    respondents = count_respondents(consultations)
    statements = _statements_of(consultations)
    tallies = tallies_of([each for rows in statements.values() for each in rows])
    return [
        _fact(consultation, statements.get(consultation.id, []), tallies, respondents)
        for consultation in consultations
    ]


def _statements_of(consultations: list[Consultation]) -> dict[int, list[Statement]]:
    """Shown and hidden statements by consultation id; those only proposed are left out."""
    query = (
        select(Statement)
        .where(
            Statement.consultation_id.in_([each.id for each in consultations]),
            Statement.state != StatementState.PROPOSED,
        )
        .order_by(Statement.number)
    )
    rows: dict[int, list[Statement]] = {}
    for statement in db.session.scalars(query):
        rows.setdefault(statement.consultation_id, []).append(statement)
    return rows


def _fact(
    consultation: Consultation,
    rows: list[Statement],
    tallies: Mapping[int, Tally],
    respondents: Mapping[int, int],
) -> ConsultationFact:
    shown = tuple(
        StatementFact(row.public_id, row.number, row.text, row.language, tallies[row.id])
        for row in rows
        if row.state is StatementState.SHOWN
    )
    counted = [Counted(fact, fact.number, fact.tally) for fact in shown]
    found = listed(counted, respondents[consultation.id])
    return ConsultationFact(
        public_id=consultation.public_id,
        title=consultation.title,
        description=consultation.description,
        state=consultation.state,
        item_id=consultation.item_id,
        respondents=respondents[consultation.id],
        statements=shown,
        hidden=len(rows) - len(shown),
        findings={finding: tuple(row.key for row in each) for finding, each in found.items()},
        source_note=consultation.source_note,
    )
