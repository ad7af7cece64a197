"""The pages of seats as people use them: by invitation, with companions, in groups, at the desk."""

import re
import time
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from forum.core.actor import SYSTEM
from forum.core.db import db
from forum.core.transaction import transaction
from forum.mail.models import Letter
from forum.signups.logic.rules import SeatRules
from forum.signups.logic.seats import Characteristic, PoolPlan, Share
from forum.signups.logic.states import Gender, SeatMode, SignupState
from forum.signups.logic.tickets import invitation_token
from forum.signups.models.places import Signup, SignupGroup
from forum.signups.models.seats import Invitation
from forum.signups.queries.seats import list_pools, pools_of
from forum.signups.queries.settings import rules_of
from forum.signups.service.invitations import InvitationPlan, invite
from forum.signups.service.seats import set_pool, set_rules

ANSWERS = {
    "given_name": "สมใจ",
    "family_name": "ใจดี",
    "email": "somjai@example.org",
    "sector": "ngo",
    "consent_organising": "y",
    "step": "check",
    "go": "send",
}
HOSTILE = ("<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7*7 }}")
ALL = SeatRules(
    companions_most=2, has_groups=True, asks_gender=True, asks_province=True, accept_hours=24
)


@pytest.fixture(autouse=True)
def at_the_tests_moment(now):
    import time_machine

    with time_machine.travel(now, tick=True):
        yield


@pytest.fixture
def act(now):
    def run(service, *given, **values):
        with transaction():
            return service(*given, actor=SYSTEM, now=now, **values)

    return run


@pytest.fixture
def two_ways(make, act):
    """A forum in the hall and online that asks for everything."""
    forum = make.forum()
    act(set_pool, forum.public_id, PoolPlan(5, {"th": "ในห้อง", "en": "In the room"}))
    act(set_pool, forum.public_id, PoolPlan(1, {"th": "ออนไลน์", "en": "Online"}), is_new=True)
    act(set_rules, forum.public_id, ALL)
    return forum


@pytest.fixture
def invitation(make, act, app, now):
    """One seat reserved at a forum, and the path of its link."""
    forum = make.forum(seats={}, capacity=1)
    plan = InvitationPlan("กรมหนึ่ง", 1, now + timedelta(days=2), "th", email="dep@example.org")
    secret = app.config["SECRET_KEY"]
    row = act(invite, forum.public_id, plan, secret=secret)
    return row, f"/i/{invitation_token(secret, row.serial)}"


def sign_up(client, forum, **changes):
    data = {k: v for k, v in {**ANSWERS, **changes}.items() if v is not None}
    return client.post(f"/forums/{forum.public_id}/sign-up?lang=en", data=data)


def only():
    return db.session.scalars(select(Signup)).one()


def count(model, *conditions):
    return db.session.scalar(select(func.count()).select_from(model).where(*conditions))


# Signing up


def test_by_default_nothing_more_is_asked(make, client):
    forum = make.forum()
    pages = [sign_up(client, forum, go=step).headers["Location"] for step in ("sector", "check")]

    shown = "".join(client.get(page).text for page in pages)

    for name in ("pool", "gender", "province", "companion1_name", "group"):
        assert f'name="{name}"' not in shown
    assert "step=place" not in sign_up(client, forum, step="sector", go="next").headers["Location"]


def test_whatever_a_forum_asks_besides_is_asked_shown_again_and_kept(two_ways, client):
    online = list_pools(two_ways.id)[1].public_id
    asked = {
        "pool": online,
        "gender": "woman",
        "province": "40",
        "companion1_name": "นายก้อง ใจดี",
        "companion1_kind": "interpreter",
    }

    place = client.get(sign_up(client, two_ways, step="sector", go="next", **asked).location).text
    check = client.get(sign_up(client, two_ways, go="check", **asked).location).text
    sent = sign_up(client, two_ways, **asked)

    assert "Online" in place
    assert "Code of your group" in place
    for shown in ("Online", "Khon Kaen", "Woman", "นายก้อง ใจดี", "number 1 on the waiting list"):
        assert shown in check
    assert sent.status_code == 302
    signup = only()
    assert (signup.pool.public_id, signup.gender, signup.region) == (
        online,
        Gender.WOMAN,
        "northeast",
    )
    assert (signup.state, signup.party_size) == (SignupState.WAITING, 2)
    assert [(c.given_name, c.family_name, c.kind) for c in signup.companions] == [
        ("นายก้อง", "ใจดี", "interpreter")
    ]


