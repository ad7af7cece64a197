"""What a forum's page offers next."""

from datetime import timedelta

import pytest

from forum.events.logic.stages import Stage
from forum.portal.logic import NextStep, Situation, next_step


def situation(now, stage=Stage.OPEN, *, place=False, minutes=False, opens=-1, closes=1):
    return Situation(
        stage=stage,
        signup_opens_at=now + timedelta(days=opens),
        signup_closes_at=now + timedelta(days=closes),
        has_place=place,
        has_minutes=minutes,
    )


@pytest.mark.parametrize(
    ("facts", "offered"),
    [
        ({}, NextStep.SIGN_UP),
        ({"opens": 1, "closes": 2}, NextStep.SIGNUP_SOON),
        ({"opens": -2, "closes": -1}, NextStep.SIGNUP_OVER),
        ({"place": True}, NextStep.TICKET),
        ({"stage": Stage.ANNOUNCED}, NextStep.NOT_YET),
        ({"stage": Stage.ANNOUNCED, "opens": 1, "closes": 2}, NextStep.SIGNUP_SOON),
        ({"stage": Stage.RUNNING}, NextStep.HALL),
        ({"stage": Stage.RUNNING, "place": True}, NextStep.HALL),
        ({"stage": Stage.MINUTES}, NextStep.OVER),
        ({"stage": Stage.MINUTES, "place": True}, NextStep.OVER),
        ({"stage": Stage.FINISHED, "minutes": True}, NextStep.MINUTES),
        ({"stage": Stage.FINISHED, "minutes": True, "place": True}, NextStep.MINUTES),
        ({"stage": Stage.CANCELLED}, NextStep.NOTHING),
    ],
)
def test_the_one_button_changes_as_the_forum_goes_along(now, facts, offered):
    assert next_step(situation(now, **facts), now) is offered
