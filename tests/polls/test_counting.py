"""Hands and paper beside phones: nobody counts twice, nothing counts that two counts deny."""

import itertools
import os
import random
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from forum.core.actor import SYSTEM
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.permissions import Role
from forum.core.transaction import transaction
from forum.journal.models import JournalEntry
from forum.polls.errors import (
    CountAgreed,
    CountedAlready,
    CountedByHand,
    CountOutOfRange,
    CountsUnchecked,
    HallAndTables,
    ImpossibleCount,
    MethodTakesNoSheets,
    MoreThanPeople,
    MoreThanVoted,
    NobodyCounted,
    PollClosed,
    PollHasVotes,
    PollNotOpen,
    SheetsKnowNoSectors,
    SheetsNeedNoNames,
    SheetsShowInRunningCounts,
    SumDiffers,
)
from forum.polls.logic.answers import Answer
from forum.polls.logic.kinds import Method, PollState, ResultsShown, SecrecyLevel, SheetChannel
from forum.polls.logic.settings import Settings
from forum.polls.logic.sheets import Counted, agree, flaw_of
from forum.polls.models import CountSheet, Elector, Turnout
from forum.polls.queries.electorate import Turnouts, count_turnout
from forum.polls.queries.outcomes import find_outcome
from forum.polls.queries.sheets import is_counted_at, list_moved, list_places, people_left
from forum.polls.service.casting import cast_ballot
from forum.polls.service.counting import check_count, record_count, take_back_count
from forum.polls.service.running import admit_to_open_polls, close_poll, reset_poll

HANDS, PAPER = SheetChannel.HANDS, SheetChannel.PAPER
ROUNDS = int(os.environ.get("FORUM_TEST_ROUNDS", "2"))


class Tables:
    """A hall with people at tables, and one who counts."""

    def __init__(self, hall, make, now, people=4, tables=2):
        self.hall, self.make, self.now = hall, make, now
        self.tables = [make.table(hall.forum) for _ in range(tables)]
        self.seated = [
            self._sit(make.signup(hall.forum, checked_in=True), table)
            for table in self.tables
            for _ in range(people)
        ]
        hall.voters = [make.participant(signup) for signup in self.seated]

    def _sit(self, signup, table):
        signup.block_id = table.id
        return self.make.save(signup)

    def open(self, **values):
        values.setdefault("level", SecrecyLevel.CONFIDENTIAL)
        return self.hall.open(**values)

    def count(self, poll, table, *numbers, channel=HANDS, ballots=None, **values):
        with transaction():
            return record_count(
                self.hall.forum_id,
                poll.public_id,
                None if table is None else self.tables[table].public_id,
                channel,
                counted(poll, *numbers, ballots=ballots),
                actor=values.pop("actor", self.hall.staff),
                now=self.now,
                **values,
            )

    def check(self, poll, sheet, *numbers, **values):
        with transaction():
            return check_count(
                self.hall.forum_id,
                poll.public_id,
                sheet.public_id,
                counted(poll, *numbers),
                actor=values.pop("actor", self.hall.staff),
                now=self.now,
            )

    def take_back(self, poll, sheet):
        with transaction():
            take_back_count(
                self.hall.forum_id,
                poll.public_id,
                sheet.public_id,
                actor=self.hall.staff,
                now=self.now,
            )


def counted(poll, *numbers, ballots=None):
    keys = [option.public_id for option in poll.options]
    by_option = dict(zip(keys, numbers, strict=False))
    return Counted(sum(numbers) if ballots is None else ballots, by_option)


@pytest.fixture
def tables(make_hall, make, now):
    """Two tables of four, nobody sits elsewhere."""
    return Tables(make_hall(people=0), make, now)


def numbers_of(poll):
    return [line.count for line in find_outcome(poll).result.options]


def kept():
    db.session.rollback()
    return list(db.session.scalars(select(CountSheet)))


def journal(code):
    rows = select(JournalEntry).where(JournalEntry.code == code).order_by(JournalEntry.id)
    return list(db.session.scalars(rows))


# What counts