def test_where_there_are_several_ways_one_has_to_be_chosen_and_nothing_else(two_ways, client):
    missing = sign_up(client, two_ways)
    wrong = sign_up(client, two_ways, pool="nowhere", gender="x", province="99")
    chosen = sign_up(client, two_ways, pool=list_pools(two_ways.id)[0].public_id)

    assert (missing.status_code, wrong.status_code, chosen.status_code) == (422, 422, 302)
    assert 'href="#pool' in missing.text
    assert (only().gender, only().province, only().group) == (None, None, None)


def test_a_group_passes_on_its_code(two_ways, app, make, sign_in):
    pool = list_pools(two_ways.id)[0].public_id
    assert sign_up(app.test_client(), two_ways, pool=pool, starts_group="y").status_code == 302
    first = only()
    ticket, _token = make.ticket(first)
    page = sign_in(tickets=[ticket]).get(f"/forums/{two_ways.public_id}/ticket").text
    code = first.group.code

    spelt = f" {code[:4].upper()} {code[4:]} "
    other = sign_up(app.test_client(), two_ways, pool=pool, group=spelt, email="b@example.org")
    wrong = sign_up(app.test_client(), two_ways, pool=pool, group="nothing", email="c@example.org")

    assert code in page
    assert (other.status_code, wrong.status_code) == (302, 422)
    assert 'href="#group"' in wrong.text
    assert count(Signup, Signup.group_id == first.group_id) == 2


def test_hostile_names_of_companions_groups_and_pools_are_shown_as_text(make, client, sign_in, act):
    forum = make.forum()
    act(set_pool, forum.public_id, PoolPlan(50, {"en": HOSTILE[0], "th": HOSTILE[1]}))
    act(set_pool, forum.public_id, PoolPlan(50, {"en": HOSTILE[2]}), is_new=True)
    act(set_rules, forum.public_id, ALL)
    pool = list_pools(forum.id)[0].public_id
    organiser, pages = sign_in(make.account("organiser")), []

    for number, text in enumerate(HOSTILE):
        fields = {"pool": pool, "companion1_name": text, "group": text}
        pages.append(sign_up(client, forum, **fields).text)
        fields["group"] = ""
        pages.append(client.get(sign_up(client, forum, go="check", **fields).location).text)
        sent = sign_up(client, forum, email=f"h{number}@example.org", **fields)
        assert sent.status_code == 302
    for signup in db.session.scalars(select(Signup)).all():
        ticket, _token = make.ticket(signup)
        pages.append(sign_in(tickets=[ticket]).get(f"/forums/{forum.public_id}/ticket").text)
    pages += [
        organiser.get(f"/forums/{forum.public_id}/desk/{path}?lang={lang}").text
        for path in ("seats", f"seats/{pool}", "applications", "invitations", "signups")
        for lang in ("th", "en")
    ]

    for page in pages:
        assert "<script>alert" not in page
        assert "<img src=x" not in page


@pytest.mark.parametrize("mode", [SeatMode.APPROVAL, SeatMode.DRAW])
def test_a_known_address_cannot_be_told_from_an_unknown_one_whatever_the_mode(make, app, act, mode):
    answers = []
    for email in ("somjai@example.org", "other@example.org"):
        forum = make.forum(seats={"ngo": 2})
        act(set_rules, forum.public_id, SeatRules(mode=mode))
        make.signup(forum, person=make.person("สมใจ", email=email), state=SignupState.APPLIED)
        browser = app.test_client()
        sent = sign_up(browser, forum)
        shown = browser.get(sent.headers["Location"]).text
        cookies = [name for name, _ in sent.headers if name == "Set-Cookie"]
        parts = (sent.status_code, sent.headers["Location"], sent.text, cookies, shown)
        answers.append(re.sub(r'value="[\w.\-]{20,}"', "", str(parts)).replace(forum.public_id, ""))

    assert answers[0] == answers[1]
    assert "received your sign-up" in answers[0]


def test_both_kinds_of_address_are_refused_alike_by_a_full_group(make, app, act):
    answers = []
    for email in ("somjai@example.org", "other@example.org"):
        forum = make.forum(seats={}, capacity=2)
        act(set_rules, forum.public_id, SeatRules(has_groups=True))
        make.signup(forum, person=make.person("สมใจ", email=email))
        sign_up(app.test_client(), forum, email="first@example.org", starts_group="y")
        code = db.session.scalars(
            select(Signup).where(Signup.forum_id == forum.id, Signup.group_id.is_not(None))
        ).one()
        answers.append(sign_up(app.test_client(), forum, group=code.group.code).status_code)

    assert answers == [409, 409]


