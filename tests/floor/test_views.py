import re

import pytest
from sqlalchemy import func, select

from forum.core.db import db
from forum.floor.logic import Step
from forum.floor.models import Floor, Resolution
from forum.floor.service.conducting import close_floor, open_floor, step_through
from forum.live.extension import live_of
from forum.live.topics import Topic
from forum.polls.logic.kinds import Method, ReasonRule, SecrecyLevel
from forum.polls.models import Ballot, Poll
from forum.polls.queries.electorate import count_turnout
from forum.signups.logic.states import SignupState


def url(room, path=""):
    return f"/forums/{room.forum_id}{path}"


def ballot_url(room, poll):
    return url(room, f"/hall/polls/{poll.public_id}/ballot")


def answer(poll, place=0, key="a-request-key-of-mine", **more):
    option = poll.options[place].public_id
    return {"option": option, "request_key": key, "agreed": "yes", **more}


def code_of(room):
    db.session.rollback()
    return db.session.scalars(select(Floor.join_code).where(Floor.forum_id == room.forum.id)).one()


def ballots():
    db.session.rollback()
    return list(db.session.scalars(select(Ballot)))


# Joining


def test_the_code_leads_to_the_hall(room, client):
    code = code_of(room)

    page = client.post("/join", data={"code": f" {code[:2]} {code[2:]}"})
    assert page.location == f"/join/{code}"
    assert client.get(page.location).location == url(room, "/hall")


@pytest.mark.parametrize("code", ["", "abc", "0000000", "9999999999"])
def test_a_wrong_code_is_said_to_be_wrong_and_kept_in_the_field(room, client, code):
    page = client.post("/join", data={"code": code}, query_string={"lang": "en"})

    assert page.status_code == 422
    assert "No live room has this code now" in page.text


def test_the_code_of_a_closed_room_leads_nowhere(room, client):
    code = code_of(room)
    room.act(close_floor, room.forum_id)

    assert client.get(f"/join/{code}").status_code == 404


def test_somebody_without_a_ticket_is_told_how_to_get_in(room, client):
    page = client.get(url(room, "/hall?lang=en"))

    assert page.status_code == 200
    assert "Send my ticket again" in page.text
    assert "Sign up for this forum" in page.text


def test_whoever_has_a_seat_presses_join_and_is_in(room, make, phone):
    browser = phone(make.signup(room.forum))
    assert "Join the hall" in browser.get(url(room, "/hall?lang=en")).text

    sent = browser.post(url(room, "/hall/join"), follow_redirects=True)

    assert "You are in." in sent.text


def test_looking_at_the_door_checks_nobody_in(room, make, phone):
    signup = make.signup(room.forum)

    phone(signup).get(url(room, "/hall"))

    db.session.rollback()
    assert signup.check_in is None


def test_whoever_waits_for_a_seat_is_told_so(room, make, phone):
    browser = phone(make.signup(room.forum, state=SignupState.WAITING))

    assert "You do not have a seat yet" in browser.get(url(room, "/hall?lang=en")).text


def test_whoever_checked_in_at_the_desk_during_a_vote_is_let_in_to_it(room, make, phone):
    poll = room.asked()
    browser = phone(make.signup(room.forum, checked_in=True))
    assert "Join the hall" in browser.get(url(room, "/hall?lang=en")).text

    browser.post(url(room, "/hall/join"))

    assert browser.post(ballot_url(room, poll), data=answer(poll)).status_code == 302
    assert len(ballots()) == 1


# Voting


def test_a_vote_without_a_script_comes_back_to_the_hall_recorded(room, phone):
    poll = room.asked()
    browser = phone(room.signups[0])

    sent = browser.post(ballot_url(room, poll), data=answer(poll))
    page = browser.get(sent.location, query_string={"lang": "en"}).text

    assert "Your vote is recorded" in page
    assert 'aria-pressed="true"' in page


