"""Who gets a seat, who is next, and what a ticket's link is made of."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from forum.signups.logic.applicants import folded_name, name_of
from forum.signups.logic.seats import (
    Seats,
    Share,
    Standing,
    Waiting,
    next_in_line,
    promotions,
    standing_for,
    standing_in,
)
from forum.signups.logic.tickets import ticket_code, ticket_token

SECTORS = ("university", "ngo", "villagers")


def test_the_first_is_seated_and_the_second_waits():
    quotas = {"ngo": Share(maximum=1)}

    first = standing_for("ngo", quotas=quotas, taken={}, capacity=10, total_taken=0)
    second = standing_for("ngo", quotas=quotas, taken={"ngo": 1}, capacity=10, total_taken=1)

    assert (first, second) == (Standing.SEATED, Standing.WAITING)


def test_a_full_hall_seats_nobody_even_where_the_sector_has_room():
    quotas = {"ngo": Share(maximum=5), "villagers": Share(maximum=5)}

    standing = standing_for("ngo", quotas=quotas, taken={"villagers": 5}, capacity=5, total_taken=5)

    assert standing is Standing.WAITING


def test_seats_taken_without_a_known_sector_count_too():
    standing = standing_for("ngo", quotas={}, taken={"ngo": 1}, capacity=3, total_taken=3)

    assert standing is Standing.WAITING


def test_a_minimum_keeps_seats_free_from_the_others_and_only_from_them():
    seats = Seats(3, {"villagers": Share(minimum=2)}, {"ngo": 1})

    assert standing_in(seats, "ngo") is Standing.WAITING
    assert standing_in(seats, "villagers") is Standing.SEATED
    assert seats.left_for("villagers") == 2


def test_a_filled_minimum_keeps_nothing_free():
    seats = Seats(4, {"villagers": Share(minimum=2)}, {"villagers": 2, "ngo": 1})

    assert seats.left_for("ngo") == 1


def test_without_limits_everybody_is_seated():
    seats = Seats(None, {}, {"ngo": 1000})

    assert seats.left_for("ngo") is None
    assert standing_in(seats, "ngo") is Standing.SEATED


def test_a_limit_lowered_below_what_is_taken_leaves_nothing_and_never_a_negative_number():
    seats = Seats(10, {"ngo": Share(maximum=2)}, {"ngo": 5})

    assert seats.left_for("ngo") == 0


def test_a_freed_seat_goes_to_the_first_of_that_sector_though_another_waits_longer():
    line = [Waiting(1, "villagers"), Waiting(2, "ngo"), Waiting(3, "ngo")]
    seats = Seats(2, {}, {"university": 1})

    assert next_in_line(line, seats, "ngo") == Waiting(2, "ngo")


def test_a_freed_seat_goes_to_the_first_whose_sector_has_room_where_the_hall_was_the_limit():
    line = [Waiting(1, "villagers"), Waiting(2, "university")]
    seats = Seats(3, {"villagers": Share(maximum=1)}, {"villagers": 1, "ngo": 1})

    assert next_in_line(line, seats, "ngo") == Waiting(2, "university")


def test_nobody_moves_up_where_the_sector_is_still_full():
    line = [Waiting(1, "villagers")]
    seats = Seats(30, {"villagers": Share(maximum=1)}, {"villagers": 1})

    assert next_in_line(line, seats, "ngo") is None


def test_raised_limits_seat_as_many_as_fit_in_the_order_they_came():
    line = [Waiting(1, "ngo"), Waiting(2, "villagers"), Waiting(3, "ngo"), Waiting(4, "ngo")]
    seats = Seats(10, {"ngo": Share(maximum=2), "villagers": Share(maximum=1)}, {})

    assert [waiting.id for waiting in promotions(line, seats)] == [1, 2, 3]


def test_a_prefix_typed_into_the_name_is_told_apart_and_not_compared():
    assert name_of("นางสาวสมใจ", "ใจดี").prefix == "นางสาว"
    assert folded_name(name_of("นางสาวสมใจ", "ใจดี")) == folded_name(name_of(" สมใจ ", "ใจดี"))
    assert folded_name(name_of("Mary", "LEE")) == folded_name(name_of("mary", "Lee"))
    assert folded_name(name_of("สมใจ", "ใจดี")) != folded_name(name_of("สมใจ", "ใจร้าย"))


def test_a_ticket_link_depends_on_the_secret_and_the_serial_alone():
    token = ticket_token("secret", "serial")

    assert token == ticket_token("secret", "serial")
    assert token != ticket_token("other", "serial")
    assert token != ticket_token("secret", "serial2")
    assert len(token) == 43


def test_the_code_on_a_ticket_is_short_enough_to_read_aloud():
    assert ticket_code("k3mp7x9qzzzz") == "k3mp 7x9q"


shares = st.builds(
    lambda minimum, more: Share(minimum, None if more is None else minimum + more),
    st.integers(0, 3),
    st.none() | st.integers(0, 5),
)


@given(
    capacity=st.none() | st.integers(0, 12),
    quotas=st.dictionaries(st.sampled_from(SECTORS), shares),
    taken=st.dictionaries(st.sampled_from(SECTORS), st.integers(0, 6)),
    line=st.lists(st.sampled_from(SECTORS), max_size=12),
)
def test_promotions_take_exactly_the_room_there_is_and_keep_each_sectors_order(
    capacity, quotas, taken, line
):
    waiting = [Waiting(number, sector) for number, sector in enumerate(line)]
    seats = Seats(capacity, quotas, taken)

    promoted = promotions(waiting, seats)

    after = seats
    for person in promoted:
        assert after.left_for(person.sector) != 0
        after = after.after(person.sector, +1)
    left = [person for person in waiting if person not in promoted]
    assert all(after.left_for(person.sector) == 0 for person in left)
    for sector in SECTORS:
        chosen = [person.id for person in promoted if person.sector == sector]
        assert chosen == [person.id for person in waiting if person.sector == sector][: len(chosen)]


class SeatsOverTime(RuleBasedStateMachine):
    """People come and go, limits rise and fall, sectors change; the rules hold at every step."""

    @initialize(
        capacity=st.integers(0, 8), maxima=st.lists(st.integers(0, 4), min_size=3, max_size=3)
    )
    def open_the_doors(self, capacity, maxima):
        self.number = 0
        self.capacity = capacity
        self.shares = {sector: Share(0, most) for sector, most in zip(SECTORS, maxima, strict=True)}
        self.seated: dict[int, str] = {}
        self.line: list[Waiting] = []
        # What may be over a limit after it was lowered: nobody loses a seat.
        self.kept_total = 0
        self.kept = dict.fromkeys(SECTORS, 0)

    @property
    def seats(self):
        taken = {s: list(self.seated.values()).count(s) for s in SECTORS}
        return Seats(self.capacity, self.shares, taken)

    @rule(sector=st.sampled_from(SECTORS))
    def somebody_signs_up(self, sector):
        self.number += 1
        if standing_in(self.seats, sector) is Standing.SEATED:
            self.seated[self.number] = sector
        else:
            self.line.append(Waiting(self.number, sector))

    @precondition(lambda self: self.seated)
    @rule(data=st.data())
    def somebody_with_a_seat_withdraws(self, data):
        chosen = data.draw(st.sampled_from(sorted(self.seated)))
        was_within = not self._is_over()
        sector = self.seated.pop(chosen)
        promoted = self._move_up(sector)
        if was_within:
            assert len(promoted) <= 1
            if any(waiting.sector == sector for waiting in [*self.line, *promoted]):
                assert [person.sector for person in promoted] == [sector]

    @precondition(lambda self: self.line)
    @rule(data=st.data())
    def somebody_leaves_the_line(self, data):
        self.line.remove(data.draw(st.sampled_from(self.line)))

    @rule(capacity=st.integers(0, 8), sector=st.sampled_from(SECTORS), share=shares)
    def the_organiser_sets_seats(self, capacity, sector, share):
        self.capacity = capacity
        self.shares = {**self.shares, sector: share}
        self.kept_total = len(self.seated)
        self.kept = {s: self.seats.taken[s] for s in SECTORS}
        before = len(self.seated)
        promoted = self._move_up(None)
        assert len(self.seated) == before + len(promoted)

    @precondition(lambda self: self.seated)
    @rule(data=st.data(), sector=st.sampled_from(SECTORS))
    def somebody_changes_sector(self, data, sector):
        chosen = data.draw(st.sampled_from(sorted(self.seated)))
        old = self.seated[chosen]
        if sector != old and standing_in(self.seats.after(old, -1), sector) is Standing.SEATED:
            self.seated[chosen] = sector
            self._move_up(old)

    @invariant()
    def no_limit_is_ever_exceeded(self):
        if not hasattr(self, "seated"):
            return
        assert len(self.seated) <= max(self.capacity, self.kept_total)
        for sector, share in self.shares.items():
            if share.maximum is not None:
                assert self.seats.taken[sector] <= max(share.maximum, self.kept[sector])
            assert (self.seats.left_for(sector) or 0) >= 0

    @invariant()
    def nobody_waits_where_there_is_room(self):
        if hasattr(self, "line"):
            assert all(self.seats.left_for(person.sector) == 0 for person in self.line)

    @invariant()
    def each_sectors_line_is_in_the_order_people_came(self):
        if hasattr(self, "line"):
            for sector in SECTORS:
                ids = [person.id for person in self.line if person.sector == sector]
                assert ids == sorted(ids)

    def _is_over(self):
        over_sector = any(
            share.maximum is not None and self.seats.taken[sector] > share.maximum
            for sector, share in self.shares.items()
        )
        return over_sector or len(self.seated) > self.capacity or self._minima_unmet()

    def _minima_unmet(self):
        return any(share.minimum > self.seats.taken[s] for s, share in self.shares.items())

    def _move_up(self, freed):
        promoted = promotions(self.line, self.seats, freed)
        for person in promoted:
            self.line.remove(person)
            self.seated[person.id] = person.sector
        return promoted


TestSeatsOverTime = SeatsOverTime.TestCase
TestSeatsOverTime.settings = settings(max_examples=100, stateful_step_count=50, deadline=None)


@pytest.mark.parametrize("freed", [None, *SECTORS])
def test_nobody_in_line_means_nobody_moves_up(freed):
    assert promotions([], Seats(5), freed) == []
