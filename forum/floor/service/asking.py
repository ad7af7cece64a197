"""Putting a question to the hall: the poll and what the hall sees change together."""

from datetime import datetime

from forum.core.actor import Actor
from forum.core.errors import NotFound
from forum.core.permissions import Permission
from forum.floor.access import floor_for
from forum.floor.errors import AnotherPollOpen
from forum.floor.logic import Screen
from forum.live.notices import changed
from forum.polls.access import poll_for
from forum.polls.logic.kinds import ResultsShown
from forum.polls.models import Poll
from forum.polls.queries.polls import is_asking_the_hall
from forum.polls.service.drafting import PollDraft, draft_poll
from forum.polls.service.running import close_poll, open_poll, reset_poll, show_results


def ask(forum_id: str, poll_id: str, *, actor: Actor, now: datetime) -> Poll:
    """Open a poll and show it to the hall.

    Raises AnotherPollOpen, NotFound for a poll answered by link, and what `open_poll` raises.
    """
    floor = floor_for(actor, forum_id, Permission.FLOOR_RUN, lock=True)
    if poll_for(actor, forum_id, poll_id, Permission.FLOOR_RUN).is_online:
        raise NotFound
    if is_asking_the_hall(floor.forum_id):
        raise AnotherPollOpen
    poll = open_poll(forum_id, poll_id, actor=actor, now=now)
    floor.poll, floor.screen = poll, Screen.POLL
    return poll


def ask_at_once(forum_id: str, draft: PollDraft, *, actor: Actor, now: datetime) -> Poll:
    """Write a poll and put it to the hall in one act. Raises what drafting and asking raise."""
    poll = draft_poll(forum_id, draft, actor=actor, now=now)
    return ask(forum_id, poll.public_id, actor=actor, now=now)


def stop_asking(forum_id: str, poll_id: str, *, actor: Actor, now: datetime) -> Poll:
    """Close the poll; the hall sees its result at once where the poll says so."""
    floor = floor_for(actor, forum_id, Permission.FLOOR_RUN, lock=True)
    poll = close_poll(forum_id, poll_id, actor=actor, now=now)
    if floor.poll_id == poll.id and poll.results_shown is not ResultsShown.WHEN_SHOWN:
        floor.screen = Screen.RESULTS
    return poll


def show_answer(forum_id: str, poll_id: str, *, actor: Actor, now: datetime) -> Poll:
    """Show the hall what came out. Raises PollStillOpen, and AnotherPollOpen while one is asked.

    The question that is open would vanish from the phones of those who have not answered it.
    """
    floor = floor_for(actor, forum_id, Permission.FLOOR_RUN, lock=True)
    poll = show_results(forum_id, poll_id, actor=actor, now=now)
    if is_asking_the_hall(floor.forum_id):
        raise AnotherPollOpen
    floor.poll, floor.screen = poll, Screen.RESULTS
    changed(forum_id)  # a result that was shown before is none of the poll's news
    return poll


def take_back(forum_id: str, poll_id: str, *, actor: Actor, now: datetime) -> Poll:
    """Take a question back before anybody answered it. Raises PollHasVotes."""
    floor = floor_for(actor, forum_id, Permission.FLOOR_RUN, lock=True)
    poll = reset_poll(forum_id, poll_id, actor=actor, now=now)
    if floor.poll_id == poll.id:
        floor.poll, floor.screen = None, Screen.ITEM
    return poll