def test_a_vote_with_a_script_brings_back_the_form_with_the_time(room, phone):
    poll = room.asked()

    page = phone(room.signups[0]).post(
        ballot_url(room, poll),
        data=answer(poll),
        headers={"HX-Request": "true"},
        query_string={"lang": "en"},
    )

    assert page.status_code == 200
    assert page.text.lstrip().startswith("<form")
    assert re.search(r"✓ Your vote is recorded, \d\d:\d\d", page.text)


def test_a_late_change_leaves_the_earlier_vote_and_says_so(room, phone):
    poll = room.asked()
    browser = phone(room.signups[0])
    browser.post(ballot_url(room, poll), data=answer(poll))
    room.stop(poll)

    page = browser.post(
        ballot_url(room, poll),
        data=answer(poll, 1, key="another-key-of-mine"),
        query_string={"lang": "en"},
    )

    assert page.status_code == 409
    assert "Your earlier vote was counted." in page.text
    assert len(ballots()) == 1


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_a_late_vote_is_answered_with_409_and_a_plain_sentence(room, phone, headers):
    poll = room.asked()
    browser = phone(room.signups[0])
    room.stop(poll)

    page = browser.post(
        ballot_url(room, poll), data=answer(poll), headers=headers, query_string={"lang": "en"}
    )

    assert page.status_code == 409
    assert "The poll had already closed. Your vote was not counted." in page.text
    assert ballots() == []


def test_a_missing_reason_keeps_what_was_chosen_and_asks_for_it(room, phone):
    poll = room.asked(method=Method.CONSENT, reason_rule=ReasonRule.REQUIRED)
    browser = phone(room.signups[0])

    page = browser.post(
        ballot_url(room, poll), data=answer(poll, 3, reason=" "), query_string={"lang": "en"}
    )

    assert page.status_code == 422
    assert "Please give a reason with this answer." in page.text
    assert f'value="{poll.options[3].public_id}">Send with this reason' in page.text
    assert ballots() == []


def test_bad_ballots_are_refused_and_nothing_is_written(room, phone):
    poll, other = room.asked(reason_rule=ReasonRule.OPTIONAL), room.poll()
    browser = phone(room.signups[0])
    one = poll.options[0].public_id
    bad = [
        {},
        {"option": ""},
        {"option": other.options[0].public_id},
        {"option": [one, one]},
        {"option": [one, poll.options[1].public_id]},
        {"option": "NaN"},
        {"option": one, "reason": "ก" * 3000},
        {"option": one, "reason": "x" * 10_000_000},
    ]

    statuses = {browser.post(ballot_url(room, poll), data=data).status_code for data in bad}
    statuses.add(browser.post(ballot_url(room, poll), data=b"\xff\x00{{{").status_code)
    statuses.add(browser.post(ballot_url(room, poll), json={"option": one}).status_code)

    assert statuses <= {413, 422}
    assert ballots() == []


def test_a_retry_is_answered_like_the_first_time(room, phone):
    poll = room.asked()
    browser = phone(room.signups[0])

    statuses = [
        browser.post(ballot_url(room, poll), data=answer(poll)).status_code for _ in range(5)
    ]

    assert statuses == [302] * 5
    assert [ballot.revision for ballot in ballots()] == [1]


def test_an_own_vote_is_fetched_by_its_owner_only(room, phone):
    poll = room.asked(level=SecrecyLevel.CONFIDENTIAL)
    room.vote(poll, 0, 1)
    path = url(room, f"/hall/polls/{poll.public_id}/own")

    assert 'aria-pressed="true"' in phone(room.signups[0]).get(path).text
    assert phone(room.signups[1]).get(path).status_code == 204


def own_path(fragment):
    """The address at which a shared fragment has each phone ask for its own state."""
    return re.search(r'hx-get="([^"]+/own)" hx-trigger="load"', fragment)[1]