def test_an_answer_takes_as_long_for_a_known_address_as_for_an_unknown_one(make, app, monkeypatch):
    monkeypatch.setitem(app.config, "EVEN_SECONDS", 0.5)
    forum = make.forum()
    make.signup(forum, person=make.person("สมใจ", email="somjai@example.org"))

    def seconds(address, **data):
        began = time.monotonic()
        app.test_client().post(f"/forums/{forum.public_id}/{address}", data={**ANSWERS, **data})
        return time.monotonic() - began

    for email in ("somjai@example.org", "other@example.org"):
        assert seconds("sign-up", email=email) >= 0.5
        assert seconds("ticket/again", email=email) >= 0.5
    assert seconds("sign-up", go="next") < 0.5


# Invitations


def test_looking_at_an_invitation_uses_nothing_up_and_its_button_leads_to_the_seat(
    invitation, client, letters
):
    row, path = invitation
    forum = row.forum
    (letter,) = letters()
    assert letter.to == ["dep@example.org"]
    assert path in letter.body

    for _ in range(3):
        page = client.get(path)
        assert client.head(path).status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    taken = client.post(f"{path}/accept", follow_redirects=True)
    assert "By invitation" in client.get(f"/forums/{forum.public_id}/sign-up?lang=en").text
    assert taken.status_code == 200
    sign_up(client, forum)

    assert (only().state, only().invitation_id) == (SignupState.SEATED, row.id)
    assert "All seats of this invitation are taken" in client.get(f"{path}?lang=en").text


def test_whoever_has_no_invitation_waits_while_its_seat_is_reserved(invitation, client):
    row, _path = invitation

    sign_up(client, row.forum)

    assert only().state is SignupState.WAITING


def test_declining_gives_the_seat_back_once(invitation, client):
    row, path = invitation
    sign_up(client, row.forum)

    for _ in range(2):
        assert client.post(f"{path}/decline").status_code == 303

    assert only().state is SignupState.SEATED
    assert count(Letter, Letter.kind == "signups.promotion") == 1
    assert "was declined" in client.get(f"{path}?lang=en").text


def test_an_invitation_that_ran_out_meanwhile_is_said_once_and_then_forgotten(
    invitation, client, now
):
    import time_machine

    row, path = invitation
    client.post(f"{path}/accept")

    with time_machine.travel(now + timedelta(days=3), tick=True):
        refused = sign_up(client, row.forum)
        second = sign_up(client, row.forum)

    assert (refused.status_code, second.status_code) == (409, 302)
    assert "no longer holds" in refused.text
    assert only().state is SignupState.SEATED


def test_altered_links_open_no_invitation(invitation, client):
    _row, path = invitation

    for wrong in (path[:-1] + ("A" if path[-1] != "A" else "B"), path + "x", "/i/x"):
        assert client.get(wrong).status_code == 404
        assert client.post(f"{wrong}/decline").status_code == 404


def test_the_organiser_invites_lists_and_revokes(make, sign_in):
    forum = make.forum(seats={}, capacity=3)
    browser, address = (
        sign_in(make.account("organiser")),
        f"/forums/{forum.public_id}/desk/invitations",
    )
    typed = {"recipient": HOSTILE[0], "seats": "๒", "expires_on": "30/11/2569", "language": "th"}

    wrong = browser.post(f"{address}?lang=en", data={**typed, "expires_on": "1/1/2569"})
    many = browser.post(address, data={**typed, "seats": "4"})
    for _ in range(2):
        assert browser.post(address, data=typed).status_code == 302
    page = browser.get(f"{address}?lang=en").text

    assert (wrong.status_code, many.status_code) == (422, 409)
    assert "must hold until a day to come" in wrong.text
    row = db.session.scalars(select(Invitation)).one()
    assert "<script>alert" not in page
    assert "/i/" in page
    assert pools_of(forum.id)[0].reserved == 2
    assert browser.post(f"{address}/{row.public_id}/revoke").status_code == 302
    assert "/i/" not in browser.get(address).text
    assert pools_of(forum.id)[0].reserved == 0


# The ticket


