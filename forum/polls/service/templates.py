"""Polls kept to be asked again: a programme's templates, and the same question a second time."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from forum.core.actor import Actor
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.i18n import LocalText
from forum.core.permissions import Permission
from forum.events.access import forum_for
from forum.journal.service import record
from forum.polls.access import poll_for
from forum.polls.errors import TemplateNameMissing
from forum.polls.logic.answers import Answer, ends_of
from forum.polls.logic.kinds import (
    ElectorateRule,
    Method,
    ReasonRule,
    ResultsShown,
    SecrecyLevel,
)
from forum.polls.logic.settings import Settings
from forum.polls.models import Poll, PollOption, PollTemplate
from forum.polls.queries.comparing import AGAIN
from forum.polls.queries.polls import find_template
from forum.polls.service.drafting import PollDraft, draft_poll
from forum.polls.service.listing import copy_list


def keep_template(
    forum_id: str, poll_id: str, name: LocalText, *, actor: Actor, now: datetime
) -> PollTemplate:
    """Keep a poll, as it is asked, for the forum's whole programme. Raises TemplateNameMissing."""
    poll = poll_for(actor, forum_id, poll_id, Permission.POLL_EDIT)
    if not any(name.values()):
        raise TemplateNameMissing
    template = PollTemplate(
        programme_id=poll.forum.programme_id,
        name=dict(name),
        draft=_kept(poll),
        created_by_id=actor.account_id,
        created_at=now,
    )
    db.session.add(template)
    db.session.flush()  # the journal names its public id
    _note("poll_template.kept", template.public_id, poll.forum_id, actor, now)
    return template


def use_template(forum_id: str, template_id: str, *, actor: Actor, now: datetime) -> Poll:
    """Draft a poll from a template of the forum's programme. Raises NotFound, and as `draft_poll`."""
    forum = forum_for(actor, forum_id, Permission.POLL_EDIT)
    template = _template(forum.programme_id, template_id)
    return draft_poll(forum_id, _draft(template.draft), actor=actor, now=now)


def throw_template_away(forum_id: str, template_id: str, *, actor: Actor, now: datetime) -> None:
    """Delete a template; polls made from it stay. Raises NotFound."""
    forum = forum_for(actor, forum_id, Permission.POLL_EDIT)
    template = _template(forum.programme_id, template_id)
    _note("poll_template.deleted", template.public_id, forum.id, actor, now)
    db.session.delete(template)


def ask_again(forum_id: str, poll_id: str, *, actor: Actor, now: datetime) -> Poll:
    """Draft the same question a second time, for the same list: its result is compared with the first.

    Raises as `draft_poll`.
    """
    poll = poll_for(actor, forum_id, poll_id, Permission.POLL_EDIT)
    draft = _draft(_kept(poll), item_id=poll.item.public_id if poll.item else None)
    again = draft_poll(forum_id, draft, actor=actor, now=now, origin=(AGAIN, poll.public_id))
    if poll.rules.electorate is ElectorateRule.LISTED:
        copy_list(poll, again)
    return again


def _template(programme_id: int, public_id: str) -> PollTemplate:
    template = find_template(programme_id, public_id)
    if template is None:
        raise NotFound
    return template


def _kept(poll: Poll) -> dict[str, Any]:
    """A poll as it is asked, without when it opens and closes: that belongs to one forum."""
    return {
        "question": poll.question,
        "explanation": poll.explanation,
        "method": poll.method.value,
        "level": poll.level.value,
        "results_shown": poll.results_shown.value,
        "reason_rule": poll.reason_rule.value,
        "is_online": poll.is_online,
        "settings": poll.settings,
        "answers": [_kept_answer(option) for option in poll.options],
    }


def _kept_answer(option: PollOption) -> dict[str, Any]:
    return {
        "label": option.label,
        "meaning": option.meaning,
        "prompt": option.prompt,
        "colour": option.colour,
        "price": option.price,
        "starts_at": option.starts_at.isoformat() if option.starts_at else None,
        "ends_at": option.ends_at.isoformat() if option.ends_at else None,
    }


def _draft(kept: Mapping[str, Any], item_id: str | None = None) -> PollDraft:
    return PollDraft(
        question=kept["question"],
        explanation=kept["explanation"],
        method=Method(kept["method"]),
        level=SecrecyLevel(kept["level"]),
        results_shown=ResultsShown(kept["results_shown"]),
        reason_rule=ReasonRule(kept["reason_rule"]),
        is_online=kept["is_online"],
        settings=Settings.from_json(kept["settings"]),
        answers=_answers(kept),
        item_id=item_id,
    )


def _answers(kept: Mapping[str, Any]) -> tuple[Answer, ...]:
    """A scale's values are made anew from the names of its ends."""
    answers = tuple(_answer(each) for each in kept["answers"])
    return ends_of(answers) if kept["method"] == Method.SCALE else answers


def _answer(kept: Mapping[str, Any]) -> Answer:
    """An answer as it was kept; templates of earlier times know no slots' times."""
    times = {
        name: datetime.fromisoformat(kept[name]) if kept.get(name) else None
        for name in ("starts_at", "ends_at")
    }
    return Answer(**{**kept, **times})


def _note(code: str, public_id: str, forum_id: int, actor: Actor, now: datetime) -> None:
    record(code, "poll_template", public_id, actor=actor, now=now, forum_id=forum_id)
