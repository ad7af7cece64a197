import hashlib
import os
import random
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.ids import ALPHABET, hashed
from forum.core.transaction import transaction
from forum.signups.logic.scans import LONGEST_OFFLINE, Found, Look, moment_of
from forum.signups.logic.states import CheckInChannel, SignupState
from forum.signups.logic.tickets import ticket_code
from forum.signups.models.places import CheckIn, Scan, Signup, Ticket
from forum.signups.queries.door import list_repeats
from forum.signups.service.scans import record_scans

TOKEN_SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
# Altered links that are asked for over HTTP: a thousand where FORUM_TEST_ROUNDS asks for more.
ALTERED = 1000 if "FORUM_TEST_ROUNDS" in os.environ else 100


def key(number):
    return f"device-made-key-{number:04}"


def look(number, now, **whose):
    return Look(key(number), now, **whose)


def count(model):
    return db.session.scalar(select(func.count()).select_from(model))


@pytest.fixture
def door(make, now):
    """A forum with a helper, somebody with a seat and a ticket; and a way to look at tickets."""

    class Door:
        forum = make.forum(starts_at=now - timedelta(hours=1))
        helper = make.account("coordinator", forum.scope, given_name="ก้อง")
        signup = make.signup(forum)
        ticket, token = make.ticket(signup)

        def looks(self, *looks, actor=None, at=now, forum=None):
            with transaction():
                seen = record_scans(
                    (forum or self.forum).public_id,
                    looks,
                    actor=actor or make.actor(self.helper),
                    now=at,
                )
                return [each.found for each in seen]

        def scan(self, client, *scans, forum=None):
            url = f"/forums/{(forum or self.forum).public_id}/desk/check-in/scans"
            return client.post(url, json={"scans": list(scans)})

    return Door()


def test_the_first_look_checks_in_and_the_second_shows_as_a_repetition(door, now):
    ticket = hashed(door.token)

    assert door.looks(look(1, now, ticket=ticket)) == [Found.FIRST]
    assert door.looks(look(2, now, ticket=ticket)) == [Found.AGAIN]

    assert count(CheckIn) == 1
    assert [scan.is_first for scan in db.session.scalars(select(Scan).order_by(Scan.id))] == [
        True,
        False,
    ]


def test_the_same_look_sent_again_is_written_down_once_and_answered_alike(door, now):
    batch = [look(n, now, ticket=hashed(door.token)) for n in range(5)]

    first = door.looks(*batch)

    assert first == [Found.FIRST, *[Found.AGAIN] * 4]
    assert door.looks(*batch) == first
    assert door.looks(*reversed(batch)) == list(reversed(first))
    assert count(Scan) == 5
    assert count(CheckIn) == 1


def test_a_look_twice_in_one_sending_is_one(door, now):
    same = look(1, now, ticket=hashed(door.token))

    assert door.looks(same, same) == [Found.FIRST, Found.FIRST]
    assert count(Scan) == 1


def test_two_devices_without_signal_saw_the_same_ticket(make, door, now):
    other = make.actor(make.account("facilitator", door.forum.scope))
    ticket = hashed(door.token)
    early, late = now - timedelta(minutes=20), now - timedelta(minutes=5)

    door.looks(look(1, late, ticket=ticket))
    answers = door.looks(look(2, early, ticket=ticket), actor=other)

    assert answers == [Found.AGAIN]
    assert [repeat.times for repeat in list_repeats(door.forum.id)] == [1]


def test_somebody_is_there_since_the_look_not_since_the_signal_came_back(door, now):
    seen_at = now - timedelta(hours=2)

    door.looks(look(1, seen_at, ticket=hashed(door.token)))

    arrived = db.session.scalars(select(CheckIn)).one()
    assert arrived.at == seen_at
    assert db.session.scalars(select(Scan)).one().received_at == now
    assert arrived.channel is CheckInChannel.TICKET
    assert arrived.recorded_by_id == door.helper.id


def test_a_clock_that_is_far_off_is_not_believed(now):
    def believed(at):
        return moment_of(Look(key(1), at), now)

    assert believed(now + timedelta(seconds=1)) == now
    assert believed(now - LONGEST_OFFLINE - timedelta(seconds=1)) == now
    assert believed(now - LONGEST_OFFLINE) == now - LONGEST_OFFLINE


def test_a_code_or_a_name_checks_in_too(make, door, now):
    by_name = make.signup(door.forum)
    code = ticket_code(door.ticket.serial)

    assert door.looks(look(1, now, code=code.upper())) == [Found.FIRST]
    assert door.looks(look(2, now, signup=by_name.public_id, is_by_name=True)) == [Found.FIRST]

    channels = dict(db.session.execute(select(CheckIn.signup_id, CheckIn.channel)).all())
    assert channels == {
        door.signup.id: CheckInChannel.TICKET,
        by_name.id: CheckInChannel.HELPER,
    }