@pytest.mark.parametrize("level", SecrecyLevel)
def test_after_closing_each_phone_learns_of_its_own_vote_only(make, room, phone, level):
    poll = room.asked(level=level)
    room.vote(poll, 0)
    room.stop(poll)
    bystander = phone(make.signup(room.forum, checked_in=True))
    voter, abstainer = (phone(signup) for signup in room.signups[:2])

    shared = {browser.get(url(room, "/hall/now?lang=en")).text for browser in (voter, abstainer)}
    (fragment,) = shared
    path = own_path(fragment)
    told = {
        name: browser.get(path, query_string={"lang": "en"})
        for name, browser in {"voter": voter, "abstainer": abstainer, "by": bystander}.items()
    }

    assert "counted" not in fragment
    assert "✓ Your vote was counted." in told["voter"].text
    assert "No vote of yours was counted in this poll." in told["abstainer"].text
    assert told["by"].status_code == 204
    assert told["voter"].headers["Cache-Control"] == "no-store"


def test_the_words_on_ones_own_vote_do_not_tell_what_was_voted(make_room, phone):
    said = set()
    for answered in (0, 1):
        room = make_room()
        poll = room.asked()
        room.vote(poll, 0, answered)
        room.stop(poll)
        path = own_path(phone(room.signups[0]).get(url(room, "/hall/now")).text)
        said.add(phone(room.signups[0]).get(path).text)

    assert len(said) == 1


def test_whoever_runs_the_room_looks_on_without_an_error_in_the_page(room, sign_in, client):
    poll, draft = room.asked(), room.poll()
    path = url(room, f"/hall/polls/{poll.public_id}/own")
    browser = sign_in(room.account)

    looking_on = browser.get(path, query_string={"lang": "en"})
    ahead = browser.get(url(room, f"/hall/polls/{draft.public_id}/own"))
    room.stop(poll)

    assert looking_on.status_code == 200
    assert "You are looking on" in looking_on.text
    assert ahead.status_code == 204
    assert browser.get(path).status_code == 204
    assert client.get(path).status_code in {302, 401, 403}


def test_what_all_phones_share_holds_nobodys_vote_and_no_token(room, phone):
    poll = room.asked()
    room.vote(poll, 0)
    browser = phone(room.signups[0])
    browser.get(url(room, "/hall"))

    shared = browser.get(url(room, "/hall/now")).text

    assert 'aria-pressed="true"' not in shared
    assert 'name="csrf_token" value' not in shared
    assert "console" not in shared


def test_a_page_that_looks_for_news_gets_nothing_while_there_is_none(room, phone):
    browser = phone(room.signups[0])
    mark = re.search(r'name="seen" value="(\w+)"', browser.get(url(room, "/hall/now")).text)[1]
    again = browser.get(url(room, f"/hall/now?seen={mark}"))
    assert again.status_code == 204

    room.asked()

    assert browser.get(url(room, f"/hall/now?seen={mark}")).status_code == 200


# The screen of the hall


def test_the_screen_goes_from_welcome_to_item_question_and_result(make_room, client):
    room = make_room(is_open=False)
    path = url(room, "/projector?lang=en")
    assert "Test forum" in client.get(path).text

    room.act(open_floor, room.forum_id)
    assert code_of(room) in client.get(path).text

    room.act(step_through, room.forum_id, Step.NEXT)
    assert "Item number 1" in client.get(path).text

    poll = room.asked()
    room.vote(poll, 0)
    page = client.get(path).text
    assert "Do you agree?" in page
    assert "Eligible 3 · voted 1" in page
    assert "result-bar" not in page

    room.stop(poll)
    assert "The result will be shown soon" in client.get(path).text

    room.show(poll)
    assert ">100%<" in client.get(path).text


def test_threads_by_sector_stand_under_the_bars_only_where_no_sector_is_hidden(make_room, client):
    for level, has_threads in [(SecrecyLevel.NAMED, True), (SecrecyLevel.CONFIDENTIAL, False)]:
        room = make_room()
        poll = room.asked(level=level)
        room.vote(poll, 0)
        room.vote(poll, 1, 1)
        room.stop(poll)
        room.show(poll)

        page = client.get(url(room, "/projector")).text

        assert ("thread-line" in page) is has_threads


# The console