def test_hands_paper_and_phones_add_up_in_one_result(tables):
    poll = tables.open()
    tables.hall.vote(poll, 0)
    tables.count(poll, 0, 1, 1)
    tables.count(poll, 0, 1, channel=PAPER)
    tables.count(poll, 1, 0, 3, 1)

    tables.hall.close(poll)
    tables.hall.show(poll)

    outcome = find_outcome(poll)
    assert numbers_of(poll) == [3, 4, 1]
    assert outcome.turnout.voted == 8
    assert {c.channel: c.ballots for c in outcome.channels} == {"phone": 1, "hands": 6, "paper": 1}


def test_the_pad_is_told_how_many_of_a_table_voted_by_phone(tables):
    poll = tables.open()
    tables.hall.vote(poll, 0)
    tables.hall.vote(poll, 5)
    tables.hall.vote(poll, 6)

    places = list_places(poll.id)

    assert [(p.people, p.voted, p.silent) for p in places] == [(4, 1, 3), (4, 2, 2)]


def test_more_hands_than_people_who_have_not_voted_are_refused_and_nothing_is_kept(tables):
    poll = tables.open()
    tables.hall.vote(poll, 0)

    with pytest.raises(MoreThanPeople) as refusal:
        tables.count(poll, 0, 2, 2)

    assert refusal.value.facts == {"left": 3}
    assert kept() == []
    assert count_turnout(poll.id).voted == 1


def test_hands_and_paper_of_a_table_together_are_never_more_than_its_people(tables):
    poll = tables.open()
    tables.count(poll, 0, 2, 1)

    with pytest.raises(MoreThanPeople):
        tables.count(poll, 0, 2, channel=PAPER)
    tables.count(poll, 0, 1, channel=PAPER)

    assert people_left(poll.id, tables.tables[0].id) == 0


def test_the_whole_hall_is_limited_by_all_who_have_not_voted(tables):
    poll = tables.open()
    tables.hall.vote(poll, 0)

    with pytest.raises(MoreThanPeople):
        tables.count(poll, None, 4, 4)
    tables.count(poll, None, 4, 3)

    tables.hall.close(poll)
    tables.hall.show(poll)
    assert numbers_of(poll)[:2] == [5, 3]


@pytest.mark.parametrize(("first", "second"), [(None, 0), (0, None)])
def test_the_whole_hall_and_single_tables_exclude_each_other(tables, first, second):
    poll = tables.open()
    tables.count(poll, first, 1)

    with pytest.raises(HallAndTables):
        tables.count(poll, second, 1)


def test_the_same_count_sent_twice_is_kept_once_and_another_is_refused(tables):
    poll = tables.open()
    first = tables.count(poll, 0, 2, 1)

    assert tables.count(poll, 0, 2, 1).public_id == first.public_id
    with pytest.raises(CountedAlready):
        tables.count(poll, 0, 1, 2)
    assert len(kept()) == 1
    assert len(journal("poll.counted")) == 1


@pytest.mark.parametrize(
    ("numbers", "ballots", "error"),
    [
        ((0, 0), 0, NobodyCounted),
        ((2, 1), 4, SumDiffers),
        ((2, 1), 2, SumDiffers),
        ((-1, 2), 1, CountOutOfRange),
        ((10**9,), 10**9, CountOutOfRange),
    ],
)
def test_numbers_that_cannot_be_true_are_refused(tables, numbers, ballots, error):
    poll = tables.open()

    with pytest.raises(error):
        tables.count(poll, 0, *numbers, ballots=ballots)
    assert kept() == []


def test_an_answer_of_another_poll_cannot_be_counted(tables):
    poll, other = tables.open(), tables.hall.draft()

    with pytest.raises(ImpossibleCount), transaction():
        record_count(
            tables.hall.forum_id,
            poll.public_id,
            tables.tables[0].public_id,
            HANDS,
            counted(other, 1),
            actor=tables.hall.staff,
            now=tables.now,
        )


def test_in_an_approval_no_answer_has_more_hands_than_people(tables):
    poll = tables.open(method=Method.APPROVAL, settings=Settings(most=2))

    with pytest.raises(MoreThanVoted):
        tables.count(poll, 0, 4, 0, ballots=3)
    with pytest.raises(MoreThanVoted):
        tables.count(poll, 0, 3, 3, 3, ballots=3)
    tables.count(poll, 0, 3, 2, 1, ballots=3)

    tables.hall.close(poll)
    tables.hall.show(poll)
    assert numbers_of(poll) == [3, 2, 1]


