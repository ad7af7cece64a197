"""A poll's ballot as a form: the same in the hall and on the poll's own page."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from flask import current_app, request
from flask_wtf.csrf import generate_csrf

from forum.core.clock import now
from forum.core.errors import Conflict, ForumError, RuleBroken
from forum.polls.errors import AlreadyVoted, CountedByHand, NotElector, UnreadableBallot
from forum.polls.logic.filling import as_typed
from forum.polls.logic.kinds import BudgetBallot, Method, PollState
from forum.polls.logic.settings import Settings
from forum.polls.logic.shuffling import is_shuffled, own_order
from forum.polls.logic.states import RUNNING
from forum.polls.logic.tally.words import USUAL_MOST
from forum.polls.models import Poll, PollOption
from forum.polls.service.casting import OwnVote, cast_ballot
from forum.web.guard import current_actor
from forum.web.problems import sentence_of

# The answers are the buttons that send them.
_ONE_TAP = frozenset({Method.CHOICE, Method.CONSENT})
# After these no other answer helps either.
_FOR_GOOD = (AlreadyVoted, CountedByHand, NotElector)


@dataclass(frozen=True)
class Paper:
    """A ballot to be shown: what is offered, what stands in it, what is said about it.

    Without `own` it is the one that all share: no token, nothing filled in.
    """

    poll: Poll
    action: str
    options: tuple[PollOption, ...]
    own: OwnVote | None = None
    filled: Mapping[str, list[str]] = field(default_factory=dict)
    token: str | None = None
    request_key: str | None = None
    recorded: datetime | None = None
    refusal: str | None = None
    refused_at: str = ""  # "answer", "agreed", "reason", or above all
    is_refused_for_good: bool = False
    own_address: str = ""  # where the reader's own ballot is fetched again, if anywhere

    @property
    def rules(self) -> Settings:
        """The poll's settings."""
        return self.poll.rules

    @property
    def takes_answers(self) -> bool:
        """Whether an answer can be given on it."""
        may = self.own is None or (self.own.is_elector and not self.own.is_counted)
        return self.poll.state is PollState.OPEN and may and not self.is_refused_for_good

    @property
    def is_one_tap(self) -> bool:
        """Whether the answers are buttons."""
        return self.poll.method in _ONE_TAP

    @property
    def is_awaited(self) -> bool:
        """Whether the options come in an own order, which the shared fragment does not know."""
        return self.own is None and is_shuffled(self.poll.method, self.rules)

    @property
    def has_running_count(self) -> bool:
        """Whether somebody may watch the count while it runs."""
        return self.poll.results_shown in RUNNING

    @property
    def gives_points(self) -> bool:
        """Whether a budget's money is asked for in points."""
        return self.rules.budget_ballot is BudgetBallot.POINTS

    @property
    def words(self) -> int:
        """How many words may be written."""
        return self.rules.most or USUAL_MOST

    @property
    def places(self) -> int:
        """How many places there are to give."""
        rules, all_ = self.rules, len(self.options)
        return all_ if rules.must_rank_all else rules.most or all_

    @property
    def written(self) -> list[str]:
        """What was typed in one's own words."""
        fields = ("text", "word", "reason")
        return [text for name in fields for text in self.filled.get(name, ()) if text.strip()]

    def value(self, name: str) -> str:
        """What stands in a field that is there once."""
        return next(iter(self.filled.get(name, ())), "")

    def has(self, name: str, value: str) -> bool:
        """Whether this value of a field is chosen."""
        return value in self.filled.get(name, ())


def shared_paper(poll: Poll, action: str) -> Paper:
    """The ballot that all phones share: nobody's, so without anything of its reader's."""
    return Paper(poll, action, tuple(poll.options))


def own_paper(
    poll: Poll,
    action: str,
    vote: OwnVote,
    *,
    recorded: datetime | None = None,
    refusal: ForumError | None = None,
    own_address: str = "",
) -> Paper:
    """The actor's own ballot: with their vote filled in, or after a refusal with all they typed."""
    return Paper(
        poll=poll,
        action=action,
        options=_in_own_order(poll, vote),
        own=vote,
        filled=_typed(poll, vote, refusal) if refusal else _kept(vote),
        token=generate_csrf(),
        request_key=secrets.token_urlsafe(16),
        recorded=recorded,
        refusal=sentence_of(refusal) if refusal else None,
        refused_at=_place_of(refusal),
        is_refused_for_good=isinstance(refusal, _FOR_GOOD),
        own_address=own_address,
    )


def cast_sent(forum_id: str, poll_id: str, *, instead_of: str | None = None) -> ForumError | None:
    """Cast the ballot that the request carries; the refusal that its form is to tell, if any.

    Raises NotFound, and Forbidden for whoever may not vote here at all.
    """
    given = request.form.to_dict(flat=False)
    try:
        cast_ballot(
            forum_id, poll_id, given, _sent_key(),
            actor=current_actor(), instead_of=instead_of, now=now(),
        )  # fmt: skip
    except (Conflict, RuleBroken, NotElector) as refusal:
        return refusal
    return None


def _sent_key() -> str:
    """The key made with the form; a new one for a form that carries none of ours."""
    key = request.form.get("request_key", "")
    return key if 16 <= len(key) <= 64 else secrets.token_urlsafe(16)


def _typed(poll: Poll, vote: OwnVote, refusal: ForumError) -> dict[str, list[str]]:
    """All that was typed. An answer that is a button looks given only where a reason is missing."""
    typed = request.form.to_dict(flat=False)
    if poll.method in _ONE_TAP and refusal.field != "reason":
        typed["option"] = _kept(vote).get("option", [])
    return typed


def _kept(vote: OwnVote) -> dict[str, list[str]]:
    typed = dict(as_typed(dict(vote.choice)))
    if vote.has_voted:
        typed |= {"reason": [vote.reason], "agreed": ["yes"]}
    return typed


def _in_own_order(poll: Poll, vote: OwnVote) -> tuple[PollOption, ...]:
    place = current_actor().place_in(poll.forum_id)
    if place is None or not vote.is_elector or not is_shuffled(poll.method, poll.rules):
        return tuple(poll.options)
    options = {option.public_id: option for option in poll.options}
    voter = f"{poll.public_id} {place.signup_id}"
    order = own_order(tuple(options), voter, str(current_app.config["SECRET_KEY"]))
    return tuple(options[key] for key in order)


def _place_of(refusal: ForumError | None) -> str:
    if isinstance(refusal, UnreadableBallot):
        return "answer"
    return (refusal.field or "") if refusal else ""
