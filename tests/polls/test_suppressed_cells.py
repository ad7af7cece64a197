"""Nobody works out what a sector kept back said: an attacker with everything that is published.

Who attacks knows the totals, the table by sector, the files, how many of each sector voted and how
many ballots came by each channel; and, to be on the safe side, all ballots of the remainder, whole,
without knowing whose they are. A cell is worked out when only one number is possible. That nobody
of a group chose an answer is no secret where leaving out says nothing (`zeros_speak`).
"""

import os
import random
from types import SimpleNamespace

import pytest

from forum.polls.logic.downloads import Paper, publishable
from forum.polls.logic.kinds import Method, SecrecyLevel, SheetChannel
from forum.polls.logic.suppression import Breakdown
from forum.polls.logic.tally.methods import RULES, tally
from forum.polls.logic.tally.shapes import Cast
from forum.polls.queries import breakdown
from forum.polls.queries.sheets import Sheet
from tests.polls.random_polls import random_choice, random_question, random_sheets

POLLS = 5_000 if "FORUM_TEST_ROUNDS" in os.environ else 500
METHODS = [method for method in Method if RULES[method].marks]
SECTORS = ("a", "b", "c", "d", "e", "f", "g", "h")
HANDS = "hands"


class Held:
    """A confidential poll with everything that is known of it, and what is published."""

    def __init__(self, seed):
        dice = random.Random(seed)
        self.method = METHODS[seed % len(METHODS)]
        self.question = random_question(dice, self.method)
        liked = [random_choice(dice, self.method, self.question) for _ in range(4)]
        sheets = random_sheets(dice, self.method, self.question)
        self.sectors = [
            (SimpleNamespace(id=n, code=code, name={}, letter={}, thread=""), size)
            for n, code in enumerate(SECTORS[: dice.randint(2, 8)])
            for size in [dice.choice((1, 2, 4, 5, 6, 9, 15, 30))]
        ]
        self.ballots = [
            (sector.id, Cast(self._choice(dice, dice.choice(liked))))
            for sector, size in self.sectors
            for _ in range(dice.randint(0, size))
        ]
        self.told = sheets
        casts = [cast for _, cast in self.ballots]
        self.result = tally(self.method, casts, self.question, sheets)
        papers = [Paper(cast) for cast in casts]
        self.votes = publishable(papers, self.method, self.question, sheets)
        self.table = breakdown.by_sector(
            SimpleNamespace(method=self.method, level=SecrecyLevel.CONFIDENTIAL),
            self.question,
            self.sectors,
            self.ballots,
            [Sheet(SheetChannel.HANDS, None, told) for told in sheets],
            self.result,
        )

    def _choice(self, dice, liked):
        """Many of a sector think alike, so that some are of one mind."""
        return liked if dice.random() < 0.7 else random_choice(dice, self.method, self.question)

    @property
    def shown(self):
        return [line.code for line in self.table.lines]

    def marks_of(self, code):
        """What each ballot of a sector marks, in the order of the options."""
        marks = RULES[self.method].marks
        (id_,) = [sector.id for sector, _ in self.sectors if sector.code == code]
        said = [marks(cast.choice) for sector, cast in self.ballots if sector == id_]
        return [[each.get(key, 0) for key in self.question.keys] for each in said]

    @property
    def apart(self):
        """How many people's hands and slips were counted, and for what."""
        sums = [sum(told.counts.get(k, 0) for told in self.told) for k in self.question.keys]
        return sum(told.ballots for told in self.told), sums

    def rest(self):
        """Everybody not shown: how many of each group, and all marks they gave, by option."""
        hidden = [s.code for s, _ in self.sectors if s.code not in self.shown]
        said = {code: self.marks_of(code) for code in hidden}
        groups = {code: len(marks) for code, marks in said.items() if marks}
        columns = [
            [marks[place] for each in said.values() for marks in each]
            for place in range(len(self.question.keys))
        ]
        number, sums = self.apart
        if number:
            groups[HANDS] = number
            # Of hands only the sum is known: each is a mark or none.
            columns = [
                column + [1] * total + [0] * (number - total)
                for column, total in zip(columns, sums, strict=True)
            ]
        return groups, columns


def worked_out(held):
    """Hidden cells of which only one number is possible, with the group and the option's place."""
    groups, columns = held.rest()
    found = []
    for code, number in groups.items():
        for place, column in enumerate(columns):
            ranked = sorted(column)
            least, most = sum(ranked[:number]), sum(ranked[-number:])
            if least == most and (most or RULES[held.method].zeros_speak):
                found.append((code, place))
    return found


def of_one_mind(held):
    """Shown sectors, and the remainder, all of which said the same of some option."""
    groups, columns = held.rest()
    cells = {code: list(zip(*held.marks_of(code), strict=True)) for code in held.shown}
    if groups:
        cells["the remainder"] = columns
    speak = RULES[held.method].zeros_speak
    return [
        (code, place)
        for code, options in cells.items()
        for place, column in enumerate(options)
        if len(set(column)) == 1 and (column[0] or speak)
    ]


def too_small(held):
    groups, _ = held.rest()
    sizes = {sector.code: size for sector, size in held.sectors}
    small = [line for line in held.table.lines if line.voted < 5 or sizes[line.code] < 5]
    alone = groups and (len(groups) < 2 or sum(groups.values()) < 5)
    return [*small, *(["the remainder"] if alone else [])]


def leaks(polls):
    """By kind, in how many polls a table gives something away; and how many have one."""
    with_table = [held for held in polls if held.table]
    return {
        "tables": len(with_table),
        "cells worked out": sum(bool(worked_out(held)) for held in with_table),
        "of one mind": sum(bool(of_one_mind(held)) for held in with_table),
        "too small": sum(bool(too_small(held)) for held in with_table),
    }


def test_no_cell_kept_back_can_be_worked_out_and_none_of_one_mind_is_shown():
    found = leaks(map(Held, range(POLLS)))

    assert found.pop("tables") > POLLS / 4
    assert found == {"cells worked out": 0, "of one mind": 0, "too small": 0}


def test_the_attacker_works_out_cells_where_only_small_ones_are_hidden(monkeypatch):
    """The measure of the test above: with half the rules it finds what is given away."""

    def only_small(votes, eligible, **_rules):
        voted = [sector for sector in votes if votes[sector].ballots]
        shown = tuple(sector for sector in voted if votes[sector].ballots >= 5)
        return Breakdown(shown, tuple(s for s in voted if s not in shown)) if shown else None

    monkeypatch.setattr(breakdown, "break_down", only_small)

    found = leaks(map(Held, range(300)))

    assert found["cells worked out"] > 30
    assert found["of one mind"] > 30


def test_what_was_counted_by_hand_cannot_be_told_from_the_files():
    with_hands = [held for held in map(Held, range(POLLS)) if held.told]

    assert len(with_hands) > POLLS / 20
    assert [held.votes.papers for held in with_hands if held.votes.papers] == []
    for held in with_hands:
        counts = [line.count for line in held.result.options]
        assert list(held.votes.counted.counts.values()) == counts


@pytest.mark.parametrize("method", [Method.WORDS, Method.TEXT])
def test_words_have_no_table_by_sector(method):
    assert RULES[method].marks is None