_COUNTS = st.lists(st.integers(0, 6), min_size=1, max_size=5)


@given(_COUNTS, st.integers(0, 12))
def test_only_counts_that_some_people_could_have_given_are_taken(numbers, ballots):
    keys = [str(n) for n in range(len(numbers))]
    said = Counted(ballots, dict(zip(keys, numbers, strict=True)))

    single = flaw_of(said, Method.CHOICE, Settings(), keys) is None
    several = flaw_of(said, Method.APPROVAL, Settings(), keys) is None

    assert single == (ballots > 0 and sum(numbers) == ballots)
    assert several == (ballots > 0 and all(number <= ballots for number in numbers))


@given(_COUNTS, _COUNTS, st.integers(1, 9), st.integers(1, 9))
def test_two_counts_agree_only_where_every_number_does(one, other, ballots, again):
    first = Counted(ballots, {str(n): v for n, v in enumerate(one)})
    second = Counted(again, {str(n): v for n, v in enumerate(other)})

    padded = list(itertools.zip_longest(one, other, fillvalue=0))
    assert agree(first, second) == (ballots == again and all(a == b for a, b in padded))
    assert agree(first, second) == agree(second, first)


# Where nothing is counted by hand


def test_a_named_vote_takes_no_hands(tables):
    poll = tables.open(level=SecrecyLevel.NAMED)

    with pytest.raises(SheetsNeedNoNames):
        tables.count(poll, 0, 1)


def test_where_each_sector_must_take_part_no_hands_are_counted_that_belong_to_none(tables):
    poll = tables.open(settings=Settings(sector_quorum=500))

    with pytest.raises(SheetsKnowNoSectors):
        tables.count(poll, 0, 3)


def test_rankings_and_words_take_no_hands(tables):
    for method in (Method.RANKING, Method.WORDS, Method.SCORE, Method.BUDGET):
        answers = tuple(Answer({"en": str(n)}, price=1) for n in range(3))
        values = {"answers": answers, "settings": Settings(budget=3)}
        poll = tables.open(method=method, **values)
        with pytest.raises(MethodTakesNoSheets):
            tables.count(poll, 0, 1)


def test_hands_are_counted_only_while_the_poll_is_open(tables):
    draft = tables.hall.draft(level=SecrecyLevel.CONFIDENTIAL)
    with pytest.raises(PollNotOpen):
        tables.count(draft, 0, 1)

    poll = tables.open()
    sheet = tables.count(poll, 0, 1)
    tables.hall.close(poll)

    with pytest.raises(PollClosed):
        tables.count(poll, 1, 1)
    with pytest.raises(PollClosed):
        tables.check(poll, sheet, 1)
    with pytest.raises(PollClosed):
        tables.take_back(poll, sheet)


def test_nobody_of_another_forum_counts_here_nor_a_table_of_another_forum(tables, make):
    poll = tables.open()
    stranger = make.staff(Role.ORGANISER, make.forum())
    with pytest.raises(NotFound):
        tables.count(poll, 0, 1, actor=stranger)
    with pytest.raises(NotFound):
        tables.count(poll, 0, 1, actor=make.staff(Role.COORDINATOR, tables.hall.forum))

    tables.tables.append(make.table(make.forum()))
    with pytest.raises(NotFound):
        tables.count(poll, 2, 1)

    assert kept() == []


def test_a_sheet_of_another_poll_can_neither_be_checked_nor_taken_back(tables):
    poll = tables.open()
    sheet = tables.count(poll, 0, 1)
    other = tables.open()

    with pytest.raises(NotFound):
        tables.check(other, sheet, 1)
    with pytest.raises(NotFound):
        tables.take_back(other, sheet)


# The second count


def test_a_count_that_waits_for_a_second_counts_once_it_agrees(tables):
    poll = tables.open()
    sheet = tables.count(poll, 0, 2, 1, needs_second=True)
    assert count_turnout(poll.id).voted == 0

    tables.check(poll, sheet, 2, 1)

    assert count_turnout(poll.id).voted == 3


