"""What happens by itself: letters that were held back, and forgetting what is no longer needed."""

import logging
import time
from contextlib import suppress

from flask import current_app

from forum.core.actor import SYSTEM
from forum.core.clock import now
from forum.core.errors import ForumError, NotFound
from forum.core.transaction import let_go, transaction
from forum.signups.logic.retention import months_before
from forum.signups.queries.draw import list_running
from forum.signups.queries.line import list_expired_offers, list_forums_with_seats_back
from forum.signups.queries.people import list_without_letter
from forum.signups.queries.persons import list_forgettable
from forum.signups.queries.reminders import list_unsent
from forum.signups.service.drawing import (
    fail_draw,
    finish_draw,
    note_check,
    note_progress,
    resume_draws,
    take_check,
    take_draw,
)
from forum.signups.service.invitations import give_back_expired
from forum.signups.service.lottery import LotteryFailed, ask_lottery
from forum.signups.service.needs import forget_old_needs
from forum.signups.service.offers import end_offer
from forum.signups.service.reminders import queue_reminder
from forum.signups.service.retention import forget_person
from forum.signups.service.tickets import send_held

log = logging.getLogger("forum.signups")
PAUSE = 2.0  # seconds between two notes of a draw's progress


def send_held_letters() -> None:
    """Send confirmations that one address could not get within one hour."""
    moment = now()
    if list_without_letter(moment):
        with transaction():
            send_held(list_without_letter(moment), now=moment)


def send_reminders() -> None:
    """Send the reminders whose time has come, each in a transaction of its own."""
    for forum_id, reminder_id in list_unsent(now()):
        with suppress(NotFound), transaction():
            queue_reminder(forum_id, reminder_id, actor=SYSTEM, now=now())


def forget_needs() -> None:
    """Delete the access needs of forums that are over."""
    with transaction():
        forget_old_needs(now=now())


def end_offers() -> None:
    """End offers that were not accepted in time; each seat goes to the next, each by itself."""
    for forum_id, signup_id in list_expired_offers(now()):
        with transaction():
            end_offer(forum_id, signup_id, actor=SYSTEM, now=now())


def fill_freed_seats() -> None:
    """Give the seats of expired invitations to whoever waits for them."""
    for forum_id in list_forums_with_seats_back(now()):
        with transaction():
            give_back_expired(forum_id, actor=SYSTEM, now=now())


def forget_people() -> None:
    """Erase people without an account whose last forum was RETENTION_MONTHS ago; 0: nobody.

    Each in a transaction of their own, so that one who cannot be erased keeps nobody else.
    """
    months: int = current_app.config["RETENTION_MONTHS"]
    if not months:
        return
    for person_id in list_forgettable(months_before(now(), months)):
        try:
            with transaction():
                forget_person(person_id, now=now())
        except ForumError:
            log.exception("person %s could not be forgotten", person_id)


def check_draw(draw_id: int) -> None:
    """Ask the library whether a prepared draw's targets can all be met."""
    task = take_check(draw_id)
    if task is None:
        return
    let_go()
    try:
        told = ask_lottery(task.question, lambda _done: True)
    except LotteryFailed:
        log.exception("the check of draw %s gave no answer", draw_id)
        told = None
    with transaction():
        note_check(draw_id, task.runner, told, now=now())


def run_draw(draw_id: int) -> None:
    """Make a draw that was started, and give the seats. May be run again after it was killed."""
    with transaction():
        task = take_draw(draw_id, now=now())
    if task is None:
        return
    try:
        told = ask_lottery(task.question, _Teller(draw_id, task.runner))
    except LotteryFailed as failure:
        log.warning("draw %s was not made: %s", draw_id, failure)
        with transaction():
            fail_draw(draw_id, task.runner, failure.code, actor=SYSTEM, now=now())
        return
    with transaction():
        finish_draw(draw_id, task.runner, told, actor=SYSTEM, now=now())


def resume_silent_draws() -> None:
    """Take up draws whose job has died."""
    if list_running():
        with transaction():
            resume_draws(now=now())


class _Teller:
    """Writes a draw's progress down, but not more often than people look."""

    def __init__(self, draw_id: int, runner: str) -> None:
        self._draw_id, self._runner = draw_id, runner
        self._told_at = 0.0

    def __call__(self, done: int) -> bool:
        """Write it down, when it is time; whether the job still has the draw."""
        if time.monotonic() - self._told_at < PAUSE:
            return True
        self._told_at = time.monotonic()
        with transaction():
            return note_progress(self._draw_id, self._runner, done, now=now())