@pytest.fixture
def holder(make, act):
    """Somebody with a seat at a forum of two, and the browser that holds their ticket."""

    def build(sign_in, state=SignupState.SEATED, **values):
        forum = make.forum(seats={}, capacity=2)
        act(set_rules, forum.public_id, SeatRules(companions_most=1))
        signup = make.signup(forum, state=state, **values)
        ticket, _token = make.ticket(signup)
        return forum, signup, sign_in(tickets=[ticket])

    return build


def test_an_offered_seat_is_accepted_on_the_ticket(make, sign_in, holder, now):
    forum, signup, browser = holder(
        sign_in, SignupState.OFFERED, offer_expires_at=now + timedelta(hours=5)
    )
    address = f"/forums/{forum.public_id}/ticket"

    assert "Accept the seat" in browser.get(f"{address}?lang=en").text
    browser.post(f"{address}/accept")

    assert db.session.get(Signup, signup.id).state is SignupState.SEATED


def test_a_group_reads_that_one_answer_holds_for_all_of_it(make, sign_in, holder, now):
    forum, signup, browser = holder(
        sign_in, SignupState.OFFERED, offer_expires_at=now + timedelta(hours=5)
    )
    group = make.save(SignupGroup(forum=forum, code="abcd2345", created_at=now))
    other = make.signup(
        forum,
        state=SignupState.OFFERED,
        offer_expires_at=now + timedelta(hours=5),
        group=group,
    )
    signup.group = group
    make.save(signup)
    address = f"/forums/{forum.public_id}/ticket"

    page = browser.get(f"{address}?lang=en").text
    assert "you and 1 other person" in page
    assert "Accept the seats for all of us" in page
    told = browser.post(f"{address}/accept?lang=en", follow_redirects=True).text

    assert "The seats of your group are yours." in told
    assert db.session.get(Signup, other.id).state is SignupState.SEATED


def test_an_offer_that_ran_out_is_said_to_be_over(make, sign_in, holder, now):
    forum, signup, browser = holder(sign_in, SignupState.OFFERED, offer_expires_at=now)

    page = browser.post(f"/forums/{forum.public_id}/ticket/accept?lang=en", follow_redirects=True)

    assert "time to accept this seat is over" in page.text
    assert db.session.get(Signup, signup.id).state is SignupState.OFFERED


def test_somebody_is_brought_along_while_there_is_a_seat_and_left_behind(make, sign_in, holder):
    forum, signup, browser = holder(sign_in)
    address = f"/forums/{forum.public_id}/ticket/companions"

    nobody = browser.post(address, data={"name": " "})
    added = browser.post(address, data={"name": "ก้อง", "kind": "child"})
    companion = db.session.get(Signup, signup.id).companions[0].id
    strange = browser.post(f"{address}/remove", data={"companion": "x"})
    gone = browser.post(f"{address}/remove", data={"companion": companion})
    make.signup(forum)
    full = browser.post(f"{address}?lang=en", data={"name": "ก้อง"})

    assert (nobody.status_code, added.status_code) == (422, 302)
    assert (strange.status_code, gone.status_code, full.status_code) == (404, 302, 409)
    assert "no seat left for somebody who comes along" in full.text
    assert db.session.get(Signup, signup.id).party_size == 1


def test_a_no_is_told_with_its_reason_on_the_ticket(make, sign_in, holder):
    forum, _signup, browser = holder(
        sign_in, SignupState.DECLINED, decision_note="<b>เต็ม</b>", offer_expires_at=None
    )

    page = browser.get(f"/forums/{forum.public_id}/ticket?lang=en").text

    assert "There is no seat for you" in page
    assert "&lt;b&gt;เต็ม&lt;/b&gt;" in page


# The desk


def test_the_organiser_sets_two_characteristics_and_sees_what_is_taken(make, sign_in):
    forum = make.forum(seats={"ngo": 5})
    make.signup(forum, "ngo", gender=Gender.WOMAN)
    browser, address = sign_in(make.account("organiser")), f"/forums/{forum.public_id}/desk/seats"

    done = browser.post(
        address,
        data={
            "capacity": "9",
            "sector_most_ngo": "4",
            "second": "gender",
            "gender_kept_woman": "3",
            "region_kept_north": "7",
        },
    )
    page = browser.get(f"{address}?lang=en").text

    assert done.status_code == 302
    (pool,) = pools_of(forum.id)
    assert pool.second is Characteristic.GENDER
    assert [(row.value, row.taken, row.minimum) for row in pool.values] == [("woman", 1, 3)]
    assert "1 of 9 seats taken" in page


