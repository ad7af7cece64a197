"""Writing a poll before it opens."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from forum.core.actor import Actor
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.i18n import LocalText
from forum.core.permissions import Permission
from forum.events.access import forum_for
from forum.events.models import AgendaItem, Forum
from forum.events.queries import find_item
from forum.journal.service import record
from forum.live.notices import changed
from forum.polls.access import poll_for
from forum.polls.errors import (
    ClosesTooEarly,
    NoEndToRemindOf,
    NoNetworkNamed,
    NoSectorNamed,
    NothingToSpend,
    PollFixed,
    QuestionMissing,
    SameAnswerTwice,
    SettingsDoNotFit,
    WrongNumberOfAnswers,
)
from forum.polls.logic.answers import Answer, answers_of, has_doubles, number_of_answers
from forum.polls.logic.fitting import fits, has_budget, names_electorate
from forum.polls.logic.kinds import (
    ElectorateRule,
    Method,
    PollState,
    ReasonRule,
    ResultsShown,
    SecrecyLevel,
)
from forum.polls.logic.settings import Settings
from forum.polls.logic.states import Act, state_after
from forum.polls.models import Poll, PollOption
from forum.polls.queries.polls import last_position


@dataclass(frozen=True)
class PollDraft:
    """What a poll is to be. Consent, scales and words make their answers themselves.

    `is_online`: answered over days by link, not in the hall; `opens_at` and `closes_at` do by time
    what is otherwise done by hand; `remind_days` before its end those who have not voted hear of it.
    """

    question: LocalText
    method: Method
    level: SecrecyLevel
    explanation: LocalText
    answers: tuple[Answer, ...] = ()
    reason_rule: ReasonRule = ReasonRule.OFF
    results_shown: ResultsShown = ResultsShown.WHEN_SHOWN
    item_id: str | None = None
    settings: Settings = field(default_factory=Settings)
    is_online: bool = False
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    remind_days: int | None = None


def draft_poll(
    forum_id: str,
    draft: PollDraft,
    *,
    actor: Actor,
    now: datetime,
    origin: tuple[str, str] | None = None,
) -> Poll:
    """Keep a new poll of the forum, not open yet.

    `origin` (kind, public id) says what it was made from. Raises QuestionMissing,
    WrongNumberOfAnswers, SameAnswerTwice, SettingsDoNotFit, NothingToSpend, ClosesTooEarly,
    NoEndToRemindOf, NoSectorNamed, NoNetworkNamed, and NotFound for another forum's agenda item.
    """
    forum = forum_for(actor, forum_id, Permission.POLL_EDIT, lock=True)
    answers = _checked(draft, now)
    kind, id_ = origin or (None, None)
    poll = Poll(
        forum=forum,
        position=last_position(forum.id) + 1,
        state=PollState.DRAFTED,
        created_at=now,
        origin_kind=kind,
        origin_id=id_,
    )
    _write(poll, forum, draft, answers)
    db.session.add(poll)
    db.session.flush()  # the journal names the poll's public id
    _note("poll.drafted", poll, actor, now)
    return poll


def edit_poll(
    forum_id: str, poll_id: str, draft: PollDraft, *, actor: Actor, now: datetime
) -> Poll:
    """Write a drafted poll anew. Raises PollFixed once it was opened, else as `draft_poll`."""
    poll = _drafted(actor, forum_id, poll_id, Act.EDIT)
    answers = _checked(draft, now)
    poll.options.clear()
    db.session.flush()  # the old answers' places must be free for the new ones
    _write(poll, poll.forum, draft, answers)
    _note("poll.edited", poll, actor, now)
    return poll


def delete_poll(forum_id: str, poll_id: str, *, actor: Actor, now: datetime) -> None:
    """Throw a draft away. Raises PollFixed once it was opened."""
    poll = _drafted(actor, forum_id, poll_id, Act.DELETE)
    _note("poll.deleted", poll, actor, now)
    db.session.delete(poll)


def _drafted(actor: Actor, forum_id: str, poll_id: str, act: Act) -> Poll:
    poll = poll_for(actor, forum_id, poll_id, Permission.POLL_EDIT, lock=True)
    if state_after(poll.state, act) is None:
        raise PollFixed
    return poll


def _checked(draft: PollDraft, now: datetime) -> tuple[Answer, ...]:
    if not any(draft.question.values()):
        raise QuestionMissing
    if draft.closes_at and draft.closes_at <= max(draft.opens_at or now, now):
        raise ClosesTooEarly
    if draft.remind_days and draft.closes_at is None:
        raise NoEndToRemindOf
    if not names_electorate(draft.settings):
        by_sector = draft.settings.electorate is ElectorateRule.SECTOR
        raise NoSectorNamed if by_sector else NoNetworkNamed
    answers = answers_of(draft.method, draft.answers, draft.settings)
    fewest, most = number_of_answers(draft.method)
    if not fewest <= len(answers) <= most:
        raise WrongNumberOfAnswers(fewest=fewest, most=most)
    if has_doubles(answers):
        raise SameAnswerTwice
    if not has_budget(draft.method, answers, draft.settings):
        raise NothingToSpend
    if not fits(draft.method, len(answers), draft.settings):
        raise SettingsDoNotFit
    return answers


def _write(poll: Poll, forum: Forum, draft: PollDraft, answers: Sequence[Answer]) -> None:
    poll.question = dict(draft.question)
    poll.explanation = dict(draft.explanation)
    poll.method = draft.method
    poll.level = draft.level
    poll.results_shown = draft.results_shown
    poll.reason_rule = draft.reason_rule
    poll.item = _item(forum, draft.item_id)
    poll.settings = draft.settings.as_json()
    poll.is_online = draft.is_online
    # A question to the hall is opened by whoever runs the room: the screens change with it.
    poll.opens_at = draft.opens_at if draft.is_online else None
    poll.closes_at = draft.closes_at
    poll.remind_days = draft.remind_days
    poll.options = [_option(answer, place) for place, answer in enumerate(answers, start=1)]


def _option(answer: Answer, position: int) -> PollOption:
    return PollOption(
        position=position,
        label=dict(answer.label),
        meaning=answer.meaning,
        prompt=dict(answer.prompt),
        colour=answer.colour,
        price=answer.price,
        starts_at=answer.starts_at,
        ends_at=answer.ends_at,
    )


def _item(forum: Forum, public_id: str | None) -> AgendaItem | None:
    if not public_id:
        return None
    item = find_item(forum, public_id)
    if item is None:
        raise NotFound
    return item


def _note(code: str, poll: Poll, actor: Actor, now: datetime) -> None:
    record(code, "poll", poll.public_id, actor=actor, now=now, forum_id=poll.forum_id)
    changed(poll.forum.public_id)