@pytest.mark.parametrize("shown", [ResultsShown.LIVE, ResultsShown.AFTER_OWN])
def test_hands_are_not_counted_where_the_count_is_seen_while_it_runs(tables, shown):
    poll = tables.open(results_shown=shown)

    with pytest.raises(SheetsShowInRunningCounts):
        tables.count(poll, 0, 2, 1)


def test_a_count_that_both_agreed_on_is_overturned_by_nobody_but_by_taking_it_back(tables):
    poll = tables.open()
    sheet = tables.count(poll, 0, 2, 1, needs_second=True)
    tables.check(poll, sheet, 2, 1)

    with pytest.raises(CountAgreed):
        tables.check(poll, kept()[0], 1, 2)

    assert count_turnout(poll.id).voted == 3


def test_a_second_count_that_differs_takes_the_first_out_until_it_is_counted_anew(tables):
    poll = tables.open()
    sheet = tables.count(poll, 0, 2, 1)
    tables.check(poll, sheet, 1, 2)

    assert count_turnout(poll.id).voted == 0
    assert [line.second_number for line in kept()[0].lines] == [1, 2, 0]
    with pytest.raises(CountsUnchecked):
        tables.hall.close(poll)

    tables.take_back(poll, kept()[0])
    tables.count(poll, 0, 1, 2)
    tables.hall.close(poll)
    tables.hall.show(poll)
    assert numbers_of(poll) == [1, 2, 0]


def test_where_one_account_gave_both_counts_the_sheet_and_the_journal_say_so(tables, make):
    poll = tables.open()
    somebody_else = make.staff(Role.FACILITATOR, tables.hall.forum)
    alone = tables.count(poll, 0, 2, 1, needs_second=True)
    shared = tables.count(poll, 1, 1, needs_second=True)

    tables.check(poll, alone, 2, 1)
    tables.check(poll, shared, 1, actor=somebody_else)

    assert (alone.is_by_one_account, shared.is_by_one_account) == (True, False)
    said = [entry.facts.get("by_one_account") for entry in journal("poll.count_checked")]
    assert said == [True, None]


def test_by_hand_a_poll_does_not_close_while_a_second_count_is_missing(tables):
    poll = tables.open()
    tables.count(poll, 0, 2, 1, needs_second=True)

    with pytest.raises(CountsUnchecked):
        tables.hall.close(poll)

    db.session.rollback()
    assert poll.state is PollState.OPEN
    assert poll.secret is not None


def test_by_time_a_poll_closes_without_the_unchecked_count_and_the_journal_says_so(tables, now):
    poll = tables.open()
    tables.hall.vote(poll, 7)
    tables.count(poll, 0, 2, 1, needs_second=True)

    with transaction():
        close_poll(tables.hall.forum_id, poll.public_id, actor=SYSTEM, now=now)
    tables.hall.show(poll)

    assert numbers_of(poll) == [1, 0, 0]
    assert find_outcome(poll).turnout.voted == 1
    assert journal("poll.closed")[0].facts == {"left_out": 1}


def test_what_was_counted_keeps_the_poll_from_being_taken_back_even_unchecked(tables, now):
    poll = tables.open()
    sheet = tables.count(poll, 0, 1, needs_second=True)

    with pytest.raises(PollHasVotes), transaction():
        reset_poll(tables.hall.forum_id, poll.public_id, actor=tables.hall.staff, now=now)

    tables.take_back(poll, sheet)
    with transaction():
        reset_poll(tables.hall.forum_id, poll.public_id, actor=tables.hall.staff, now=now)
    assert poll.state is PollState.DRAFTED


def test_the_journal_tells_where_and_how_many_were_counted_never_what(tables):
    poll = tables.open()
    sheet = tables.count(poll, 0, 3, 1, needs_second=True)
    tables.check(poll, sheet, 3, 1, actor=tables.make.staff(Role.FACILITATOR, tables.hall.forum))
    tables.take_back(poll, sheet)

    entries = [
        entry
        for code in ("poll.counted", "poll.count_checked", "poll.count_taken_back")
        for entry in journal(code)
    ]
    table = tables.tables[0].public_id
    assert [entry.facts for entry in entries] == [
        {"channel": "hands", "block": table, "ballots": 4},
        {"channel": "hands", "block": table, "agrees": True},
        {"channel": "hands", "block": table, "ballots": 4},
    ]