@pytest.mark.parametrize("state", [s for s in SignupState if s is not SignupState.SEATED])
def test_only_a_seat_is_let_in(make, door, now, state):
    signup = make.signup(door.forum, state=state)
    _row, token = make.ticket(signup)

    assert door.looks(look(1, now, ticket=hashed(token))) == [Found.NOT_SEATED]
    assert count(CheckIn) == count(Scan) == 0


def test_of_a_thousand_altered_tickets_and_codes_none_is_accepted(door, now):
    chance = random.Random(7)
    code = door.ticket.serial[:8]

    def altered(text, alphabet):
        place = chance.randrange(len(text))
        others = alphabet.replace(text[place], "")
        return text[:place] + chance.choice(others) + text[place + 1 :]

    looks = [
        look(n, now, ticket=hashed(altered(door.token, TOKEN_SIGNS)))
        if n % 2
        else look(n, now, code=altered(code, ALPHABET))
        for n in range(1000)
    ]

    found = [answer for n in range(0, 1000, 200) for answer in door.looks(*looks[n : n + 200])]

    assert found == [Found.UNKNOWN] * 1000
    assert count(CheckIn) == count(Scan) == 0


def test_no_altered_link_opens_a_ticket(client, door):
    chance = random.Random(8)

    for _ in range(ALTERED):
        place = chance.randrange(len(door.token))
        sign = chance.choice(TOKEN_SIGNS.replace(door.token[place], ""))
        link = f"/t/{door.token[:place]}{sign}{door.token[place + 1 :]}"
        assert client.get(link).status_code == 404
        assert client.post(link).status_code == 404

    with client.session_transaction() as session:
        assert not session
    assert client.get(f"/t/{door.token}").status_code == 200


def test_revoked_tickets_and_those_of_another_forum_are_unknown(make, door, now):
    elsewhere = make.forum()
    other = make.signup(elsewhere)
    _row, foreign = make.ticket(other)
    row, revoked = make.ticket(door.signup)
    row.revoked_at = now
    make.save(row)

    answers = door.looks(
        look(1, now, ticket=hashed(foreign)),
        look(2, now, signup=other.public_id),
        look(3, now, ticket=hashed(revoked)),
        look(4, now),
    )

    assert answers == [Found.UNKNOWN] * 4
    assert count(CheckIn) == 0


def test_a_key_of_one_forum_means_nothing_in_another(make, door, now):
    elsewhere = make.forum()
    _row, token = make.ticket(make.signup(elsewhere))
    everywhere = make.staff("facilitator")

    door.looks(look(1, now, ticket=hashed(door.token)), actor=everywhere)
    found = door.looks(look(1, now, ticket=hashed(token)), actor=everywhere, forum=elsewhere)

    assert found == [Found.FIRST]
    assert count(Scan) == 2


@pytest.mark.parametrize("role", ["rapporteur", None])
def test_whoever_does_not_keep_the_door_checks_nobody_in(make, door, now, role):
    actor = make.staff(role, door.forum) if role else make.participant(door.signup)

    with pytest.raises(NotFound):
        door.looks(look(1, now, ticket=hashed(door.token)), actor=actor)


def test_a_helper_of_another_forum_finds_no_door_here(make, sign_in, door):
    helper = make.account("coordinator", make.forum().scope)
    browser = sign_in(helper)
    here = f"/forums/{door.forum.public_id}/desk/check-in"

    assert browser.get(f"{here}/scan").status_code == 404
    assert browser.get(f"{here}/people").status_code == 404
    assert door.scan(browser, {"key": key(1), "ticket": hashed(door.token)}).status_code == 404


def test_a_device_sends_a_batch_and_hears_of_each(make, sign_in, door, now):
    browser = sign_in(door.helper)
    waits = make.signup(door.forum, state=SignupState.WAITING)
    scans = [
        {"key": key(1), "at": now.isoformat(), "ticket": hashed(door.token)},
        {"key": key(2), "at": "no clock", "ticket": hashed(door.token)},
        {"key": key(3), "at": None, "ticket": "0" * 64},
        {"key": key(4), "signup": waits.public_id},
    ]

    for _ in range(2):  # the second time as after a lost answer
        told = door.scan(browser, *scans).json

        assert [answer["result"] for answer in told["answers"]] == [
            "first",
            "again",
            "unknown",
            "not-seated",
        ]
        assert [answer["key"] for answer in told["answers"]] == [key(n) for n in range(1, 5)]
        assert (told["present"], told["total"]) == (1, 1)
    again = told["answers"][1]
    assert again["name"].endswith("ใจดี")
    assert again["by"] == door.helper.person.name
    assert again["at"]
    assert count(Scan) == 2