def test_the_organiser_adds_a_way_to_take_part_and_removes_it(make, sign_in, act):
    forum = make.forum()
    browser, address = sign_in(make.account("organiser")), f"/forums/{forum.public_id}/desk/seats"
    named = {"name-th": "ในห้อง", "name-en": "In the room", "capacity": "9"}

    assert browser.post(f"{address}/new", data={"capacity": "5"}).status_code == 422
    assert browser.post(address, data=named).status_code == 302
    added = browser.post(f"{address}/new", data={"name-en": "Online", "capacity": "5"})
    room, online = list_pools(forum.id)
    page = browser.get(f"{address}?lang=en").text
    without = browser.post(f"{address}/{online.public_id}/remove")
    gone = browser.post(f"{address}/{online.public_id}/remove", data={"into": room.public_id})

    assert added.status_code == 302
    assert "Online" in page
    assert "In the room" in page
    assert (without.status_code, gone.status_code) == (422, 302)
    assert [pool.id for pool in list_pools(forum.id)] == [room.id]


def test_the_organiser_sets_how_seats_are_given(make, sign_in):
    forum = make.forum()
    address = f"/forums/{forum.public_id}/desk/seat-rules"
    browser = sign_in(make.account("organiser"))

    wrong = browser.post(address, data={"mode": "draw", "has_groups": "y"})
    many = browser.post(address, data={"mode": "direct", "companions_most": "9"})
    done = browser.post(
        address, data={"mode": "approval", "accept_hours": "๔๘", "companions_most": "2"}
    )

    assert (wrong.status_code, many.status_code, done.status_code) == (422, 422, 302)
    wanted = SeatRules(mode=SeatMode.APPROVAL, accept_hours=48, companions_most=2)
    assert rules_of(forum.id) == wanted
    assert "checked" in browser.get(address).text


def test_the_organiser_answers_many_at_once(make, sign_in, act):
    forum = make.forum(seats={}, capacity=1)
    act(set_rules, forum.public_id, SeatRules(mode=SeatMode.APPROVAL))
    one, two, three = (make.signup(forum, state=SignupState.APPLIED) for _ in range(3))
    foreign = make.signup(make.forum(), state=SignupState.APPLIED)
    browser = sign_in(make.account("organiser", forum.scope))
    address = f"/forums/{forum.public_id}/desk/applications"

    none = browser.post(address, data={"answer": "yes"})
    page = browser.get(address).text
    chosen = [one.public_id, two.public_id, foreign.public_id]
    browser.post(address, data={"signups": chosen, "answer": "yes"})
    no = {"signups": [three.public_id], "answer": "no", "reason": "เต็มแล้ว"}
    browser.post(address, data=no)

    assert none.status_code == 422
    assert page.count('name="signups"') == 3
    states = [db.session.get(Signup, each.id).state.value for each in (one, two, three, foreign)]
    assert states == ["seated", "waiting", "declined", "applied"]


@pytest.mark.parametrize(
    "path", ["seats", "seats/new", "seat-rules", "applications", "invitations"]
)
def test_only_this_forums_organisers_open_the_pages_of_seats(make, sign_in, client, path):
    forum, other = make.forum(), make.forum()
    address = f"/forums/{forum.public_id}/desk/{path}"

    assert sign_in(make.account("organiser", forum.scope)).get(address).status_code == 200
    for browser in (
        sign_in(make.account("organiser", other.scope)),
        sign_in(make.account("facilitator", forum.scope)),
        client,
    ):
        assert browser.get(address).status_code in {302, 403, 404}
        assert browser.post(address, data={"capacity": "1"}).status_code in {302, 403, 404}
    assert rules_of(forum.id) == SeatRules()


def test_pages_of_seats_cost_the_same_for_few_and_many(make, sign_in, count_queries, act):
    forum = make.forum(seats={})
    act(
        set_pool,
        forum.public_id,
        PoolPlan(90, second=Characteristic.GENDER, values={"woman": Share(2)}),
    )
    act(set_rules, forum.public_id, SeatRules(mode=SeatMode.APPROVAL))
    browser, costs = sign_in(make.account("organiser")), []

    for number in (3, 30):
        for _ in range(number):
            make.signup(forum, state=SignupState.APPLIED, gender=Gender.WOMAN)
        with count_queries() as statements:
            for path in ("seats", "applications", "invitations"):
                browser.get(f"/forums/{forum.public_id}/desk/{path}")
        costs.append(len(statements))

    assert costs[0] == costs[1]
