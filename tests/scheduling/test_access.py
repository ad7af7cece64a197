"""Two programmes; every role; every state."""

import secrets
from datetime import timedelta

import pytest

from forum.core.actor import SYSTEM, VISITOR
from forum.core.db import db
from forum.core.errors import ForumError, NotFound
from forum.core.permissions import Role
from forum.core.transaction import transaction
from forum.scheduling.access import date_poll_by, date_poll_for, reply_by, reply_for, slot_for
from forum.scheduling.logic import DatePollPlan, Outcome, Span
from forum.scheduling.service.choosing import choose_slot, take_back_choice
from forum.scheduling.service.polls import (
    add_slots,
    close_date_poll,
    delete_date_poll,
    edit_date_poll,
    remove_slot,
    renew_link,
    reopen_date_poll,
)
from forum.scheduling.service.replies import remove_reply

MAY = {"organiser", "administrator", "system"}
STATES = ("open", "closed by hand", "closed by time", "decided")


@pytest.fixture
def world(make):
    """Two programmes with a poll each, and somebody of every role in the first."""
    here, there = make.programme(), make.programme()
    forum = make.forum(programme=here)
    polls = [make.date_poll(programme)[0] for programme in (here, there)]
    own = here.scopes[0]
    actors = {
        "visitor": VISITOR,
        "participant": make.participant(make.signup(forum)),
        "elsewhere": make.actor(make.account(Role.ORGANISER, there.scopes[0])),
        "administrator": make.staff("administrator"),
        "system": SYSTEM,
        "forum organiser": make.staff("organiser", forum),
        **{
            role.value: make.actor(make.account(role, own))
            for role in (Role.COORDINATOR, Role.FACILITATOR, Role.RAPPORTEUR, Role.ORGANISER)
        },
    }
    return polls, actors


def can(act, *arguments, **values):
    try:
        act(*arguments, **values)
    except NotFound:
        return False
    return True


def test_only_organisers_of_the_programme_reach_its_polls_times_and_replies(make, world):
    (poll, _), actors = world
    reply, _ = make.date_reply(poll, "yes")

    for role, actor in actors.items():
        assert can(date_poll_for, actor, poll.public_id) is (role in MAY)
        assert can(slot_for, actor, poll.public_id, poll.slots[0].public_id) is (role in MAY)
        assert can(reply_for, actor, poll.public_id, reply.public_id) is (role in MAY)


def test_times_and_replies_of_another_poll_are_not_reached_through_ones_own(make, world):
    (poll, other), actors = world
    foreign, _ = make.date_reply(other, "yes")

    for role in MAY:
        assert not can(slot_for, actors[role], poll.public_id, other.slots[0].public_id)
        assert not can(reply_for, actors[role], poll.public_id, foreign.public_id)


def acts(poll, reply, now):
    """Everything an organiser can do to a poll, and in which states it is refused."""
    id_, slot = poll.public_id, poll.slots[0].public_id
    plan = DatePollPlan({"th": "ใหม่"}, poll.closes_at)
    span = Span(now + timedelta(days=40), now + timedelta(days=40, hours=1))
    closed = {"closed by hand", "closed by time", "decided"}
    return {
        "edit": (edit_date_poll, (id_, plan), {}, set()),
        "add": (add_slots, (id_, [span]), {}, closed),
        "take out": (remove_slot, (id_, slot), {}, closed),
        "close": (close_date_poll, (id_,), {}, set()),
        "reopen": (reopen_date_poll, (id_,), {}, {"closed by time", "decided"}),
        "link": (renew_link, (id_,), {"secret": "s"}, set()),
        "choose": (choose_slot, (id_, slot, Outcome.TELL_ONLY, "", "k" * 16), {}, {"decided"}),
        "take back": (take_back_choice, (id_,), {}, set(STATES) - {"decided"}),
        "remove": (remove_reply, (id_, reply.public_id), {}, set()),
        "delete": (delete_date_poll, (id_,), {}, set()),
    }


@pytest.mark.parametrize("state", STATES)
def test_who_may_do_what_to_a_poll_in_which_state(make, world, now, state):
    (poll, _), actors = world
    reply, _ = make.date_reply(poll, "yes")
    if state == "closed by hand":
        poll.closed_at = now
    if state == "closed by time":
        poll.closes_at = now
    if state == "decided":
        poll.slots[1].chosen_at = poll.closed_at = now
    db.session.commit()

    for role, actor in actors.items():
        for name, (act, arguments, more, refused_in) in acts(poll, reply, now).items():
            outcome = told(act, *arguments, actor=actor, now=now, **more)
            allowed = "refused" if state in refused_in else "done"
            assert (role, name, outcome) == (role, name, allowed if role in MAY else "not found")


def told(act, *arguments, **more):
    """How an act ended; nothing of it is kept."""
    try:
        with transaction():
            act(*arguments, **more)
            db.session.flush()
            raise Undone  # noqa: TRY301 - so that every act meets the same state
    except Undone:
        return "done"
    except NotFound:
        return "not found"
    except ForumError:
        return "refused"


class Undone(Exception):
    pass


def altered(token):
    """Another token that differs in little: one sign, one more, one less, the case."""
    place = secrets.randbelow(len(token))
    sign = secrets.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
    return secrets.choice(
        (
            token[:place] + sign + token[place + 1 :],
            token[:place] + token[place + 1 :],
            token + sign,
            token.swapcase(),
            secrets.token_urlsafe(32),
        )
    )


@pytest.mark.parametrize("kind", ["poll", "reply"])
def test_of_a_thousand_altered_links_none_is_taken(make, kind):
    poll, link = make.date_poll()
    _reply, own = make.date_reply(poll, "yes")
    token, reach = (link, date_poll_by) if kind == "poll" else (own, reply_by)
    tries = [wrong for wrong in (altered(token) for _ in range(1000)) if wrong != token]

    assert reach(token)
    assert len(tries) > 900
    assert [wrong for wrong in tries if can(reach, wrong)] == []


def test_one_link_does_not_open_what_the_other_does(make):
    poll, link = make.date_poll()
    _reply, own = make.date_reply(poll, "yes")

    assert not can(date_poll_by, own)
    assert not can(reply_by, link)
