"""Creating and changing programmes."""

from datetime import datetime

from sqlalchemy import select

from forum.core.actor import Actor
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.permissions import INSTALLATION, Permission
from forum.directory.models import Organisation
from forum.events.access import programme_for
from forum.events.errors import ChangedMeanwhile, PeriodReversed, ProgrammeCircle
from forum.events.logic.plans import ProgrammePlan, fingerprint, keyed_id
from forum.events.models import Programme
from forum.events.queries import list_ids_below
from forum.journal.service import record


def create_programme(
    plan: ProgrammePlan, request_key: str, *, actor: Actor, now: datetime
) -> Programme:
    """Keep a new programme, or a project below the programme that `plan.parent` names.

    The same request key again gives the programme that it made before. Raises NotFound for an
    actor who may not create programmes (or edit the parent), PeriodReversed.
    """
    parent = _parent_for(actor, plan.parent)
    if parent is None and not actor.may(Permission.PROGRAMME_CREATE, INSTALLATION):
        raise NotFound
    _refuse_reversed(plan)
    public_id = keyed_id("programme", actor.id, request_key)
    made = db.session.scalars(
        select(Programme).where(Programme.public_id == public_id)
    ).one_or_none()
    if made is not None:
        return made
    programme = Programme(public_id=public_id, parent=parent, created_at=now)
    _write(programme, plan)
    db.session.add(programme)
    record("programme.created", "programme", public_id, actor=actor, now=now)
    return programme


def edit_programme(
    programme_id: str, plan: ProgrammePlan, version: str, *, actor: Actor, now: datetime
) -> Programme:
    """Change a programme as planned.

    Raises ChangedMeanwhile when it is no longer as `version` says, ProgrammeCircle for a parent
    below itself, PeriodReversed.
    """
    programme = programme_for(actor, programme_id, Permission.PROGRAMME_EDIT, lock=True)
    if version_of(programme) != version:
        raise ChangedMeanwhile
    _refuse_reversed(plan)
    if plan.parent != _public_id(programme.parent):
        programme.parent = _new_parent(actor, programme, plan.parent)
    _write(programme, plan)
    record("programme.edited", "programme", programme.public_id, actor=actor, now=now)
    return programme


def version_of(programme: Programme) -> str:
    """A mark of what a form about this programme shows."""
    plan = plan_of(programme)
    return fingerprint(vars(plan).values())


def plan_of(programme: Programme) -> ProgrammePlan:
    """The programme as somebody would type it."""
    return ProgrammePlan(
        title=programme.title,
        description=programme.description,
        parent=_public_id(programme.parent),
        organisation=_public_id(programme.organisation),
        starts_on=programme.starts_on,
        ends_on=programme.ends_on,
    )


def _write(programme: Programme, plan: ProgrammePlan) -> None:
    programme.title = plan.title
    programme.description = plan.description
    programme.organisation = _organisation(plan.organisation)
    programme.starts_on = plan.starts_on
    programme.ends_on = plan.ends_on


def _parent_for(actor: Actor, public_id: str) -> Programme | None:
    return programme_for(actor, public_id, Permission.PROGRAMME_EDIT) if public_id else None


def _new_parent(actor: Actor, programme: Programme, public_id: str) -> Programme | None:
    """The wanted parent. To stand alone takes the right to create programmes."""
    parent = _parent_for(actor, public_id)
    if parent is None and not actor.may(Permission.PROGRAMME_CREATE, INSTALLATION):
        raise NotFound
    if parent is not None and parent.id in list_ids_below(programme):
        raise ProgrammeCircle
    return parent


def _organisation(public_id: str) -> Organisation | None:
    if not public_id:
        return None
    query = select(Organisation).where(Organisation.public_id == public_id)
    organisation = db.session.scalars(query).one_or_none()
    if organisation is None:
        raise NotFound
    return organisation


def _refuse_reversed(plan: ProgrammePlan) -> None:
    if plan.starts_on and plan.ends_on and plan.ends_on < plan.starts_on:
        raise PeriodReversed


def _public_id(row: Programme | Organisation | None) -> str:
    return row.public_id if row is not None else ""
