"""The balance of a forum at a glance: counts against the aim, who is missing, whom to call."""

import re
from datetime import timedelta
from html import unescape

import pytest

from forum.core.db import db
from forum.core.permissions import Role
from forum.signups.logic.seats import Characteristic, Share
from forum.signups.logic.states import (
    DrawRole,
    DrawState,
    Gender,
    SeatMode,
    SeedSource,
    SignupState,
)
from forum.signups.models.draws import Draw, DrawCandidate
from forum.signups.models.seats import Quota, SeatPool, SignupSettings
from forum.signups.queries.balance import Tally, balance_of
from forum.signups.queries.coordinators import find_coordinator, list_coordinators
from forum.signups.queries.seats import find_pool


def rows_of(balance, characteristic):
    part = next(part for part in balance.parts if part.characteristic is characteristic)
    return {row.value: row for row in part.rows}


def page_of(browser, forum, **asked):
    return browser.get(f"/forums/{forum.public_id}/desk/balance", query_string=asked)


def asked(statements):
    return sum(statement.startswith("SELECT") for statement in statements)


def test_everybody_is_counted_once_by_sector_with_what_they_have(make):
    forum, other = make.forum(), make.forum()
    make.signup(forum, "ngo", checked_in=True)
    make.signup(forum, "ngo", state=SignupState.OFFERED)
    make.signup(forum, "ngo", state=SignupState.WAITING)
    make.signup(forum, "ngo", state=SignupState.APPLIED)
    make.signup(forum, "ngo", state=SignupState.WITHDRAWN)
    make.signup(other, "ngo")

    balance = balance_of(forum.id)

    expected = Tally(active=4, applied=1, waiting=1, seated=2, present=1)
    assert rows_of(balance, Characteristic.SECTOR)["ngo"].tally == expected
    assert balance.total == expected


def test_whoever_was_drawn_is_counted_once_however_often_they_were_drawn(make):
    forum = make.forum()
    drawn, reserve = make.signup(forum), make.signup(forum, state=SignupState.WAITING)
    for _round in range(2):
        draw = make.save(
            Draw(forum_id=forum.id, state=DrawState.DONE, size=1, algorithm="x",
                 seed_source=SeedSource.HASH, created_at=make.now)
        )  # fmt: skip
        for signup, role in ((drawn, DrawRole.CHOSEN), (reserve, DrawRole.RESERVE)):
            key = f"{draw.id}-{signup.id}"
            make.save(DrawCandidate(draw_id=draw.id, signup_id=signup.id, key=key, role=role))

    assert balance_of(forum.id).total == Tally(active=2, seated=1, waiting=1, drawn=1)


def test_the_aim_is_the_sum_of_all_pools_and_has_no_maximum_where_one_has_none(make):
    forum = make.forum(seats={"ngo": 5, "business": 4})
    quota = Quota(characteristic="sector", value="ngo", minimum=2, maximum=3)
    make.save(SeatPool(forum_id=forum.id, capacity=3, position=1, quotas=[quota]))

    rows = rows_of(balance_of(forum.id), Characteristic.SECTOR)

    assert rows["ngo"].aim == Share(2, 8)
    assert rows["business"].aim == Share(0, None)


def test_one_pool_can_be_looked_at_and_the_first_has_those_who_are_in_none(make):
    forum = make.forum()
    online = make.save(SeatPool(forum_id=forum.id, capacity=3, position=1))
    make.signup(forum, "ngo")
    make.signup(forum, "ngo", pool=online)
    stray = make.signup(forum, "ngo")
    stray.pool = None
    db.session.commit()

    first = balance_of(forum.id, find_pool(forum.id).public_id)
    second = balance_of(forum.id, online.public_id)

    assert (first.total.active, second.total.active) == (2, 1)
    assert balance_of(forum.id, "no such").total.active == 3
    assert second.capacity == 3


def test_missing_are_values_below_their_minimum_and_groups_nobody_came_for(make):
    forum = make.forum(seats={})
    pool = find_pool(forum.id)
    pool.quotas = [Quota(characteristic="sector", value="business", minimum=2)]
    db.session.commit()
    network = make.network()
    make.network("เครือข่ายว่าง", "Empty network")
    for sector in ("university", "government", "civil-society", "villagers", "business"):
        make.signup(forum, sector, network=network)

    lacking = [row.value for part in balance_of(forum.id).parts for row in part.lacking]

    assert lacking[:2] == ["ngo", "business"]
    assert len(lacking) == 3


def test_gender_and_region_show_only_where_they_were_asked_or_said(make):
    silent, said, asked = make.forum(), make.forum(), make.forum()
    make.signup(silent)
    make.signup(said, gender=Gender.WOMAN)
    make.signup(said)
    make.save(SignupSettings(forum_id=asked.id, mode=SeatMode.DIRECT, asks_province=True))

    shown = [
        {part.characteristic for part in balance_of(forum.id).parts}
        for forum in (silent, said, asked)
    ]

    assert Characteristic.GENDER not in shown[0] | shown[2]
    assert Characteristic.GENDER in shown[1]
    assert Characteristic.REGION in shown[2]
    assert rows_of(balance_of(said.id), Characteristic.GENDER)[""].tally.active == 1


