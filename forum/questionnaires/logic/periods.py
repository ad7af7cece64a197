"""When a questionnaire can be filled in."""

from dataclasses import dataclass
from datetime import datetime

from forum.events.logic.stages import CALLED_OFF, Stage, is_signup_open
from forum.questionnaires.logic.kinds import Purpose, QuestionnaireState, Round


@dataclass(frozen=True)
class Times:
    """What of a forum decides when its people are asked."""

    stage: Stage
    starts_at: datetime
    ends_at: datetime
    signup_opens_at: datetime | None
    signup_closes_at: datetime | None


def round_open(
    purpose: Purpose, state: QuestionnaireState, times: Times, now: datetime
) -> Round | None:
    """The round that sheets are taken for now; None when none are.

    Questions of sign-up until it closes; an evaluation from the end of the forum; before-and-after
    questions until the forum begins, and again from its end. A forum that the organiser has moved
    on to its minutes has ended, whatever the clock says.
    """
    if state is not QuestionnaireState.OPEN or times.stage in CALLED_OFF:
        return None
    if purpose is Purpose.SIGNUP:
        opens, closes = times.signup_opens_at, times.signup_closes_at
        return Round.ONCE if is_signup_open(times.stage, opens, closes, now) else None
    if now >= times.ends_at or times.stage in {Stage.MINUTES, Stage.FINISHED}:
        return Round.ONCE if purpose is Purpose.EVALUATION else Round.AFTER
    is_ahead = now < times.starts_at and times.stage is not Stage.RUNNING
    return Round.BEFORE if is_ahead and purpose is Purpose.BEFORE_AFTER else None
