"""Reads of the live room: where it stands, who is there, what was decided."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from forum.core.actor import Actor
from forum.core.db import db
from forum.events.models import AgendaItem, Forum
from forum.events.queries import Agenda, agenda_of
from forum.floor.logic import Guest, Screen, guest_of, screen_that_fits
from forum.floor.models import Floor, ItemRun, Resolution
from forum.polls.logic.kinds import PollState
from forum.polls.models import Poll
from forum.polls.queries.electorate import Turnouts, count_turnout, is_elector
from forum.polls.queries.outcomes import Outcome, find_outcome
from forum.signups.logic.states import SignupState
from forum.signups.models.places import CheckIn, Signup


@dataclass(frozen=True)
class Scene:
    """What the hall sees now. Without a floor, or with a closed one, only the welcome."""

    forum: Forum
    floor: Floor | None
    screen: Screen
    agenda: Agenda
    item: AgendaItem | None
    poll: Poll | None
    turnout: Turnouts | None
    outcome: Outcome | None

    @property
    def is_open(self) -> bool:
        """Whether the live room is open."""
        return self.floor is not None and self.floor.closed_at is None

    @property
    def is_over(self) -> bool:
        """Whether the live room was open once and is no more."""
        return self.floor is not None and self.floor.closed_at is not None

    @property
    def asked(self) -> Poll | None:
        """The poll that can be answered now."""
        is_asked = self.poll is not None and self.poll.state is PollState.OPEN
        return self.poll if is_asked else None

    @property
    def number(self) -> str:
        """The number of the item, empty without one."""
        return self.agenda.numbers.get(self.item.id, "") if self.item else ""

    def number_of(self, item_id: int | None) -> str:
        """The number of any item of the agenda."""
        return self.agenda.numbers.get(item_id, "") if item_id is not None else ""


@dataclass(frozen=True)
class Presence:
    """How many have a seat, and how many of them are there."""

    seated: int
    present: int


def find_floor(forum_id: int, *, lock: bool = False) -> Floor | None:
    """The live room of a forum; with `lock` others who run it wait."""
    query = select(Floor).where(Floor.forum_id == forum_id)
    if lock:
        query = query.with_for_update(of=Floor, key_share=True)
        query = query.execution_options(populate_existing=True)
    return db.session.scalars(query).one_or_none()


def find_floor_by_code(code: str) -> Floor | None:
    """The open live room with this join code."""
    query = select(Floor).where(Floor.join_code == code).options(joinedload(Floor.forum))
    return db.session.scalars(query).one_or_none()


def count_open_floors() -> int:
    """How many live rooms are open, and so how many codes are in use."""
    query = select(func.count()).select_from(Floor).where(Floor.join_code.is_not(None))
    return db.session.scalar(query) or 0


def scene_of(forum: Forum) -> Scene:
    """Where the live room of a forum stands."""
    floor = find_floor(forum.id)
    is_open = floor is not None and floor.closed_at is None
    item = floor.item if floor is not None and is_open else None
    poll = floor.poll if floor is not None and is_open else None
    if poll is not None and poll.state is PollState.DRAFTED:
        poll = None
    outcome = find_outcome(poll) if poll is not None else None
    return Scene(
        forum=forum,
        floor=floor,
        screen=screen_that_fits(
            floor.screen if floor is not None and is_open else Screen.WELCOME,
            has_item=item is not None,
            has_poll=poll is not None,
            has_results=outcome is not None,
        ),
        agenda=agenda_of(forum),
        item=item,
        poll=poll,
        turnout=count_turnout(poll.id) if poll is not None else None,
        outcome=outcome,
    )


def count_presence(forum_id: int) -> Presence:
    """How many are seated at the forum, and how many of them have checked in."""
    seated = (Signup.forum_id == forum_id, Signup.state == SignupState.SEATED)
    present = (
        select(func.count(CheckIn.id))
        .join(Signup, Signup.id == CheckIn.signup_id)
        .where(*seated)
        .scalar_subquery()
    )
    all_ = select(func.count(Signup.id)).where(*seated).scalar_subquery()
    row = db.session.execute(select(all_, present)).one()
    return Presence(*row)


def guest_in(scene: Scene, actor: Actor) -> Guest:
    """How the actor stands before the live room."""
    place = actor.place_in(scene.forum.id)
    if place is None:
        return Guest.STRANGER
    query = (
        select(Signup.state, CheckIn.id)
        .outerjoin(CheckIn, CheckIn.signup_id == Signup.id)
        .where(Signup.id == place.signup_id)
    )
    state, check_in_id = db.session.execute(query).one()
    asked = scene.asked
    return guest_of(
        has_place=True,
        is_seated=state is SignupState.SEATED,
        is_checked_in=check_in_id is not None,
        may_answer=asked is None or is_elector(asked.id, place.signup_id),
    )


def list_resolutions(forum_id: int) -> list[Resolution]:
    """What was decided, in the order it was recorded."""
    query = select(Resolution).where(Resolution.forum_id == forum_id).order_by(Resolution.id)
    return list(
        db.session.scalars(query.options(joinedload(Resolution.item), joinedload(Resolution.poll)))
    )


def list_runs(forum_id: int) -> list[ItemRun]:
    """When items were dealt with, in that order."""
    query = select(ItemRun).where(ItemRun.forum_id == forum_id)
    return list(db.session.scalars(query.order_by(ItemRun.started_at, ItemRun.id)))


def find_current_run(forum_id: int) -> ItemRun | None:
    """The item being dealt with now, since when."""
    query = (
        select(ItemRun)
        .where(ItemRun.forum_id == forum_id, ItemRun.ended_at.is_(None))
        .order_by(ItemRun.id.desc())
        .limit(1)
    )
    return db.session.scalars(query).one_or_none()
