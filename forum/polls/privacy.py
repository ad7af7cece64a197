"""What polls hold of a person: how they voted by name, and that they voted."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from sqlalchemy import Select, delete, select, update

from forum.accounts.ports import Held
from forum.core.db import db
from forum.core.i18n import N_, LocalText
from forum.core.ids import new_public_id
from forum.polls.errors import BothHaveVoted, BothMayVote
from forum.polls.logic.kinds import Method, PollState, SecrecyLevel
from forum.polls.models import Ballot, Elector, Poll, PollCount, Turnout
from forum.signups.models.places import Signup
from forum.signups.queries.persons import list_doubled

HELD = Held(
    title=N_("Your votes"),
    goes=N_("The tie between you and your votes by name, and the reasons you gave for them."),
    stays=N_(
        "The ballots, so that every count stays right. Of confidential votes nobody can find yours."
    ),
    words={
        "votes": N_("Votes"),
        "poll": N_("Poll"),
        "level": N_("Secrecy"),
        "choice": N_("Choice"),
        "named": N_("By name"),
        "confidential": N_("Confidential"),
    },
)


# A ballot in which somebody wrote in their own words, without them.
_UNWRITTEN: Mapping[Method, dict[str, Any]] = MappingProxyType(
    {Method.WORDS: {"words": []}, Method.TEXT: {"text": ""}}
)


def export(person_id: int) -> dict[str, Any]:
    """The person's votes: the choice in named polls, in confidential ones only that they voted."""
    query = (
        select(Poll, Ballot)
        .join(Turnout, Turnout.poll_id == Poll.id)
        .join(Signup, Signup.id == Turnout.signup_id)
        .outerjoin(Ballot, (Ballot.poll_id == Poll.id) & (Ballot.key == Signup.public_id))
        .where(Signup.person_id == person_id)
        .order_by(Poll.id)
    )
    return {"votes": [_vote(poll, ballot) for poll, ballot in db.session.execute(query)]}


def erase(person_id: int) -> None:
    """Cut named ballots loose from the person, and remove what they wrote; the count stays.

    Ballots of open confidential polls are cut loose when the poll closes; nobody can find those
    of closed ones. That somebody had a vote (without a name) stays, or turnout would be wrong. It can
    be changed no more: the one that was cut loose would not be found, and both would count.
    """
    _wait_for_ballots(person_id)
    query = (
        select(Ballot.poll_id, Ballot.key, Poll.method)
        .join(Signup, Signup.public_id == Ballot.key)
        .join(Poll, Poll.id == Ballot.poll_id)
        .where(Signup.person_id == person_id, Poll.level == SecrecyLevel.NAMED)
    )
    for poll_id, key, method in db.session.execute(query).all():
        unwritten = {"choice": _UNWRITTEN[method]} if method in _UNWRITTEN else {}
        if unwritten:  # a running count, in which the words stand: it is taken anew
            db.session.execute(delete(PollCount).where(PollCount.poll_id == poll_id))
        db.session.execute(
            update(Ballot)
            .where(Ballot.poll_id == poll_id, Ballot.key == key)
            .values(key=new_public_id(), reason="", **unwritten)
        )
    signups = select(Signup.id).where(Signup.person_id == person_id)
    db.session.execute(
        update(Turnout).where(Turnout.signup_id.in_(signups)).values(request_keys=[])
    )
    _leave_tables(signups)


def _wait_for_ballots(person_id: int) -> None:
    """A ballot on its way is in before the erasing, or refused after it."""
    theirs = (
        select(Elector.poll_id)
        .join(Signup, Signup.id == Elector.signup_id)
        .where(Signup.person_id == person_id)
    )
    query = select(Poll.id).where(Poll.id.in_(theirs), Poll.state == PollState.OPEN)
    db.session.execute(query.order_by(Poll.id).with_for_update())


