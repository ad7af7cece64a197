"""What polls decided, as plain data for minutes, reports and downloads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from forum.core.i18n import LocalText
from forum.events.models import Forum
from forum.polls.logic.comparing import Comparison
from forum.polls.logic.kinds import Method, PollState, SecrecyLevel
from forum.polls.logic.settings import Settings
from forum.polls.logic.tally.plain import as_plain
from forum.polls.logic.tally.shapes import Consensus
from forum.polls.models import Ballot, Poll
from forum.polls.queries.breakdown import SectorTable
from forum.polls.queries.comparing import find_before
from forum.polls.queries.electorate import Turnouts, count_turnouts
from forum.polls.queries.outcomes import Outcome, find_outcome, find_reasons
from forum.polls.queries.polls import list_polls
from forum.polls.queries.published import attribution_of


@dataclass(frozen=True)
class OptionFacts:
    """One answer: how often it was chosen, its share in thousandths (adding to 1000)."""

    public_id: str
    label: LocalText
    meaning: str
    count: int
    permille: int


@dataclass(frozen=True)
class ReasonFacts:
    """A reason as it may be quoted: name and sector only where the forum and the poll allow it."""

    text: str
    answer: LocalText  # empty where a ballot names several
    meaning: str
    name: str | None = None
    sector: LocalText | None = None


@dataclass(frozen=True)
class HeldFacts:
    """A closed poll without what came out: all there is to tell while its results are not shown."""

    public_id: str
    item_id: str | None
    question: LocalText
    explanation: LocalText
    method: Method
    level: SecrecyLevel
    eligible: int
    cast: int
    opened_at: datetime
    closed_at: datetime


@dataclass(frozen=True)
class PollFacts(HeldFacts):
    """A closed poll whose results were shown; `outcome` is what the method found, whole.

    `withheld` is the number of reasons that are not shown: nobody has let them through.
    `comparison` stands beside the first asking of a question that was asked again.
    """

    outcome: Outcome
    settings: Settings
    prices: Mapping[str, int]
    options: tuple[OptionFacts, ...]
    leading: tuple[str, ...]
    consensus: Consensus | None
    sectors: SectorTable | None
    reasons: tuple[ReasonFacts, ...]
    withheld: int = 0
    comparison: Comparison | None = None


def list_poll_facts(forum: Forum) -> list[HeldFacts]:
    """The forum's closed polls in their order; PollFacts where results may be seen.

    Those that were never shown are there too, so that no vote vanishes. `item_id` is a public id.
    """
    closed = [poll for poll in list_polls(forum.id) if poll.state is PollState.CLOSED]
    shown = {poll.id: poll_facts(poll) for poll in closed}
    turnouts = count_turnouts([poll.id for poll in closed if shown[poll.id] is None])
    return [shown[poll.id] or HeldFacts(**_held(poll, turnouts[poll.id])) for poll in closed]


def poll_facts(poll: Poll) -> PollFacts | None:
    """One poll; None while its results may not be seen."""
    outcome = find_outcome(poll)
    if outcome is None:
        return None
    reasons, before = find_reasons(poll), find_before(poll)
    return PollFacts(
        **_held(poll, outcome.turnout),
        outcome=outcome,
        settings=poll.rules,
        prices={option.public_id: option.price for option in poll.options},
        options=_options(poll, outcome),
        leading=outcome.result.leading,
        consensus=outcome.result.consensus,
        sectors=outcome.sectors,
        reasons=_reasons(poll, reasons.ballots),
        withheld=reasons.withheld,
        comparison=before.comparison if before else None,
    )


def as_json(facts: PollFacts) -> dict[str, Any]:
    """A poll's result for a download: no person, no sector that must stay hidden, no reason."""
    return {
        "poll": facts.public_id,
        "question": facts.question,
        "method": facts.method.value,
        "level": facts.level.value,
        "opened_at": facts.opened_at.isoformat(),
        "closed_at": facts.closed_at.isoformat(),
        "eligible": facts.eligible,
        "cast": facts.cast,
        "options": [
            {"option": o.public_id, "label": o.label, "meaning": o.meaning, "count": o.count}
            for o in facts.options
        ],
        "result": as_plain(facts.outcome.result),
        "channels": {each.channel: each.ballots for each in facts.outcome.channels},
        "verdict": as_plain(facts.outcome.verdict),
        "consensus": facts.consensus.value if facts.consensus else None,
        "sectors": _sectors_as_json(facts.sectors),
        "since_asked_first": as_plain(facts.comparison),
    }


def _held(poll: Poll, turnout: Turnouts) -> dict[str, Any]:
    """The fields of HeldFacts."""
    return {
        "public_id": poll.public_id,
        "item_id": poll.item.public_id if poll.item else None,
        "question": poll.question,
        "explanation": poll.explanation,
        "method": poll.method,
        "level": poll.level,
        "eligible": turnout.eligible,
        "cast": turnout.voted,
        "opened_at": poll.opened_at,
        "closed_at": poll.closed_at,
    }


def _sectors_as_json(table: SectorTable | None) -> dict[str, Any] | None:
    if table is None:
        return None
    return {
        "shown": [
            {"sector": line.code, "eligible": line.eligible, "counts": list(line.counts)}
            for line in table.lines
        ],
        "hidden_sectors": table.hidden,
        "hidden_together": list(table.remainder),
    }


def _options(poll: Poll, outcome: Outcome) -> tuple[OptionFacts, ...]:
    return tuple(
        OptionFacts(option.public_id, option.label, option.meaning, line.count, line.permille)
        for option, line in zip(poll.options, outcome.result.options, strict=True)
    )


def _reasons(poll: Poll, ballots: Sequence[Ballot]) -> tuple[ReasonFacts, ...]:
    if not ballots:
        return ()
    names, sectors = attribution_of(poll)
    options = {option.public_id: option for option in poll.options}
    said = []
    for ballot in ballots:
        option = options.get(str(ballot.choice.get("option")))
        label, meaning = (option.label, option.meaning) if option else ({}, "")
        name, sector = names.get(ballot.key), sectors.get(ballot.sector_id)
        said.append(ReasonFacts(ballot.reason, label, meaning, name, sector))
    order = {option.meaning: option.position for option in poll.options}
    return tuple(sorted(said, key=lambda reason: -order.get(reason.meaning, 0)))
