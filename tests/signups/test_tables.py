"""Tables: made many at once, people spread over them, and everybody told where they sit."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.accounts.service.erasing import erase_person
from forum.core.actor import SYSTEM
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.permissions import Role
from forum.core.transaction import transaction
from forum.events.errors import TableInUse, TableNameMissing, TooManyTables
from forum.events.queries import list_tables
from forum.events.service.forums import clone_forum
from forum.events.service.tables import add_tables, remove_table, rename_table
from forum.polls.logic.kinds import PollState
from forum.polls.models import Elector
from forum.signups import privacy
from forum.signups.errors import NoTables
from forum.signups.logic.seating import Sitter, mixed
from forum.signups.logic.states import SignupState
from forum.signups.service.tables import mix_tables, seat_at

NAME = {"th": "โต๊ะ", "en": "Table"}
KEY = "a-request-key-of-tables"

# Spreading people


@given(
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 3)), max_size=60),
    st.integers(1, 9),
)
def test_tables_differ_by_one_at_most_in_all_by_sector_and_by_organisation(kinds, number):
    people = [Sitter(n, f"s{sector}", f"o{org}") for n, (sector, org) in enumerate(kinds)]
    tables = list(range(number))

    seats = mixed(people, tables)

    assert set(seats) == {person.id for person in people}
    groups = [people]
    groups += [[p for p in people if p.sector == f"s{n}"] for n in range(6)]
    groups += [
        [p for p in people if (p.sector, p.organisation) == (f"s{n}", f"o{m}")]
        for n in range(6)
        for m in range(4)
    ]
    for group in groups:
        sizes = Counter(seats[person.id] for person in group)
        numbers = [sizes[table] for table in tables]
        assert max(numbers) - min(numbers) <= 1


def test_without_tables_nobody_is_seated():
    assert mixed([Sitter(1, "ngo")], []) == {}


# Making tables


@pytest.fixture
def forum(make):
    return make.forum()


@pytest.fixture
def facilitator(make, forum):
    return make.staff(Role.FACILITATOR, forum)


def added(forum, actor, now, number=10, name=NAME, key=KEY):
    with transaction():
        return add_tables(forum.public_id, number, name, key, actor=actor, now=now)


def names(forum):
    db.session.rollback()
    return [table.name["en"] for table in list_tables(forum.id)]


def test_ten_tables_are_made_at_once_and_more_are_numbered_on(forum, facilitator, now):
    added(forum, facilitator, now)
    added(forum, facilitator, now, number=2, key="another-request-key")

    assert names(forum) == [f"Table {n}" for n in range(1, 13)]
    assert list_tables(forum.id)[11].name == {"th": "โต๊ะ 12", "en": "Table 12"}


def test_the_same_form_sent_twice_makes_the_tables_once(forum, facilitator, now):
    added(forum, facilitator, now, number=3)
    added(forum, facilitator, now, number=3)

    assert names(forum) == ["Table 1", "Table 2", "Table 3"]


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"number": 0}, TooManyTables),
        ({"number": 201}, TooManyTables),
        ({"name": {"th": ""}}, TableNameMissing),
    ],
)
def test_no_tables_without_a_name_and_no_more_than_a_hall_holds(
    forum, facilitator, now, values, error
):
    with pytest.raises(error):
        added(forum, facilitator, now, **values)
    assert names(forum) == []


def test_a_table_is_renamed_and_a_free_one_is_taken_away(forum, facilitator, now):
    first, second = added(forum, facilitator, now, number=2)
    first_id, second_id = first.public_id, second.public_id

    with transaction():
        rename_table(forum.public_id, first_id, {"en": "Window"}, actor=facilitator, now=now)
    with transaction():
        remove_table(forum.public_id, second_id, actor=facilitator, now=now)

    assert names(forum) == ["Window"]


def test_a_table_at_which_somebody_sits_stays(forum, facilitator, make, now):
    (table,) = added(forum, facilitator, now, number=1)
    make.signup(forum, block_id=table.id)

    with pytest.raises(TableInUse), transaction():
        remove_table(forum.public_id, table.public_id, actor=facilitator, now=now)
    assert names(forum) == ["Table 1"]


def test_a_table_of_an_open_poll_stays_though_its_people_moved(forum, facilitator, make, now):
    (table,) = added(forum, facilitator, now, number=1)
    signup = make.signup(forum, checked_in=True)
    poll = make.poll(forum, open_for=[signup])
    elector = db.session.get(Elector, (poll.id, signup.id))
    elector.block_id = table.id
    make.save(elector)

    with pytest.raises(TableInUse), transaction():
        remove_table(forum.public_id, table.public_id, actor=facilitator, now=now)


def test_a_copy_of_a_forum_has_its_tables_with_nobody_at_them(forum, facilitator, make, now):
    added(forum, facilitator, now, number=2)
    starts, ends = forum.starts_at, forum.ends_at

    with transaction():
        copy = clone_forum(forum.public_id, starts, ends, "k" * 20, actor=SYSTEM, now=now)

    assert names(copy) == ["Table 1", "Table 2"]
    assert {t.id for t in list_tables(copy.id)}.isdisjoint(t.id for t in list_tables(forum.id))


# Seating


def test_mixing_seats_everybody_with_a_seat_and_spreads_the_sectors(forum, facilitator, make, now):
    tables = added(forum, facilitator, now, number=3)
    signups = [make.signup(forum, sector) for sector in ("ngo", "government") for _ in range(6)]
    waiting = make.signup(forum, state=SignupState.WAITING)

    with transaction():
        mix_tables(forum.public_id, actor=facilitator, now=now)

    sat = Counter((signup.sector.code, signup.block_id) for signup in signups)
    assert set(sat.values()) == {2}
    assert {block for _, block in sat} == {table.id for table in tables}
    assert waiting.block_id is None


def test_without_tables_there_is_nothing_to_mix(forum, facilitator, now):
    with pytest.raises(NoTables), transaction():
        mix_tables(forum.public_id, actor=facilitator, now=now)


def test_the_door_seats_people_at_tables_of_its_own_forum_only(forum, make, now):
    helper = make.staff(Role.COORDINATOR, forum)
    signup, table, foreign = make.signup(forum), make.table(forum), make.table(make.forum())

    with transaction():
        seat_at(forum.public_id, signup.public_id, table.public_id, actor=helper, now=now)
    assert signup.block_id == table.id

    with pytest.raises(NotFound), transaction():
        seat_at(forum.public_id, signup.public_id, foreign.public_id, actor=helper, now=now)
    assert db.session.get(type(signup), signup.id).block_id == table.id


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.RAPPORTEUR])
def test_only_who_runs_the_room_makes_tables_and_mixes(forum, make, now, role):
    actor = make.staff(role, forum)

    with pytest.raises(NotFound):
        added(forum, actor, now)
    with pytest.raises(NotFound), transaction():
        mix_tables(forum.public_id, actor=actor, now=now)


def test_an_organiser_of_another_forum_touches_no_table_here(forum, facilitator, make, now):
    (table,) = added(forum, facilitator, now, number=1)
    stranger, signup = make.staff(Role.ORGANISER, make.forum()), make.signup(forum)

    for act in (
        lambda: remove_table(forum.public_id, table.public_id, actor=stranger, now=now),
        lambda: rename_table(forum.public_id, table.public_id, NAME, actor=stranger, now=now),
        lambda: mix_tables(forum.public_id, actor=stranger, now=now),
        lambda: seat_at(
            forum.public_id, signup.public_id, table.public_id, actor=stranger, now=now
        ),
    ):
        with pytest.raises(NotFound), transaction():
            act()
    assert names(forum) == ["Table 1"]


# People's data


def test_a_person_is_told_their_table_and_erasing_leaves_them_at_none(forum, make, now):
    table = make.table(forum, {"th": "โต๊ะนกยูงคานารี", "en": "Canary table"})
    signup = make.signup(forum, checked_in=True, block_id=table.id)

    assert "นกยูงคานารี" in str(privacy.export(signup.person_id))
    with transaction():
        erase_person(signup.person, actor=SYSTEM, now=now)

    assert db.session.get(type(signup), signup.id).block_id is None


def test_erasing_leaves_no_table_in_closed_polls_but_the_count_of_open_ones(forum, make, now):
    table, signup = make.table(forum), make.signup(forum, checked_in=True)
    open_, closed = make.poll(forum, open_for=[signup]), make.poll(forum, open_for=[signup])
    closed.state, closed.closed_at, closed.secret = PollState.CLOSED, now, None
    electors = [db.session.get(Elector, (poll.id, signup.id)) for poll in (open_, closed)]
    for elector in electors:
        elector.block_id = table.id
    make.save(closed, *electors)

    with transaction():
        erase_person(signup.person, actor=SYSTEM, now=now)

    assert [each.block_id for each in electors] == [table.id, None]


# Pages


def test_the_page_makes_tables_seats_and_prints_and_the_ticket_says_where(
    forum, make, sign_in, client
):
    browser = sign_in(make.account(Role.ORGANISER, forum.scope))
    signup = make.signup(forum, checked_in=True)
    here = f"/forums/{forum.public_id}/desk/tables"
    form = {"number": "๓", "name-th": "โต๊ะ", "name-en": "Table", "request_key": KEY}

    assert browser.post(here, data=form).status_code == 302
    assert browser.post(f"{here}/mix").status_code == 302
    page = browser.get(here).text
    assert "โต๊ะ 3" in page
    printed = browser.post(f"{here}/print")
    assert printed.data.startswith(b"%PDF")

    second = list_tables(forum.id)[1]
    seated = browser.post(
        f"/forums/{forum.public_id}/desk/signups/{signup.public_id}/table",
        data={"table": second.public_id, "from": "door", "words": "x"},
    )
    assert seated.location.endswith("/desk/check-in?words=x")
    door = browser.get(f"/forums/{forum.public_id}/desk/check-in").text
    assert f'<option value="{second.public_id}" selected>' in door
    ticket, _ = make.ticket(signup)
    mine = sign_in(tickets=[ticket]).get(f"/forums/{forum.public_id}/ticket").text
    assert "โต๊ะ 2" in mine


def test_a_table_in_use_is_not_taken_away_by_its_page_and_a_free_one_is(forum, make, sign_in):
    browser = sign_in(make.account(Role.FACILITATOR, forum.scope))
    used, free = make.table(forum), make.table(forum)
    make.signup(forum, block_id=used.id)
    used_id, free_id = used.public_id, free.public_id
    here = f"/forums/{forum.public_id}/desk/tables"

    assert browser.post(f"{here}/{used_id}/remove").status_code == 409
    assert browser.post(f"{here}/{free_id}/remove").status_code == 302
    assert browser.get(f"{here}/{free_id}").status_code == 404
    renamed = browser.post(f"{here}/{used_id}", data={"name-th": "โต๊ะริมหน้าต่าง"})
    assert renamed.status_code == 302
    assert [t.name["th"] for t in list_tables(forum.id)] == ["โต๊ะริมหน้าต่าง"]