def _leave_tables(signups: Select[int]) -> None:
    """Where they sat and for whom they voted; while a poll is open its counts still need the table."""
    over = select(Poll.id).where(Poll.state == PollState.CLOSED)
    db.session.execute(
        update(Elector)
        .where(Elector.signup_id.in_(signups), Elector.poll_id.in_(over))
        .values(block_id=None, proxy_id=None)
    )
    db.session.execute(update(Elector).where(Elector.proxy_id.in_(signups)).values(proxy_id=None))


def merge(kept: int, double: int) -> None:
    """What the double voted is the person's; one person never has two ballots in a count.

    Raises BothHaveVoted where both have voted in one poll: the count was or will be told with both.
    Raises BothMayVote while a poll is open in which the sign-up that goes may vote: a confidential
    ballot could not be found again under the other's key.
    """
    for better, worse in list_doubled(kept, double):
        _wait_for_polls(worse)
        _refuse_two_ballots(better, worse)
        _hand_over(better, worse)


def _wait_for_polls(worse: Signup) -> None:
    """A poll that opens at this moment has frozen its electorate before we look, or does so after."""
    query = select(Poll.id).where(Poll.forum_id == worse.forum_id, Poll.state != PollState.CLOSED)
    db.session.execute(query.order_by(Poll.id).with_for_update())


def _refuse_two_ballots(better: Signup, worse: Signup) -> None:
    if _polls_of(Turnout, better) & _polls_of(Turnout, worse):
        raise BothHaveVoted
    query = select(Poll.id).where(
        Poll.id.in_(_polls_of(Elector, worse)), Poll.state == PollState.OPEN
    )
    if db.session.scalars(query).first() is not None:
        raise BothMayVote


def _hand_over(better: Signup, worse: Signup) -> None:
    """Votes by the sign-up that goes count for the one that stays; electorates keep their number."""
    voted = select(Turnout.poll_id).where(Turnout.signup_id == worse.id)
    named = select(Poll.id).where(Poll.id.in_(voted), Poll.level == SecrecyLevel.NAMED)
    db.session.execute(
        update(Ballot)
        .where(Ballot.poll_id.in_(named), Ballot.key == worse.public_id)
        .values(key=better.public_id)
    )
    held = update(Elector).where(Elector.proxy_id == worse.id)
    db.session.execute(held.where(Elector.signup_id != better.id).values(proxy_id=better.id))
    db.session.execute(held.where(Elector.signup_id == better.id).values(proxy_id=None))
    for table in (Turnout, Elector):
        free = _polls_of(table, worse) - _polls_of(table, better)
        db.session.execute(
            update(table)
            .where(table.signup_id == worse.id, table.poll_id.in_(free))
            .values(signup_id=better.id)
        )


def _polls_of(table: type[Turnout] | type[Elector], signup: Signup) -> set[int]:
    return set(db.session.scalars(select(table.poll_id).where(table.signup_id == signup.id)))


def readable_choice(poll: Poll, choice: Mapping[str, Any]) -> Any:
    """A kept choice with the options' labels instead of their ids; the label alone of a single one."""
    labels = {option.public_id: option.label for option in poll.options}
    said = _labelled(dict(choice), labels)
    return said["option"] if set(said) == {"option"} else said


def _labelled(value: Any, labels: Mapping[str, LocalText]) -> Any:
    if isinstance(value, dict):
        return {_name(key, labels): _labelled(each, labels) for key, each in value.items()}
    if isinstance(value, list):
        return [_labelled(each, labels) for each in value]
    return labels.get(value, value) if isinstance(value, str) else value


def _name(key: str, labels: Mapping[str, LocalText]) -> str:
    label = labels.get(key)
    return " / ".join(label.values()) if label else key


def _vote(poll: Poll, ballot: Ballot | None) -> dict[str, Any]:
    return {
        "poll": poll.public_id,
        "question": poll.question,
        "level": poll.level.value,
        "choice": readable_choice(poll, ballot.choice) if ballot else None,
        "reason": ballot.reason if ballot else None,
    }
