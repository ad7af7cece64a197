"""The organiser's list: filters, order, pages, and as many questions for 5,000 as for none."""

import re
from html import unescape

import pytest

from forum.core.permissions import Role
from forum.signups.logic.states import Gender, SeatMode, SignupChannel, SignupState
from forum.signups.models.seats import SeatPool, SignupSettings
from forum.signups.queries.people import Order, Wanted, count_signups, list_signups, places_of


@pytest.fixture
def forum(make):
    """A forum with four people who differ in everything one can look for."""
    forum = make.forum()
    online = make.save(SeatPool(forum_id=forum.id, capacity=3, position=1))
    network = make.network()

    def come(name, sector, **values):
        person = make.person(name, family_name=values.pop("family_name", "ใจดี"))
        return make.signup(forum, sector, person=person, **values)

    come("สมใจ", "ngo", network=network, checked_in=True)
    come("แก้ว", "ngo", gender=Gender.WOMAN, pool=online)
    come("เมตตา", "business", state=SignupState.WAITING, region="north")
    come("ก้อง", "villagers", channel=SignupChannel.IMPORT, organisation_name="บ้านดอน")
    make.signup(make.forum(), "ngo", person=make.person("คนอื่น"))
    forum.known = {"network": network.public_id, "pool": online.public_id}
    return forum


def names(forum, **wanted):
    return [each.person.given_name for each in list_signups(forum.id, Wanted(**wanted))]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"sector": "ngo"}, ["สมใจ", "แก้ว"]),
        ({"state": SignupState.WAITING}, ["เมตตา"]),
        ({"gender": Gender.WOMAN}, ["แก้ว"]),
        ({"region": "north"}, ["เมตตา"]),
        ({"channel": SignupChannel.IMPORT}, ["ก้อง"]),
        ({"is_present": True}, ["สมใจ"]),
        ({"is_present": False, "sector": "ngo"}, ["แก้ว"]),
        ({"words": "บ้านดอน ก้อง"}, ["ก้อง"]),
        ({"words": "ใจดี", "order": Order.NAME, "sector": "ngo"}, ["แก้ว", "สมใจ"]),
        ({"region": "nowhere"}, []),
    ],
)
def test_the_list_is_narrowed_to_what_was_asked_for(forum, wanted, found):
    assert names(forum, **wanted) == found
    assert count_signups(forum.id, Wanted(**wanted)) == len(found)


def test_network_and_pool_narrow_too(forum):
    assert names(forum, network=forum.known["network"]) == ["สมใจ"]
    assert names(forum, pool=forum.known["pool"]) == ["แก้ว"]
    assert names(forum, network="no such") == []


def test_the_list_has_four_orders(forum):
    assert names(forum) == ["สมใจ", "แก้ว", "เมตตา", "ก้อง"]
    assert names(forum, order=Order.LATEST) == ["ก้อง", "เมตตา", "แก้ว", "สมใจ"]
    assert names(forum, order=Order.NAME) == ["ก้อง", "แก้ว", "เมตตา", "สมใจ"]
    assert names(forum, order=Order.SECTOR) == ["สมใจ", "แก้ว", "เมตตา", "ก้อง"]


def test_namesakes_stand_in_the_order_of_their_family_names_on_every_page(make):
    forum = make.forum()
    for family in ("ฮวบ", "เกตุ", "ขาว", "กล้า", "งาม"):
        make.signup(forum, person=make.person("สมใจ", family_name=family))
    make.signup(forum, person=make.person("กาญจน์", family_name="ที่หนึ่ง"))

    pages = [
        [s.person.family_name for s in list_signups(forum.id, Wanted(order=Order.NAME), 2, at)]
        for at in (0, 2, 4, 6)
    ]

    assert pages == [["ที่หนึ่ง", "กล้า"], ["เกตุ", "ขาว"], ["งาม", "ฮวบ"], []]


def test_what_the_page_was_asked_for_stays_chosen_and_goes_to_the_next_page(make, sign_in):
    forum = make.forum()
    make.save(
        SignupSettings(forum_id=forum.id, mode=SeatMode.DIRECT, asks_gender=True,
                       asks_province=True)
    )  # fmt: skip
    for _ in range(51):
        make.signup(forum, gender=Gender.WOMAN)
    asked = "gender=woman&order=name&present=no"

    page = sign_in(make.account(Role.ORGANISER)).get(
        f"/forums/{forum.public_id}/desk/signups?{asked}"
    )

    text = unescape(page.text)
    assert re.search(r'value="woman" selected', text)
    assert re.search(r'value="no" selected', text)
    assert f"{asked}&page=2" in text
    assert 'name="region"' in text


def test_nonsense_in_the_address_narrows_nothing_or_finds_nobody(make, sign_in):
    forum = make.forum()
    make.signup(forum)
    browser = sign_in(make.account(Role.ORGANISER))

    for asked in ("gender=x&state=y&channel=z&order=q&present=maybe", "network=%27;--", "region=x"):
        page = browser.get(f"/forums/{forum.public_id}/desk/signups?{asked}")
        assert page.status_code == 200


@pytest.mark.parametrize("path", ["signups", "signups?order=name", "signups?words=a", "check-in"])
def test_a_long_list_asks_as_many_questions_as_an_empty_one(make, sign_in, count_queries, path):
    empty, full = make.forum(), make.forum()
    network = make.network()
    for _ in range(60):
        make.signup(full, network=network, checked_in=True, person=make.person("aก"))
    browser = sign_in(make.account(Role.ORGANISER))

    counts = []
    for forum in (empty, full):
        with count_queries() as statements:
            assert browser.get(f"/forums/{forum.public_id}/desk/{path}").status_code == 200
        counts.append(sum(each.startswith("SELECT") for each in statements))

    assert counts[1] <= counts[0] + 1  # the rows themselves


def test_a_place_is_found_by_person_and_by_the_tickets_opened_here(make):
    forum, other = make.forum(), make.forum()
    own, opened, closed = make.signup(forum), make.signup(other), make.signup(other)
    ticket, _token = make.ticket(opened)
    revoked, _token = make.ticket(closed)
    revoked.revoked_at = make.now
    make.save(revoked)

    places = places_of(own.person_id, [ticket.id, revoked.id])

    assert [place.signup_id for place in places] == [own.id, opened.id]
    assert places_of(None, []) == ()
