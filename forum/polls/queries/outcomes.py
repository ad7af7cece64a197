"""What came out of a poll: counted once it may be seen, kept, shared."""

import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select

from forum.core.db import db
from forum.core.i18n import LocalText
from forum.polls.logic.counts import SLOW
from forum.polls.logic.kinds import ReasonRule
from forum.polls.logic.passing import Verdict, judge
from forum.polls.logic.states import results_visible, running_count_visible
from forum.polls.logic.tally.methods import RULES
from forum.polls.logic.tally.shapes import Result
from forum.polls.logic.texts import Said, let_through, may_be_shown, said_in
from forum.polls.models import Ballot, Poll
from forum.polls.queries.breakdown import SectorTable, by_sector, tells_who
from forum.polls.queries.counts import find_final_result, find_running_result, list_ballots
from forum.polls.queries.electorate import Turnouts, count_turnout, sectors_of
from forum.polls.queries.sheets import Sheet, list_counted


@dataclass(frozen=True)
class ChannelCount:
    """How many ballots came by a channel: never what they say."""

    channel: str
    ballots: int


@dataclass(frozen=True)
class Outcome:
    """What came out of a closed poll, for anybody. No table where it would give votes away."""

    turnout: Turnouts
    result: Result
    sectors: SectorTable | None
    verdict: Verdict
    channels: tuple[ChannelCount, ...]
    short_sectors: tuple[LocalText, ...] = ()
    has_weights: bool = False


# Closed polls do not change: what was counted once is kept, without reasons and texts (a person may
# have theirs erased). Public ids are never used twice.
_counted: dict[tuple[str, datetime | None, bool], Outcome] = {}
_MOST_KEPT = 500
_counting = threading.Lock()


def find_ballot(poll_id: int, key: str) -> Ballot | None:
    """The ballot under a key."""
    return db.session.get(Ballot, (poll_id, key))


def find_outcome(poll: Poll) -> Outcome | None:
    """What came out, once it may be seen and is counted; None until then, for everybody.

    Words and texts are those that everybody may see: let through, or not taken back.
    """
    outcome = _whole_outcome(poll)
    if outcome is None or not RULES[poll.method].is_text:
        return outcome
    return replace(outcome, result=_shown(poll, outcome.result))


def list_said(poll: Poll) -> tuple[Said, ...] | None:
    """Every word, text and reason with what was decided of it, for those who let them through.

    Not earlier than anybody else may see what comes out, and never of a few: who has voted is seen
    by those who help others to. None until then.
    """
    if RULES[poll.method].is_text and running_count_visible(
        poll.state, poll.results_shown, has_voted=True
    ):
        running = find_running_result(poll)
        return said_in(running, (), poll.decisions) if running else None
    outcome = _whole_outcome(poll)
    if outcome is None:
        return None
    reasons = (ballot.reason for ballot in _ballots_with_reason(poll))
    return said_in(outcome.result, reasons, poll.decisions)


def _shown(poll: Poll, result: Result) -> Result:
    return let_through(result, poll.decisions, is_moderated=poll.rules.is_moderated)


def _whole_outcome(poll: Poll) -> Outcome | None:
    if not results_visible(poll.state, poll.results_shown, poll.shown_at):
        return None
    if RULES[poll.method].is_text:
        return _count(poll)  # never kept: a person may have what they wrote erased
    closing = (poll.public_id, poll.closed_at, tells_who(poll))
    with _counting:  # a whole hall looks at once: one counts, the others wait for it
        kept = _counted.get(closing) or _count(poll)
        if kept is not None and closing not in _counted:
            if len(_counted) >= _MOST_KEPT:
                _counted.clear()
            _counted[closing] = kept
    return kept


def is_being_counted(poll: Poll) -> bool:
    """Whether only the counting keeps a result from being seen: of a large budget it takes seconds."""
    is_visible = results_visible(poll.state, poll.results_shown, poll.shown_at)
    return is_visible and poll.method in SLOW and _whole_outcome(poll) is None


def find_running_count(poll: Poll, *, has_voted: bool) -> Result | None:
    """The count so far, where the poll shows it to this reader; never by sector, never of a few.

    The same for all: as it was last taken, in steps where it is not told who voted what.
    """
    if not running_count_visible(poll.state, poll.results_shown, has_voted=has_voted):
        return None
    result = find_running_result(poll)
    if result is None:
        return None
    return _shown(poll, result) if RULES[poll.method].is_text else result


@dataclass(frozen=True)
class Reasons:
    """The reasons everybody may see, in an order that tells nothing; how many others there are."""

    ballots: tuple[Ballot, ...]
    withheld: int


def find_reasons(poll: Poll) -> Reasons:
    """Ballots with a reason that may be shown, once results may be seen."""
    if not results_visible(poll.state, poll.results_shown, poll.shown_at):
        return Reasons((), 0)
    given, decided = _ballots_with_reason(poll), poll.decisions
    is_moderated = poll.rules.is_moderated
    shown = [b for b in given if may_be_shown(b.reason, decided, is_moderated=is_moderated)]
    return Reasons(tuple(shown), len(given) - len(shown))


def _ballots_with_reason(poll: Poll) -> Sequence[Ballot]:
    # Most polls ask for none: they cost no read.
    if poll.reason_rule is ReasonRule.OFF:
        return ()
    query = select(Ballot).where(Ballot.poll_id == poll.id, Ballot.reason != "")
    return db.session.scalars(query.order_by(Ballot.reason, Ballot.key)).all()


def _count(poll: Poll) -> Outcome | None:
    question = poll.for_counting
    ballots = list_ballots(poll)
    sheets = list_counted(poll.id)
    result = find_final_result(poll, [cast for _, cast in ballots], sheets)
    if result is None:
        return None
    sectors = sectors_of(poll.id)
    # By the ballots: whose two sign-ups have become one since may stand under another sector.
    voted = Counter(sector_id for sector_id, _ in ballots)
    verdict = judge(
        poll.method,
        result,
        question,
        voted={sector.code: voted[sector.id] for sector, _ in sectors},
        eligible={sector.code: people for sector, people in sectors},
        apart=sum(sheet.told.ballots for sheet in sheets),
    )
    return Outcome(
        turnout=count_turnout(poll.id),
        result=result,
        sectors=by_sector(poll, question, sectors, ballots, sheets, result),
        verdict=verdict,
        channels=_channels(poll, sheets),
        short_sectors=tuple(s.name for s, _ in sectors if s.code in verdict.short_sectors),
        has_weights=any(cast.weight != 1 for _, cast in ballots),
    )


def _channels(poll: Poll, sheets: Sequence[Sheet]) -> tuple[ChannelCount, ...]:
    rows = db.session.scalars(select(Ballot.channel).where(Ballot.poll_id == poll.id)).all()
    numbers: dict[str, int] = {}
    for channel in rows:
        numbers[channel.value] = numbers.get(channel.value, 0) + 1
    for sheet in sheets:
        name = sheet.channel.value
        numbers[name] = numbers.get(name, 0) + sheet.told.ballots
    return tuple(ChannelCount(name, number) for name, number in sorted(numbers.items()))
