"""What a forum still needs before it opens, and the one next step of its life."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import url_for
from flask_babel import gettext

from forum.accounts.queries import list_grants
from forum.core.actor import Actor
from forum.core.i18n import N_
from forum.core.permissions import Permission, Role
from forum.events.logic.stages import Stage
from forum.events.models import Forum
from forum.events.ports import Check, readiness
from forum.events.queries import Agenda
from forum.events.service.forums import is_publishable

_SOON = timedelta(hours=24)


@dataclass(frozen=True)
class Step:
    """A step to another stage: what the button says, and what to know before pressing it."""

    stage: Stage
    label: str
    question: str = ""


_FORWARD = {
    Stage.ANNOUNCED: Step(Stage.OPEN, N_("Open sign-up")),
    Stage.OPEN: Step(
        Stage.RUNNING,
        N_("Start the forum"),
        N_("Sign-up ends and the hall opens. This is for the day itself."),
    ),
    Stage.RUNNING: Step(
        Stage.MINUTES, N_("End the forum"), N_("The hall closes and the minutes are written.")
    ),
    Stage.MINUTES: Step(
        Stage.FINISHED, N_("Mark as finished"), N_("Do this once the minutes are certified.")
    ),
}
_BACK = {
    Stage.OPEN: Step(Stage.ANNOUNCED, N_("Close sign-up again")),
    Stage.RUNNING: Step(Stage.OPEN, N_("Not started yet: go back")),
    Stage.MINUTES: Step(Stage.RUNNING, N_("Not over yet: reopen the hall")),
    Stage.FINISHED: Step(Stage.MINUTES, N_("Not finished: back to the minutes")),
}


def steps_of(forum: Forum, actor: Actor, now: datetime) -> dict[str, Step | None]:
    """The steps this actor may take: `main` now, `early` one that is long before its day, `back`."""
    if forum.published_at is None:
        return {"main": None, "early": None, "back": None}
    forward = _allowed(_FORWARD.get(forum.stage), forum, actor)
    back = _allowed(_BACK.get(forum.stage), forum, actor)
    is_early = forum.stage is Stage.OPEN and now < forum.starts_at - _SOON
    return {
        "main": None if is_early else forward,
        "early": forward if is_early else None,
        "back": back,
    }


def checks_of(forum: Forum, agenda: Agenda, material_count: int) -> list[dict[str, Any]]:
    """The checklist to "ready", for the `checklist` macro: what every feature wants to see."""
    checks = [
        *_own_checks(forum, agenda),
        *(check for supplier in readiness.suppliers for check in supplier(forum.id)),
        Check(
            N_("Facilitator and rapporteur named"), _has_team(forum), "team.forum", is_needed=False
        ),
        Check(
            N_("Something to read beforehand"),
            bool(material_count),
            "materials.desk",
            is_needed=False,
        ),
        Check(N_("Published"), forum.published_at is not None, "desk.overview"),
    ]
    return [_shown(check, forum) for check in checks]


def _own_checks(forum: Forum, agenda: Agenda) -> tuple[Check, ...]:
    has_window = forum.signup_opens_at is not None or forum.signup_closes_at is not None
    return (
        Check(
            N_("Title, one sentence why, and a place or link"), is_publishable(forum), "desk.edit"
        ),
        Check(
            N_("A description for those who want to know more"),
            bool(forum.description),
            "desk.edit",
        ),
        Check(N_("Days on which sign-up opens and closes"), has_window, "desk.edit"),
        Check(N_("An agenda"), bool(agenda.items), "agenda.desk"),
        Check(N_("The agenda fits into the time"), not agenda.overruns, "agenda.desk"),
    )


def _has_team(forum: Forum) -> bool:
    held = {grant.role for scope in forum.scopes for grant in list_grants(scope)}
    return {Role.FACILITATOR, Role.RAPPORTEUR} <= held


def _shown(check: Check, forum: Forum) -> dict[str, Any]:
    return {
        "label": gettext(check.label),
        "done": check.is_done,
        "url": url_for(check.endpoint, forum_id=forum.public_id),
        "note": None if check.is_needed or check.is_done else gettext("Good to have, not needed."),
    }


def _allowed(step: Step | None, forum: Forum, actor: Actor) -> Step | None:
    if step is None:
        return None
    in_the_hall = step.stage in {Stage.RUNNING, Stage.MINUTES}
    permission = Permission.FLOOR_RUN if in_the_hall else Permission.FORUM_EDIT
    return step if actor.may(permission, *forum.scopes) else None