def test_the_console_runs_a_whole_round_without_a_script(make_room, sign_in):
    room = make_room(is_open=False)
    browser = sign_in(room.account)
    desk = url(room, "/desk/floor")

    browser.post(desk + "/open")
    browser.post(desk + "/step/next")
    asked = browser.post(
        desk + "/polls",
        data={
            "question-th": "พักเที่ยงไหม",
            "template": "yes_or_no",
            "level": "named",
            "then": "ask",
            "request_key": "k" * 20,
        },
    )
    assert asked.status_code == 302
    poll = db.session.scalars(select(Poll)).one()
    assert poll.item.public_id == room.items[0].public_id
    room.vote(poll, 0)
    browser.post(f"{desk}/polls/{poll.public_id}/stop")
    browser.post(f"{desk}/polls/{poll.public_id}/show")
    browser.post(
        desk + "/resolutions",
        data={"text": "เห็นชอบ", "item": room.items[0].public_id, "poll": poll.public_id},
    )
    page = browser.get(desk, query_string={"lang": "en"})

    assert page.status_code == 200
    assert "เห็นชอบ" in page.text
    resolution = db.session.scalars(select(Resolution)).one()
    assert resolution.poll.public_id == poll.public_id


def test_closing_the_live_room_stands_last_on_the_console_away_from_other_buttons(room, sign_in):
    room.act(step_through, room.forum_id, Step.NEXT)
    room.poll()
    browser = sign_in(room.account)

    page = browser.get(url(room, "/desk/floor")).text
    piece = browser.get(url(room, "/desk/floor/now")).text

    for shown in (page, piece):
        acts = re.findall(r'hx-post="([^"]+)"', shown)
        assert acts.count(url(room, "/desk/floor/close")) == 1
        assert acts[-1] == url(room, "/desk/floor/close")
    aside = page.index('id="console-side"')
    assert page.index("/desk/floor/close") > aside > page.index('id="resolution-form"')


def test_a_question_kept_for_later_is_a_draft(room, sign_in):
    sign_in(room.account).post(
        url(room, "/desk/floor/polls"),
        data={"question-en": "Later?", "template": "consent", "level": "named", "then": "keep"},
    )

    poll = db.session.scalars(select(Poll)).one()
    assert (poll.state, poll.method) == ("drafted", "consent")


def test_an_empty_question_or_resolution_is_refused_with_everything_kept(room, sign_in):
    browser = sign_in(room.account)

    poll = browser.post(
        url(room, "/desk/floor/polls"), data={"template": "yes_or_no", "level": "named"}
    )
    resolution = browser.post(url(room, "/desk/floor/resolutions"), data={"text": " "})

    assert (poll.status_code, resolution.status_code) == (422, 422)
    chosen = re.findall(r"<input[^>]*\bchecked\b[^>]*>", poll.text)
    assert any('value="yes_or_no"' in field for field in chosen)


def test_a_refused_act_is_said_on_the_console(room, sign_in):
    room.asked()
    browser = sign_in(room.account)

    piece = browser.post(
        url(room, "/desk/floor/close"), headers={"HX-Request": "true"}, query_string={"lang": "en"}
    )
    page = browser.post(
        url(room, "/desk/floor/close"), follow_redirects=True, query_string={"lang": "en"}
    )

    assert "A poll is still open." in piece.text
    assert 'id="console-note"' in piece.text
    assert "A poll is still open." in page.text


def test_a_resolution_is_edited_on_its_own_page(room, sign_in):
    browser = sign_in(room.account)
    browser.post(url(room, "/desk/floor/resolutions"), data={"text": "เดิม"})
    row = db.session.scalars(select(Resolution)).one()
    path = url(room, f"/desk/floor/resolutions/{row.public_id}")
    assert "เดิม" in browser.get(path).text
    assert browser.post(path, data={"text": ""}).status_code == 422

    browser.post(path, data={"text": "ใหม่"})
    db.session.expire_all()
    assert row.text == "ใหม่"
    browser.post(path + "/remove")

    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Resolution)) == 0


# Results stay hidden until they are shown

_IDS = re.compile(r"\b[2-9a-z]{27}\b")
_NOISE = re.compile(
    r'((?:csrf_token|request_key)"(?: type="hidden")? value="|data-token="|X-CSRFToken": "'
    r'|seen" value="|seen=)[^"&]*'
)


