"""Who may see and do what: every role, every state of a forum, two forums side by side."""

import itertools

import pytest

from forum.core.actor import SYSTEM, VISITOR
from forum.core.errors import NotFound
from forum.core.permissions import Permission, Role
from forum.events.logic.stages import Stage
from forum.signups.access import helped_signup, own_signup, signup_for, ticket_by

LISTING = {"organiser", "administrator"}
DOOR = {"organiser", "administrator", "facilitator", "coordinator"}
HELPING = {"organiser", "administrator", "coordinator"}
ROLES = ("visitor", "participant", *(role.value for role in Role if role is not Role.PARTICIPANT))
PAGES = {
    "signups": LISTING,
    "signups/{signup}": LISTING,
    "signups/export": LISTING,
    "seats": LISTING,
    "check-in": DOOR,
    "assist": HELPING,
}
STATES = {
    "draft": {"published_at": None},
    "open": {},
    "finished": {"stage": Stage.FINISHED},
    "cancelled": {"stage": Stage.CANCELLED},
}


@pytest.fixture
def browser_of(make, sign_in, client):
    """A browser of somebody with a role in a forum."""

    def browser(role, forum):
        if role == "visitor":
            return client
        if role == "participant":
            return sign_in(tickets=[make.ticket(make.signup(forum))[0]])
        return sign_in(make.account(Role(role), forum.scope))

    return browser


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("role", ROLES)
def test_each_role_opens_its_own_desk_pages_and_no_others(make, browser_of, role, state):
    forum = make.forum(**STATES[state])
    other = make.forum()
    signup, foreign = make.signup(forum), make.signup(other)
    browser = browser_of(role, forum)

    for page, allowed in PAGES.items():
        path = page.format(signup=signup.public_id)
        answer = browser.get(f"/forums/{forum.public_id}/desk/{path}").status_code
        foreign_path = page.format(signup=foreign.public_id)
        elsewhere = browser.get(f"/forums/{other.public_id}/desk/{foreign_path}").status_code
        crossed = browser.get(f"/forums/{forum.public_id}/desk/{foreign_path}").status_code
        if role in allowed:
            assert answer == 200, page
            assert elsewhere == 404, page
            if "{signup}" in page:
                assert crossed == 404
        else:
            assert answer in {302, 403, 404}, page
            assert elsewhere in {302, 403, 404}, page


WRITES = {
    "signups/{signup}/cancel": LISTING,
    "signups/{signup}/sector": LISTING,
    "signups/{signup}/send-ticket": LISTING,
    "signups/export": LISTING,
    "seats": LISTING,
    "assist": HELPING,
    "check-in/{signup}": DOOR,
}


@pytest.mark.parametrize("role", ROLES)
def test_nobody_writes_without_the_right_or_in_another_forum(make, browser_of, role):
    forum, other = make.forum(), make.forum()
    browser = browser_of(role, forum)

    for page, allowed in WRITES.items():
        signup, foreign = make.signup(forum), make.signup(other)
        answers = [
            browser.post(
                f"/forums/{place.public_id}/desk/{page.format(signup=who.public_id)}"
            ).status_code
            for place, who in ((forum, signup), (other, foreign), (forum, foreign))
        ]
        if role not in allowed:
            assert set(answers) <= {403, 404}, (page, answers)
        else:
            assert answers[0] in {200, 302, 303, 422}, (page, answers)
            assert answers[1] == 404 or page.startswith("check-in"), (page, answers)
        assert foreign.check_in is None
        assert foreign.state.value == "seated"


def test_an_unknown_forum_and_anothers_sign_up_look_the_same(make, browser_of):
    forum, other = make.forum(), make.forum()
    foreign = make.signup(other)
    browser = browser_of("organiser", forum)

    answers = {
        browser.get(f"/forums/{forum.public_id}/desk/signups/{id_}").text
        for id_ in (foreign.public_id, "23456789abcdefghjkmnpqrstvw")
    }

    assert (
        len(
            {
                text.replace(foreign.public_id, "ID").replace("23456789abcdefghjkmnpqrstvw", "ID")
                for text in answers
            }
        )
        == 1
    )


def test_a_participant_finds_their_own_place_and_never_anothers(make):
    here, elsewhere = make.forum(), make.forum()
    mine, other = make.signup(here), make.signup(here)
    ticket, _ = make.ticket(mine)
    actor = make.participant(mine)

    assert own_signup(actor, here.public_id).id == mine.id
    assert own_signup(VISITOR, here.public_id, [ticket.id]).id == mine.id
    for forum, tickets in itertools.product((here, elsewhere), ([], [ticket.id + 1000])):
        with pytest.raises(NotFound):
            own_signup(VISITOR, forum.public_id, tickets)
    with pytest.raises(NotFound):
        own_signup(actor, elsewhere.public_id, [ticket.id])
    assert other.id != mine.id


def test_a_coordinator_prints_the_tickets_of_those_they_helped_only(make):
    forum = make.forum()
    coordinator, organiser = make.staff("coordinator", forum), make.staff("organiser", forum)
    helped = make.signup(forum, helped_by_id=coordinator.id)
    alone = make.signup(forum)

    assert helped_signup(coordinator, forum.public_id, helped.public_id).id == helped.id
    with pytest.raises(NotFound):
        helped_signup(coordinator, forum.public_id, alone.public_id)
    assert helped_signup(organiser, forum.public_id, alone.public_id).id == alone.id


def test_a_sign_up_answers_in_its_own_forum_only(make):
    here, elsewhere = make.forum(), make.forum()
    signup = make.signup(here)

    assert signup_for(SYSTEM, here.public_id, signup.public_id, Permission.SIGNUP_LIST)
    with pytest.raises(NotFound):
        signup_for(SYSTEM, elsewhere.public_id, signup.public_id, Permission.SIGNUP_LIST)


def test_a_thousand_altered_ticket_links_are_refused(make, app):
    ticket, token = make.ticket(make.signup(make.forum()))
    assert ticket_by(token).id == ticket.id
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

    altered = {
        token[:place] + letter + token[place + 1 :]
        for place in range(len(token))
        for letter in alphabet
        if letter != token[place]
    }
    altered = [*sorted(altered)[:1000], token[:-1], token + "A", token.upper(), ticket.serial, ""]

    for wrong in altered:
        with pytest.raises(NotFound):
            ticket_by(wrong)


def test_a_revoked_ticket_and_one_of_a_hidden_forum_are_refused(make, now):
    revoked, revoked_token = make.ticket(make.signup(make.forum()))
    revoked.revoked_at = now
    make.save(revoked)
    _, hidden_token = make.ticket(make.signup(make.forum(published_at=None)))

    for token in (revoked_token, hidden_token):
        with pytest.raises(NotFound):
            ticket_by(token)
