"""Pure rules of the pages that bring features together: what to offer a reader next."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from forum.events.logic.stages import Stage, is_signup_open


class NextStep(StrEnum):
    """The one thing a forum's page offers."""

    SIGN_UP = "sign-up"
    TICKET = "ticket"
    HALL = "hall"
    MINUTES = "minutes"
    SIGNUP_SOON = "signup-soon"
    SIGNUP_OVER = "signup-over"
    NOT_YET = "not-yet"
    OVER = "over"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Situation:
    """What decides the next step: the forum's stage and window, the reader's place, the minutes."""

    stage: Stage
    signup_opens_at: datetime | None
    signup_closes_at: datetime | None
    has_place: bool
    has_minutes: bool


def next_step(situation: Situation, now: datetime) -> NextStep:
    """Sign up, open the ticket, join the hall or read the minutes, as the forum goes along."""
    if situation.has_minutes:
        return NextStep.MINUTES
    if situation.stage is Stage.RUNNING:
        return NextStep.HALL
    if situation.stage in {Stage.MINUTES, Stage.FINISHED}:
        return NextStep.OVER
    return NextStep.TICKET if situation.has_place else _signup_step(situation, now)


def _signup_step(situation: Situation, now: datetime) -> NextStep:
    """What somebody without a place is told about sign-up."""
    opens, closes = situation.signup_opens_at, situation.signup_closes_at
    if is_signup_open(situation.stage, opens, closes, now):
        return NextStep.SIGN_UP
    if situation.stage not in {Stage.ANNOUNCED, Stage.OPEN}:
        return NextStep.NOTHING
    if opens and now < opens:
        return NextStep.SIGNUP_SOON
    return NextStep.NOT_YET if situation.stage is Stage.ANNOUNCED else NextStep.SIGNUP_OVER
