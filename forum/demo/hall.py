"""Holds a forum of the demonstration: people check in, questions are put, things are resolved."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from forum.core.actor import SYSTEM
from forum.core.db import db
from forum.core.transaction import transaction
from forum.demo.ballots import ballot_of
from forum.demo.people import Team, acting, signatories_of, staff
from forum.demo.plans import ForumText, PollText
from forum.demo.questions import evaluate
from forum.events.service.stages import finish_forum
from forum.floor.service.asking import ask_at_once, show_answer, stop_asking
from forum.floor.service.conducting import close_floor, move_to_item, open_floor
from forum.floor.service.resolving import record_resolution
from forum.minutes.service.composing import compose_minutes
from forum.minutes.service.life import certify_minutes, check_minutes
from forum.polls.jobs import count
from forum.polls.logic.answers import Answer
from forum.polls.logic.kinds import Meaning, Method, ReasonRule, ResultsShown, SecrecyLevel
from forum.polls.models import Poll
from forum.polls.queries.outcomes import list_said
from forum.polls.service.casting import check_ballot
from forum.polls.service.drafting import PollDraft, draft_poll
from forum.polls.service.moderating import decide_texts
from forum.polls.service.running import open_poll
from forum.polls.service.storing import Sent, store_ballots
from forum.signups.logic.states import CheckInChannel
from forum.signups.models.places import Signup
from forum.signups.service.presence import check_in

_STAYS_OPEN = {"open", "online"}
_WITHOUT_REASON = {Meaning.AGREE, Meaning.ABSTAIN, ""}


def hold_forum(
    text: ForumText,
    forum_id: str,
    items: Sequence[str],
    signups: Sequence[Signup],
    team: Team,
    begins: datetime,
) -> None:
    """Lead the forum through its hall, as far as its stage says, and to its minutes."""
    dice = Random(f"{text.key} hall")  # noqa: S311 - a demonstration, not a draw
    with transaction():
        open_floor(forum_id, actor=SYSTEM, now=begins)
        present = [s for s in signups if s is signups[0] or dice.random() < text.present]
        for signup in present:
            channel = dice.choice([CheckInChannel.TICKET, CheckInChannel.HELPER])
            check_in(forum_id, signup.public_id, channel, actor=SYSTEM, now=begins)
    at = begins + timedelta(minutes=5)
    for number, item in enumerate(items):
        with transaction():
            move_to_item(forum_id, item, actor=SYSTEM, now=at)
        for poll in text.polls:
            if poll.item == number:
                _put(poll, forum_id, item, present, dice, at + timedelta(minutes=15))
        _resolve(text, forum_id, number, item, at)
        at += timedelta(minutes=text.items[number].minutes)
        if text.stage == "running" and any(
            p.end == "open" and p.item == number for p in text.polls
        ):
            return
    _finish(text, forum_id, team, present, at, begins + timedelta(hours=text.hours))


def _put(
    poll: PollText,
    forum_id: str,
    item: str,
    present: Sequence[Signup],
    dice: Random,
    at: datetime,
) -> None:
    with transaction():
        asked = _ask(poll, forum_id, item, at)
        poll_id = asked.public_id
    with transaction():
        ballots = _ballots(poll, forum_id, asked, present, dice)
        refused = [
            outcome for outcome in store_ballots(db.session.connection(), ballots) if outcome
        ]
        if refused:
            raise refused[0]
    if poll.end in _STAYS_OPEN:
        return
    with transaction():
        stop_asking(forum_id, poll_id, actor=SYSTEM, now=at + timedelta(minutes=6))
        show_answer(forum_id, poll_id, actor=SYSTEM, now=at + timedelta(minutes=7))
        if poll.reasons:
            _let_reasons_through(forum_id, asked, at + timedelta(minutes=8))
        if poll.resolution:
            record_resolution(
                forum_id,
                poll.resolution,
                "th",
                item_id=item,
                poll_id=poll_id,
                actor=SYSTEM,
                now=at + timedelta(minutes=10),
            )
    count(forum_id, poll_id)  # no job runs while the demonstration is made


def _ask(poll: PollText, forum_id: str, item: str, at: datetime) -> Poll:
    """In the hall at once, or by link for days."""
    draft = PollDraft(
        question=poll.question,
        method=Method(poll.method),
        level=SecrecyLevel(poll.level),
        explanation={},
        answers=_answers(poll),
        settings=poll.settings,
        reason_rule=ReasonRule.OPTIONAL if poll.reasons else ReasonRule.OFF,
        results_shown=ResultsShown.WHEN_SHOWN,
        item_id=item,
    )
    if poll.end != "online":
        return ask_at_once(forum_id, draft, actor=SYSTEM, now=at)
    online = replace(
        draft,
        is_online=True,
        closes_at=at + timedelta(days=7),
        remind_days=2,
        results_shown=ResultsShown.AFTER_OWN,
    )
    drafted = draft_poll(forum_id, online, actor=SYSTEM, now=at)
    return open_poll(forum_id, drafted.public_id, actor=SYSTEM, now=at)


def _let_reasons_through(forum_id: str, asked: Poll, at: datetime) -> None:
    written = [said.digest for said in list_said(asked) or ()]
    decide_texts(forum_id, asked.public_id, written, looked_at=written, actor=SYSTEM, now=at)


def _answers(poll: PollText) -> tuple[Answer, ...]:
    prices = poll.prices or (0,) * len(poll.options)
    return tuple(Answer(label, price=n) for label, n in zip(poll.options, prices, strict=True))


def _ballots(
    poll: PollText, forum_id: str, asked: Poll, present: Sequence[Signup], dice: Random
) -> list[Sent]:
    """Most of those present vote; who has a reservation says why, while the text has reasons."""
    reasons = list(poll.reasons)
    voters = [s for s in present if dice.random() < (0.5 if poll.end in _STAYS_OPEN else 0.93)]
    if poll.end == "online":
        voters = [s for s in voters if s is not present[0]]  # whoever tries it out has a vote left
    meanings = {option.public_id: option.meaning for option in asked.options}
    ballots = []
    for signup in voters:
        given = ballot_of(poll, asked, dice)
        if asked.level is SecrecyLevel.NAMED:
            given["agreed"] = ["yes"]
        if reasons and meanings.get(given.get("option", [""])[0]) not in _WITHOUT_REASON:
            given["reason"] = [reasons.pop()]
        key = f"demonstration-{signup.public_id}"
        ballots.append(check_ballot(forum_id, asked.public_id, given, key, actor=acting(signup)))
    return ballots


def _resolve(text: ForumText, forum_id: str, number: int, item: str, at: datetime) -> None:
    for place, words in text.resolutions:
        if place == number:
            with transaction():
                record_resolution(
                    forum_id,
                    words,
                    "th",
                    item_id=item,
                    actor=SYSTEM,
                    now=at + timedelta(minutes=25),
                )


def _finish(
    text: ForumText,
    forum_id: str,
    team: Team,
    present: Sequence[Signup],
    at: datetime,
    ends: datetime,
) -> None:
    """Close the hall and ask what people thought; the rapporteur composes.

    For certified minutes the organiser checks.
    """
    with transaction():
        close_floor(forum_id, actor=SYSTEM, now=at)
    with transaction():
        evaluate(text, forum_id, present, ends.date(), now=ends + timedelta(hours=2))
    with transaction():
        compose_minutes(forum_id, actor=staff(team.rapporteur), now=at + timedelta(hours=20))
    if text.minutes != "certified":
        return
    organiser, later = staff(team.organiser), at + timedelta(days=9)
    with transaction():
        check_minutes(forum_id, actor=organiser, now=later)
        certify_minutes(forum_id, signatories_of(team), actor=organiser, now=later)
        finish_forum(forum_id, actor=SYSTEM, now=later)