def test_coordinators_are_known_by_the_networks_whose_people_they_helped(make, now):
    forum, earlier, foreign = make.forum(), make.forum(), make.forum()
    network, own = make.network(), make.network("เครือข่ายสอง", "Second")
    coordinator = make.account(Role.COORDINATOR, forum.scope)
    make.account(Role.COORDINATOR, foreign.scope)
    make.account(Role.ORGANISER)
    ended = make.account(Role.COORDINATOR, forum.scope)
    ended.grants[0].ends_at = now - timedelta(days=1)
    db.session.commit()
    make.signup(earlier, network=network, helped_by_id=coordinator.id)
    make.signup(earlier, network=own, person=coordinator.person)

    (found,) = list_coordinators(forum, now)

    assert found.account.id == coordinator.id
    assert found.network_ids == {network.id, own.id}
    assert find_coordinator(forum, coordinator.person.public_id, now).id == coordinator.person_id
    assert find_coordinator(foreign, coordinator.person.public_id, now) is None


def test_the_page_asks_as_many_questions_whoever_has_signed_up(make, sign_in, count_queries):
    empty, full = make.forum(), make.forum()
    networks = [make.network(f"เครือข่าย {n}", f"Network {n}") for n in range(5)]
    for number in range(30):
        make.signup(full, "ngo", network=networks[number % 5], gender=Gender.MAN)
    for forum in (empty, full):
        make.account(Role.COORDINATOR, forum.scope)
    for _more in range(3):
        make.account(Role.COORDINATOR, full.scope)
    browser = sign_in(make.account(Role.ORGANISER))

    with count_queries() as few:
        page_of(browser, empty)
    with count_queries() as many:
        page_of(browser, full)

    assert asked(many) == asked(few)


def test_every_figure_of_a_chart_stands_in_words_beside_it(make, sign_in):
    forum = make.forum(seats={"ngo": 3})
    make.signup(forum, "ngo")
    make.signup(forum, "ngo", state=SignupState.WAITING)

    page = page_of(sign_in(make.account(Role.ORGANISER)), forum, lang="en")

    svg = re.search(r'<svg class="chart".*?</svg>', page.text, re.DOTALL).group()
    assert "seated 1, waiting 1, applied 0, present 0, at most 3" in unescape(svg)
    assert "<title" in svg
    assert "<pattern" in svg
    assert "style=" not in svg
    ids = re.findall(r' id="([^"]+)"', page.text)
    assert len(ids) == len(set(ids))


def test_a_missing_group_leads_to_an_invitation_that_names_it(make, sign_in):
    forum = make.forum(seats={})
    find_pool(forum.id).quotas = [Quota(characteristic="sector", value="business", minimum=4)]
    db.session.commit()
    make.signup(forum, "ngo")
    coordinator = make.account(Role.COORDINATOR, forum.scope, given_name="มาลัย")
    browser = sign_in(make.account(Role.ORGANISER))

    links = re.findall(r'href="([^"]*/desk/invitations\?[^"]*)"', page_of(browser, forum).text)
    business = next(unescape(link) for link in links if "business" in link)
    called = next(unescape(link) for link in links if "coordinator=" in link)
    invitation, of_coordinator = browser.get(business), browser.get(called)

    assert "seats=4" in business
    assert re.search(r'<option selected value="business"', invitation.text)
    assert 'value="4"' in invitation.text
    assert "มาลัย ใจดี" in unescape(of_coordinator.text)
    assert coordinator.person.email in of_coordinator.text
    assert coordinator.person.email not in called


def test_hostile_names_of_networks_and_people_are_only_text(make, sign_in):
    forum = make.forum()
    payload = '"><script>alert(1)</script>{{ 7*7 }}'
    network = make.network(payload, payload)
    make.signup(forum, network=network)
    make.account(Role.COORDINATOR, forum.scope, given_name=payload)

    page = page_of(sign_in(make.account(Role.ORGANISER)), forum)

    assert page.status_code == 200
    assert "<script>alert" not in page.text
    assert "{{ 7*7 }}" in unescape(page.text)


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.ORGANISER, 200), (Role.COORDINATOR, 403), (Role.FACILITATOR, 403)],
)
def test_only_organisers_of_the_forum_see_its_balance(make, sign_in, role, status):
    mine, other = make.forum(), make.forum()
    browser = sign_in(make.account(role, mine.scope))

    assert page_of(browser, mine).status_code == status
    assert page_of(browser, other).status_code == (404 if status == 200 else 403)