def masked(text):
    """The page with ids named in the order they come, and what is random every time left out."""
    names = {}
    plain = _IDS.sub(lambda found: names.setdefault(found[0], f"id{len(names)}"), text)
    return re.sub(r'join-code">\d+|>\d{4}<|<svg.*?</svg>|/join/\d+', "", _NOISE.sub(r"\1", plain))


def everything(app, room, poll, browsers):
    """Every page and fragment of polls and floor, for each of the browsers."""
    seen = {}
    for rule in app.url_map.iter_rules():
        package = rule.endpoint.partition(".")[0]
        if package not in {"polls", "floor", "console"} or "GET" not in rule.methods:
            continue
        if rule.endpoint.endswith("live") or "code" in rule.arguments:
            continue  # streams carry the fragments rendered below
        values = {"forum_id": room.forum_id, "poll_id": poll.public_id, "resolution_id": "x"}
        wanted = {name: values[name] for name in rule.arguments}
        path = app.url_map.bind("localhost").build(rule.endpoint, wanted)
        for role, browser in browsers(room).items():
            page = browser.get(path)
            text = masked(page.text)
            seen[role, rule.endpoint] = (page.status_code, len(text), text)
    for audience in ("projector", "participants", "staff"):
        topic = Topic("floor", room.forum_id, audience, "th")
        text = masked(live_of(app).current(topic).html)
        seen["live", audience] = (200, len(text), text)
    return seen


def differing(first, second):
    """The first line of each page in which two worlds differ."""
    assert first.keys() == second.keys()
    return [
        (key, next((pair for pair in zip(*lines, strict=False) if pair[0] != pair[1]), lines))
        for key in first
        if first[key] != second[key]
        for lines in [[world[key][2].splitlines() for world in (first, second)]]
    ]


@pytest.mark.parametrize("level", SecrecyLevel)
def test_nothing_tells_two_opposite_votes_apart_until_results_are_shown(
    app, make, make_room, sign_in, phone, client, level
):
    from forum.polls.service.casting import cast_ballot

    admin = make.account("administrator")
    elsewhere = make.signup(make.forum())

    def browsers(room):
        return {
            "visitor": client,
            "bystander": phone(room.signups[-1]),
            "elsewhere": phone(elsewhere),
            "facilitator": sign_in(room.account),
            "administrator": sign_in(admin),
        }

    worlds = []
    for answers in ([0, 0, 0, 0, 1, 1], [1, 1, 1, 1, 1, 0]):
        room = make_room(people=7)
        poll = room.asked(level=level, reason_rule=ReasonRule.OPTIONAL)
        for voter, place in enumerate(answers):
            given = {
                "option": [poll.options[place].public_id],
                "reason": [f"เพราะ {place}"],
                "agreed": ["yes"],
            }
            key = f"world-key-{voter}-of-six"
            cast_ballot(room.forum_id, poll.public_id, given, key, actor=room.voters[voter])
        worlds.append((room, poll))

    for phase in ("open", "closed"):
        if phase == "closed":
            for room, poll in worlds:
                room.stop(poll)
        app.extensions["shared_pages"].clear()  # kept for seconds: of this phase, not the last
        first, second = (everything(app, room, poll, browsers) for room, poll in worlds)
        assert len(first) > 60
        assert differing(first, second) == [], phase
    for room, poll in worlds:
        room.show(poll)
    app.extensions["shared_pages"].clear()
    visitor = {"visitor": client}
    first, second = (everything(app, r, p, lambda _room: visitor) for r, p in worlds)
    assert {key for key in first if first[key] != second[key]} >= {
        ("visitor", "polls.poll"),
        ("visitor", "polls.download"),
        ("visitor", "floor.projector"),
        ("live", "projector"),
    }


# Who may do what


CONSOLE_ACTS = [
    "/open",
    "/close",
    "/step/next",
    "/screen/welcome",
    "/items/{item}",
    "/polls",
    "/polls/{poll}/ask",
    "/polls/{poll}/stop",
    "/polls/{poll}/show",
    "/polls/{poll}/take-back",
    "/resolutions",
]
STATES = ["before", "running", "asking", "over"]