@pytest.mark.parametrize(
    "sent",
    [
        None,
        [],
        {},
        {"scans": "x"},
        {"scans": [1]},
        {"scans": [{"key": "short", "code": "k3mp7x9q"}]},
        {"scans": [{"key": key(1), "ticket": "not a hash"}]},
        {"scans": [{"key": key(1), "ticket": ["x"]}]},
        {"scans": [{"key": key(1), "code": "x" * 100}]},
        {"scans": [{"key": key(n)} for n in range(201)]},
    ],
)
def test_what_is_no_batch_is_refused(sign_in, door, sent):
    url = f"/forums/{door.forum.public_id}/desk/check-in/scans"

    assert sign_in(door.helper).post(url, json=sent).status_code == 400


def test_a_device_learns_names_and_no_ticket_no_code_no_contact(make, sign_in, door):
    gone = make.signup(door.forum, state=SignupState.WITHDRAWN)

    answer = sign_in(door.helper).get(f"/forums/{door.forum.public_id}/desk/check-in/people")

    faces = answer.json["people"]
    assert [face["id"] for face in faces] == [door.signup.public_id]
    assert faces[0]["tickets"] == [door.ticket.token_hash[:16]]
    code = hashlib.sha256(f"{door.forum.public_id}:{door.ticket.serial[:8]}".encode())
    assert faces[0]["codes"] == [code.hexdigest()[:16]]
    for secret in (
        door.token,
        door.ticket.token_hash,
        door.ticket.serial[:8],
        door.signup.person.email,
        gone.public_id,
    ):
        assert secret not in answer.text
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_list_for_a_device_costs_the_same_for_many(make, sign_in, door, count_queries):
    browser, url = sign_in(door.helper), f"/forums/{door.forum.public_id}/desk/check-in/people"
    browser.get(url)

    with count_queries() as few:
        browser.get(url)
    for _ in range(30):
        make.ticket(make.signup(door.forum))
    with count_queries() as many:
        assert len(browser.get(url).json["people"]) == 31

    assert len(many) == len(few)


def test_a_long_list_comes_in_pieces_with_nobody_missing_or_twice(make, sign_in, door, monkeypatch):
    monkeypatch.setattr("forum.signups.views.scans.AT_ONCE", 3)
    for _ in range(6):
        make.ticket(make.signup(door.forum))
    make.ticket(make.signup(make.forum()))
    browser, url = sign_in(door.helper), f"/forums/{door.forum.public_id}/desk/check-in/people"

    pieces = [browser.get(url).json]
    while pieces[-1]["next"]:
        pieces.append(browser.get(f"{url}?after={pieces[-1]['next']}").json)

    assert [len(piece["people"]) for piece in pieces] == [3, 3, 1]
    assert len({face["id"] for piece in pieces for face in piece["people"]}) == 7
    assert browser.get(f"{url}?after=nobody").json["people"] == []


def test_a_code_typed_at_the_desk_is_a_look_too(make, sign_in, door):
    browser, url = sign_in(door.helper), f"/forums/{door.forum.public_id}/desk/check-in"
    typed = {"code": ticket_code(door.ticket.serial)}

    first = browser.post(url, data={**typed, "request_key": key(1)}, follow_redirects=True)
    second = browser.post(url, data={**typed, "request_key": key(2)}, follow_redirects=True)

    name = door.signup.person.given_name
    assert f"เช็กอิน {name}" in first.text
    assert "แสดงซ้ำ" not in first.text
    assert count(Scan) == 2
    assert "tone-open" in second.text.split("<main")[0]
    assert name in second.text.split("</ul>")[-3]
    assert browser.post(url, data={"code": "22222222"}).status_code == 422


def test_a_pressed_link_counts_once_however_often_it_is_sent(make, sign_in, door):
    browser = sign_in(door.helper)
    url = f"/forums/{door.forum.public_id}/desk/check-in/{door.signup.public_id}"
    sent = {"channel": "ticket", "request_key": key(1)}

    browser.post(url, data=sent)
    browser.post(url, data=sent)

    assert count(Scan) == 1
    assert db.session.scalars(select(CheckIn)).one().channel is CheckInChannel.TICKET


def test_erased_tickets_leave_no_looks(make, door, now):
    door.looks(look(1, now, ticket=hashed(door.token)))

    with transaction():
        db.session.delete(db.session.get(Ticket, door.ticket.id))
        db.session.execute(CheckIn.__table__.delete())
        db.session.execute(Signup.__table__.delete())

    assert count(Scan) == 0
