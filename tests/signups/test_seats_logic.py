"""Who gets a seat and who is next, by sectors and a second characteristic."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from forum.signups.logic.line import Waiting, promotions, turns_of
from forum.signups.logic.seats import (
    Characteristic,
    Party,
    PoolPlan,
    Seats,
    Share,
    Standing,
    has_invited_room,
    party_of,
    standing_in,
)

SECTOR, GENDER = Characteristic.SECTOR, Characteristic.GENDER
SECTORS = ("university", "ngo", "villagers")
GENDERS = ("woman", "man", None)
BOTH = frozenset({SECTOR})


def hall(capacity, sectors=None, genders=None, taken=()):
    """Seats with shares by sector and gender, in which the parties of `taken` sit."""
    shares = {SECTOR: {code: Share() for code in SECTORS} | (sectors or {})}
    if genders:
        shares[GENDER] = genders
    return Seats(capacity, shares, complete=BOTH).after_all(taken)


def people(*sectors):
    return [party_of(sector) for sector in sectors]


def line(*sectors):
    return [Waiting(number, party_of(sector)) for number, sector in enumerate(sectors, start=1)]


def test_the_first_is_seated_and_the_second_waits():
    seats = hall(10, {"ngo": Share(maximum=1)})

    assert standing_in(seats, party_of("ngo")) is Standing.SEATED
    assert standing_in(seats.after(party_of("ngo")), party_of("ngo")) is Standing.WAITING


def test_a_full_hall_seats_nobody_even_where_the_sector_has_room():
    seats = hall(2, {"ngo": Share(maximum=5)}, taken=people("villagers", "villagers"))

    assert standing_in(seats, party_of("ngo")) is Standing.WAITING


def test_a_minimum_keeps_seats_free_from_the_others_and_only_from_them():
    seats = hall(3, {"villagers": Share(minimum=2)}, taken=people("ngo"))

    assert standing_in(seats, party_of("ngo")) is Standing.WAITING
    assert standing_in(seats, party_of("villagers")) is Standing.SEATED
    assert seats.left_for(party_of("villagers")) == 2


def test_a_filled_minimum_keeps_nothing_free():
    seats = hall(4, {"villagers": Share(minimum=2)}, taken=people("villagers", "villagers", "ngo"))

    assert seats.left_for(party_of("ngo")) == 1


def test_without_limits_everybody_is_seated():
    seats = Seats(None).after_all(people(*["ngo"] * 1000))

    assert seats.left_for(party_of("ngo")) is None
    assert standing_in(seats, party_of("ngo")) is Standing.SEATED


def test_a_limit_lowered_below_what_is_taken_leaves_nothing_and_never_a_negative_number():
    seats = hall(10, {"ngo": Share(maximum=2)}, taken=people(*["ngo"] * 5))

    assert seats.left_for(party_of("ngo")) == 0
    assert seats.left_for(party_of("villagers")) == 5


def test_a_second_characteristic_limits_as_the_sector_does():
    seats = hall(10, genders={"man": Share(maximum=1)}, taken=[party_of("ngo", gender="man")])

    assert standing_in(seats, party_of("villagers", gender="man")) is Standing.WAITING
    assert standing_in(seats, party_of("villagers", gender="woman")) is Standing.SEATED


def test_whoever_does_not_say_fills_no_minimum_and_no_maximum_holds_them():
    seats = hall(3, genders={"woman": Share(minimum=2), "man": Share(maximum=0)})

    assert standing_in(seats, party_of("ngo")) is Standing.SEATED
    assert standing_in(seats.after(party_of("ngo")), party_of("ngo")) is Standing.WAITING


def test_one_person_may_fill_a_minimum_of_both_so_the_larger_sum_is_kept_not_both():
    shares = {"villagers": Share(minimum=2)}, {"woman": Share(minimum=2)}
    seats = hall(3, *shares)

    assert standing_in(seats, party_of("ngo", gender="man")) is Standing.SEATED
    full = seats.after(party_of("ngo", gender="man"))
    assert standing_in(full, party_of("villagers", gender="man")) is Standing.WAITING
    assert standing_in(full, party_of("ngo", gender="woman")) is Standing.WAITING
    assert standing_in(full, party_of("villagers", gender="woman")) is Standing.SEATED


def test_seats_that_the_sectors_maxima_leave_nobody_to_fill_do_not_count_as_left():
    most = {code: Share(maximum=1) for code in SECTORS}
    seats = hall(10, most, {"woman": Share(minimum=2)}, [party_of("ngo", gender="man")])

    assert standing_in(seats, party_of("villagers", gender="man")) is Standing.WAITING
    assert standing_in(seats, party_of("villagers", gender="woman")) is Standing.SEATED


def test_where_minima_can_no_longer_be_met_the_last_seat_still_goes_to_whom_it_is_kept_for():
    kept = {"ngo": Share(minimum=1), "villagers": Share(minimum=1)}
    seats = hall(1, kept)

    assert standing_in(seats, party_of("ngo")) is Standing.SEATED
    assert standing_in(seats, party_of("university")) is Standing.WAITING


def test_a_companion_takes_a_seat_of_the_hall_and_of_no_quota():
    seats = hall(4, {"ngo": Share(maximum=1), "villagers": Share(minimum=1)})

    assert standing_in(seats, party_of("ngo", size=3)) is Standing.SEATED
    assert standing_in(seats, party_of("ngo", size=4)) is Standing.WAITING
    assert seats.after(party_of("ngo", size=3)).left_for(party_of("villagers")) == 1


def test_what_an_invitation_reserves_is_free_for_whoever_brings_it_and_for_nobody_else():
    reserved = party_of("")
    seats = hall(2).after_all([reserved] * 2)

    assert standing_in(seats, party_of("ngo")) is Standing.WAITING
    assert has_invited_room(seats, reserved, 2, party_of("ngo", size=2))
    assert not has_invited_room(seats, reserved, 2, party_of("ngo", size=3))


def test_an_invitation_exceeds_no_maximum_and_harms_no_minimum():
    reserved = party_of("")
    full = hall(9, {"ngo": Share(maximum=1)}, taken=people("ngo")).after(reserved)
    kept = hall(2, {"villagers": Share(minimum=1)}).after(reserved)

    assert not has_invited_room(full, reserved, 1, party_of("ngo"))
    assert has_invited_room(kept, reserved, 1, party_of("ngo"))
    assert not has_invited_room(kept, reserved, 1, party_of("ngo", size=2))


def test_a_freed_seat_goes_to_the_first_of_that_sector_though_another_waits_longer():
    moved = promotions(line("villagers", "ngo", "ngo"), hall(1), "ngo")

    assert [waiting.id for waiting in moved] == [2]


def test_a_freed_seat_goes_to_the_first_who_fits_where_nobody_of_the_sector_waits():
    seats = hall(3, {"villagers": Share(maximum=1)}, taken=people("villagers", "ngo"))

    assert [w.id for w in promotions(line("villagers", "university"), seats, "ngo")] == [2]


def test_raised_limits_seat_as_many_as_fit_in_the_order_they_came():
    seats = hall(10, {"ngo": Share(maximum=2), "villagers": Share(maximum=1)})

    assert [w.id for w in promotions(line("ngo", "villagers", "ngo", "ngo"), seats)] == [1, 2, 3]


def test_a_group_stands_at_the_place_of_its_last_member():
    waiting = [
        Waiting(1, party_of("ngo"), group=7),
        Waiting(2, party_of("ngo")),
        Waiting(3, party_of("villagers"), group=7),
        Waiting(4, party_of("ngo")),
    ]

    assert [[w.id for w in turn.members] for turn in turns_of(waiting)] == [[2], [1, 3], [4]]


def test_a_group_that_does_not_fit_is_skipped_and_seated_once_it_does():
    waiting = [Waiting(n, party_of("ngo"), group=7) for n in (1, 2, 3)]
    waiting.append(Waiting(4, party_of("villagers")))

    assert [w.id for w in promotions(waiting, hall(2), "ngo")] == [4]
    assert [w.id for w in promotions(waiting, hall(3), "ngo")] == [1, 2, 3]


def test_a_plan_names_only_the_shares_that_say_something():
    plan = PoolPlan(5, sectors={"ngo": Share(), "villagers": Share(1)}, second=GENDER)

    assert plan.shares == {SECTOR: {"villagers": Share(1)}, GENDER: {}}


@pytest.mark.parametrize("freed", [None, *SECTORS])
def test_nobody_in_line_means_nobody_moves_up(freed):
    assert promotions([], hall(5), freed) == []


# What holds always


shares = st.builds(
    lambda minimum, more: Share(minimum, None if more is None else minimum + more),
    st.integers(0, 3),
    st.none() | st.integers(0, 4),
)
parties = st.builds(
    lambda sector, gender, size: party_of(sector, gender=gender, size=size),
    st.sampled_from(SECTORS),
    st.sampled_from(GENDERS),
    st.sampled_from([1, 1, 1, 2]),
)
halls = st.builds(
    hall,
    st.integers(0, 9),
    st.dictionaries(st.sampled_from(SECTORS), shares, max_size=3),
    st.dictionaries(st.sampled_from(GENDERS[:2]), shares, max_size=2),
)
groups = st.sampled_from([None, None, None, 1, 2])


def can_still_meet_all(seats):
    """By trying every number of every kind of people that could still come."""
    kinds = [party_of(sector, gender=gender) for sector, gender in product(SECTORS, GENDERS)]
    seen = set()

    def search(now):
        key = tuple(sorted((e, v, n) for e, c in now.taken.items() for v, n in c.items()))
        if key in seen:
            return False
        seen.add(key)
        is_met = all(
            now.taken.get(each, {}).get(value, 0) >= share.minimum
            for each, values in now.shares.items()
            for value, share in values.items()
        )
        return is_met or any(
            search(after) for kind in kinds if (after := now.after(kind)).fits([kind])
        )

    return search(seats)


small = st.builds(
    lambda least, more: Share(least, None if more is None else least + more),
    st.integers(0, 2),
    st.none() | st.integers(0, 1),
)


@settings(max_examples=60)
@given(
    capacity=st.integers(0, 4),
    sectors=st.fixed_dictionaries({}, optional=dict.fromkeys(SECTORS, small)),
    genders=st.fixed_dictionaries({}, optional=dict.fromkeys(GENDERS[:2], small)),
    arrivals=st.lists(parties, max_size=4),
)
def test_the_rule_for_minima_is_exact(capacity, sectors, genders, arrivals):
    seats = hall(capacity, sectors, genders)
    for party in arrivals:
        if seats.after(party).fits([party]):
            seats = seats.after(party)

    assert (seats.slack >= 0) is can_still_meet_all(seats)


@given(seats=halls, arrivals=st.lists(parties, max_size=14))
def test_nothing_is_ever_above_a_limit_and_totals_are_conserved(seats, arrivals):
    seated, waiting = [], []
    for party in arrivals:
        if seats.has_room([party]):
            seats = seats.after(party)
            seated.append(party)
        else:
            waiting.append(party)

    assert len(seated) + len(waiting) == len(arrivals)
    assert seats.total_taken == sum(party.size for party in seated) <= seats.capacity
    for each, values in seats.shares.items():
        for value, share in values.items():
            number = sum((each, value) in party.traits for party in seated)
            assert number == seats.taken.get(each, {}).get(value, 0)
            assert share.maximum is None or number <= share.maximum


@given(seats=halls, arrivals=st.lists(parties, max_size=8), party=parties)
def test_what_is_said_to_be_left_is_what_can_be_seated(seats, arrivals, party):
    seats = seats.after_all(arrivals)  # over some limit perhaps: it was lowered
    single = Party(party.traits)

    left = seats.left_for(single)

    assert left == max((n for n in range(1, 25) if seats.has_room([single] * n)), default=0)
    one_by_one, now = 0, seats
    while now.has_room([single]):
        now, one_by_one = now.after(single), one_by_one + 1
    assert one_by_one == left


@given(
    seats=halls,
    waiting=st.lists(st.tuples(parties, groups), max_size=10),
    freed=st.sampled_from([None, *SECTORS]),
)
def test_promotions_take_all_the_room_there_is_and_part_no_group(seats, waiting, freed):
    row = [Waiting(number, party, group) for number, (party, group) in enumerate(waiting)]

    promoted = promotions(row, seats, freed)

    after = seats.after_all(w.party for w in promoted)
    assert after.fits([w.party for w in promoted])
    left = [w for w in row if w not in promoted]
    assert not any(after.has_room(turn.parties) for turn in turns_of(left))
    for group in (1, 2):
        states = {w in promoted for w in row if w.group == group}
        assert len(states) <= 1


@given(
    seats=halls, arrivals=st.lists(parties, max_size=6), invited=parties, count=st.integers(1, 4)
)
def test_whoever_is_as_the_invitation_says_always_has_its_seat(seats, arrivals, invited, count):
    for party in arrivals:
        if seats.has_room([party]):
            seats = seats.after(party)
    reserved = Party(frozenset(t for t in invited.traits if t[0] is SECTOR))
    if seats.has_room([reserved] * count):
        with_it = seats.after_all([reserved] * count)
        came = Party(reserved.traits)

        assert has_invited_room(with_it, reserved, count, came)


class SeatsOverTime(RuleBasedStateMachine):
    """People come and go, limits rise and fall, sectors change; the rules hold at every step."""

    @initialize(seats=halls)
    def open_the_doors(self, seats):
        self.number = 0
        self.seats = seats
        self.seated: dict[int, Party] = {}
        self.line: list[Waiting] = []

    @rule(party=parties)
    def somebody_signs_up(self, party):
        self.number += 1
        if standing_in(self.seats, party) is Standing.SEATED:
            self._seat(self.number, party)
        else:
            self.line.append(Waiting(self.number, party))

    @precondition(lambda self: self.seated)
    @rule(data=st.data())
    def somebody_with_a_seat_withdraws(self, data):
        party = self.seated.pop(data.draw(st.sampled_from(sorted(self.seated))))
        self.seats = self.seats.after(party, -1)
        self._move_up(party.sector)

    @precondition(lambda self: self.line)
    @rule(data=st.data())
    def somebody_leaves_the_line(self, data):
        self.line.remove(data.draw(st.sampled_from(self.line)))

    @rule(seats=halls)
    def the_organiser_sets_seats(self, seats):
        self.seats = seats.after_all(self.seated.values())
        self._move_up(None)

    @precondition(lambda self: self.seated)
    @rule(data=st.data(), sector=st.sampled_from(SECTORS))
    def somebody_changes_sector(self, data, sector):
        chosen = data.draw(st.sampled_from(sorted(self.seated)))
        old = self.seated[chosen]
        gender = dict(old.traits).get(GENDER)
        new = party_of(sector, gender=gender, size=old.size)
        without = self.seats.after(old, -1)
        if without.has_room([new], floor=min(0, self.seats.slack)):
            self.seats = without.after(new)
            self.seated[chosen] = new
            self._move_up(old.sector)

    @invariant()
    def what_is_counted_is_who_sits(self):
        if hasattr(self, "seated"):
            assert self.seats.total_taken == sum(party.size for party in self.seated.values())

    @invariant()
    def nobody_waits_where_there_is_room(self):
        if hasattr(self, "line"):
            assert not any(self.seats.has_room([waiting.party]) for waiting in self.line)

    def _seat(self, number, party):
        before = self.seats
        self.seats = before.after(party)
        self.seated[number] = party
        assert self.seats.total_taken <= before.capacity
        for each, value in party.traits:
            maximum = before.shares.get(each, {}).get(value, Share()).maximum
            assert maximum is None or self.seats.taken[each][value] <= maximum
        assert self.seats.slack >= min(0, before.slack)

    def _move_up(self, freed):
        promoted = promotions(self.line, self.seats, freed)
        for waiting in promoted:
            self.line.remove(waiting)
            self._seat(waiting.id, waiting.party)


TestSeatsOverTime = SeatsOverTime.TestCase
TestSeatsOverTime.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