def brought_to(make_room, state):
    room = make_room(is_open=state != "before")
    poll = room.asked() if state == "asking" else room.poll()
    if state == "over":
        room.act(close_floor, room.forum_id)
    return room, poll


def roles_of(room, make, make_room, sign_in, phone, client):
    other = make_room()
    return {
        "visitor": (client, 403),
        "participant": (phone(room.signups[0]), 403),
        "rapporteur": (sign_in(make.account("rapporteur", room.forum.scope)), 403),
        "facilitator elsewhere": (sign_in(other.account), 404),
        "facilitator": (sign_in(room.account), 302),
        "organiser": (sign_in(make.account("organiser")), 302),
    }


@pytest.mark.parametrize("state", STATES)
def test_only_those_who_run_the_forum_use_its_console(
    make, make_room, sign_in, phone, client, state
):
    from forum.journal.models import JournalEntry

    room, poll = brought_to(make_room, state)
    names = {"item": room.items[0].public_id, "poll": poll.public_id}

    def entries():
        db.session.rollback()
        return db.session.scalar(select(func.count()).select_from(JournalEntry))

    for role, (browser, status) in roles_of(room, make, make_room, sign_in, phone, client).items():
        if status == 302:
            assert browser.get(url(room, "/desk/floor")).status_code == 200, role
            continue
        before = entries()
        for act in CONSOLE_ACTS:
            page = browser.post(url(room, "/desk/floor" + act.format(**names)))
            assert page.status_code == status, (role, act)
        for path in ("", "/now", "/live"):
            page = browser.get(url(room, "/desk/floor" + path))
            expected = 302 if role == "visitor" else status
            assert page.status_code == expected, (role, path)
        assert entries() == before, role


@pytest.mark.parametrize("state", STATES)
def test_acts_out_of_turn_change_nothing_and_break_nothing(make_room, sign_in, state):
    room, poll = brought_to(make_room, state)
    browser = sign_in(room.account)
    names = {"item": room.items[0].public_id, "poll": poll.public_id}

    for act in CONSOLE_ACTS:
        page = browser.post(url(room, "/desk/floor" + act.format(**names)))
        assert page.status_code in {302, 422}, act


@pytest.mark.parametrize("state", STATES)
def test_a_ballot_is_taken_from_electors_of_an_open_poll_only(
    make, make_room, sign_in, phone, client, state
):
    room, poll = brought_to(make_room, state)
    other = make_room()
    expected = {
        "visitor": {403},
        "participant elsewhere": {404, 403},
        "facilitator": {403, 404},
        "waiting": {403, 404},
        "elector": {302} if state == "asking" else {404},
    }
    browsers = {
        "visitor": client,
        "participant elsewhere": phone(other.signups[0]),
        "facilitator": sign_in(room.account),
        "waiting": phone(make.signup(room.forum, state=SignupState.WAITING)),
        "elector": phone(room.signups[0]),
    }

    for role, browser in browsers.items():
        page = browser.post(ballot_url(room, poll), data=answer(poll))
        assert page.status_code in expected[role], role

    assert count_turnout(poll.id).voted == (1 if state == "asking" else 0)


def test_a_poll_is_not_found_under_another_forum(room, make_room, phone):
    poll, other = room.asked(), make_room()
    browser = phone(other.signups[0])

    assert browser.get(url(other, f"/polls/{poll.public_id}")).status_code == 404
    page = browser.post(url(other, f"/hall/polls/{poll.public_id}/ballot"), data=answer(poll))
    assert page.status_code == 404


def test_a_forum_that_is_not_published_has_no_hall_and_no_screen(make_room, client):
    room = make_room(is_open=False, published_at=None)

    for path in ("/hall", "/hall/now", "/projector", "/projector/now", "/projector/live", "/polls"):
        assert client.get(url(room, path)).status_code in {302, 404}


def test_a_phone_cannot_follow_the_console(room, phone):
    browser = phone(room.signups[0])

    assert browser.get(url(room, "/desk/floor/live")).status_code == 403
    assert browser.get(url(room, "/desk/floor/now")).status_code == 403