# Phones after hands


def test_after_the_hands_of_a_table_nobody_there_votes_by_phone_but_others_do(tables):
    poll = tables.open()
    tables.count(poll, 0, 2, 1)

    with pytest.raises(CountedByHand):
        tables.hall.vote(poll, 0)
    tables.hall.vote(poll, 4)

    assert count_turnout(poll.id).voted == 4


def test_who_voted_before_the_hands_may_still_change_their_vote(tables):
    poll = tables.open()
    tables.hall.vote(poll, 0)
    tables.count(poll, 0, 2, 1)

    tables.hall.vote(poll, 0, answer=1, key="a-second-request-key")

    tables.hall.close(poll)
    tables.hall.show(poll)
    assert numbers_of(poll) == [2, 2, 0]


def test_a_count_taken_back_lets_the_table_vote_by_phone_again(tables):
    poll = tables.open()
    sheet = tables.count(poll, 0, 3, 1)
    tables.take_back(poll, sheet)

    tables.hall.vote(poll, 0)

    assert count_turnout(poll.id).voted == 1


def test_after_the_whole_hall_was_counted_no_phone_votes_for_the_first_time(tables):
    poll = tables.open()
    tables.count(poll, None, 3)

    for voter in (0, 4, 7):
        with pytest.raises(CountedByHand):
            tables.hall.vote(poll, voter)


def test_who_comes_late_to_a_counted_table_belongs_to_it(tables, make, now):
    poll = tables.open()
    tables.count(poll, 0, 3, 1)
    late = make.signup(tables.hall.forum, checked_in=True, block_id=tables.tables[0].id)
    with transaction():
        admit_to_open_polls(
            tables.hall.forum, late.id, late.sector_id, actor=tables.hall.staff, now=now
        )
    tables.hall.voters.append(make.participant(late))

    with pytest.raises(CountedByHand):
        tables.hall.vote(poll, 8)


@pytest.mark.parametrize("is_hall", [False, True])
def test_fifty_phones_race_the_count_and_nobody_is_in_twice(app, make_hall, make, now, is_hall):
    """Phones and hands of fifty people at once: never more votes than people, none lost."""
    for round_ in range(ROUNDS):
        tables = Tables(make_hall(people=0), make, now, people=50, tables=1)
        poll = tables.open()
        acknowledged, counted_hands = race(app, tables, poll, None if is_hall else 0, round_)

        db.session.rollback()
        phones = set(db.session.scalars(select(Turnout.signup_id).filter_by(poll_id=poll.id)))
        assert phones == acknowledged
        assert len(phones) + counted_hands <= 50
        tables.hall.close(poll)
        tables.hall.show(poll)
        assert sum(numbers_of(poll)) == len(phones) + counted_hands


def race(app, tables, poll, table, round_):
    """Fifty vote by phone while hands are counted; who was acknowledged, how many hands counted."""
    hands = random.Random(round_).randint(1, 50)
    start = threading.Barrier(17)
    forum_id, poll_id = tables.hall.forum_id, poll.public_id
    given = {"option": [poll.options[0].public_id]}
    people = [
        (signup.id, actor) for signup, actor in zip(tables.seated, tables.hall.voters, strict=True)
    ]
    acknowledged, done = set(), []
    block = tables.tables[0].public_id if table is not None else None
    said = counted(poll, hands)

    def votes(some):
        with app.app_context():
            start.wait()
            for signup_id, actor in some:
                try:
                    cast_ballot(forum_id, poll_id, given, f"key-of-{signup_id:012}", actor=actor)
                    acknowledged.add(signup_id)
                except CountedByHand:
                    pass

    def counts():
        with app.app_context():
            start.wait()
            try:
                with transaction():
                    record_count(
                        forum_id, poll_id, block, HANDS, said,
                        actor=tables.hall.staff, now=tables.now,
                    )  # fmt: skip
                done.append(hands)
            except MoreThanPeople:
                pass

    with ThreadPoolExecutor(17) as pool:
        waiting = [pool.submit(votes, people[n::16]) for n in range(16)]
        waiting.append(pool.submit(counts))
        for each in waiting:
            each.result()
    return acknowledged, sum(done)


# What the split by channel tells


def test_the_split_by_channel_tells_no_choice_not_even_by_subtraction(tables):
    """Two halls in which phones and hands said the opposite give the same split and the same sums."""
    told = []
    for phones, hands in (((1, 1, 1, 1), (0, 4)), ((0, 0, 0, 0), (4, 0))):
        poll = tables.open()
        for voter, answer in enumerate(phones):
            tables.hall.vote(poll, voter, answer=answer)
        tables.count(poll, 1, *hands)
        tables.hall.close(poll)
        tables.hall.show(poll)
        outcome = find_outcome(poll)
        assert {field for c in outcome.channels for field in vars(c)} == {"channel", "ballots"}
        told.append((sorted((c.channel, c.ballots) for c in outcome.channels), outcome.sectors))

    assert [split for split, _ in told] == [[("hands", 4), ("phone", 4)]] * 2
    # A breakdown of those who voted by phone would give the hands away by subtraction.
    assert [table for _, table in told] == [None, None]


def test_what_hands_said_cannot_be_found_by_taking_the_shown_sectors_off_the_whole(tables, make):
    """The whole less every shown sector is what hides: never the hands alone."""
    sectors = ("ngo", "government", "villagers")
    people = [make.signup(tables.hall.forum, s, checked_in=True) for s in sectors for _ in range(6)]
    tables.hall.voters = [make.participant(signup) for signup in people]
    poll = tables.open()
    for voter in range(18):
        tables.hall.vote(poll, voter, answer=int(voter % 6 < 2))
    tables.count(poll, 0, 4)
    tables.count(poll, 1, 4)
    tables.hall.close(poll)
    tables.hall.show(poll)

    outcome = find_outcome(poll)
    shown = [sum(line.counts[n] for line in outcome.sectors.lines) for n in range(3)]
    rest = [all_ - seen for all_, seen in zip(numbers_of(poll), shown, strict=True)]
    assert outcome.sectors.lines
    assert rest == list(outcome.sectors.remainder) != [8, 0, 0]
    assert sum(rest) >= 8 + 6


def test_no_sector_is_said_to_be_missing_where_its_hands_may_have_been_counted(tables, make):
    sectors = ("ngo", "government", "villagers")
    people = [make.signup(tables.hall.forum, s, checked_in=True) for s in sectors for _ in range(6)]
    tables.hall.voters = [make.participant(signup) for signup in people]
    poll = tables.open()
    for voter in range(18):
        tables.hall.vote(poll, voter, answer=int(voter % 6 < 2))
    tables.count(poll, 0, 2, 2)
    tables.count(poll, 1, 2, 2)
    tables.hall.close(poll)
    tables.hall.show(poll)

    assert find_outcome(poll).turnout == Turnouts(26, 26)
    assert find_outcome(poll).sectors.under_represented == ()


def test_electors_keep_the_table_they_sat_at_when_the_poll_opened(tables):
    poll = tables.open()
    moved = tables.seated[0]
    moved.block_id = tables.tables[1].id
    tables.make.save(moved)

    tables.count(poll, 0, 4)

    assert db.session.get(Elector, (poll.id, moved.id)).block_id == tables.tables[0].id
    with pytest.raises(CountedByHand):
        tables.hall.vote(poll, 0)


def test_who_changed_tables_is_named_at_both_until_they_vote_by_themselves(tables):
    poll = tables.open()
    first, second = tables.tables
    for signup in tables.seated[:2]:
        signup.block_id = second.id
        tables.make.save(signup)

    tables.hall.vote(poll, 1)

    (moved,) = list_moved(poll.id)
    assert (moved.person, moved.sat, moved.sits) == (tables.seated[0].person, first, second)


def test_whoever_sits_where_hands_were_counted_is_counted_and_nobody_else(tables):
    poll = tables.open()
    tables.count(poll, 0, 2)

    counted_there = [is_counted_at(poll.id, signup.id) for signup in tables.seated]

    assert counted_there == [True] * 4 + [False] * 4
