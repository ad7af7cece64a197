from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.consultations.logic.counting import (
    RULES,
    Counted,
    Finding,
    Order,
    Tally,
    finding_of,
    listed,
    ordered,
    rule_facts,
)
from forum.consultations.logic.plain import plain_text
from forum.consultations.logic.polis import PolisVote, latest_votes
from forum.consultations.logic.states import Answer, ConsultationState, shows_counts
from tests.conftest import NOW

values = st.sampled_from([-1, 0, 1])
tallies = st.lists(st.builds(Tally, *[st.integers(0, 9)] * 3), max_size=5)
casts = st.lists(st.tuples(st.integers(1, 6), st.integers(1, 4), values))


def tally(agree=0, disagree=0, passed=0):
    return Tally(agree, disagree, passed)


def votes_of(rows):
    return [PolisVote(voter, statement, value, NOW) for voter, statement, value in rows]


@given(casts)
def test_each_voter_counts_once_a_statement_with_the_latest_vote(rows):
    kept = latest_votes(votes_of(rows))

    last = {(voter, statement): value for voter, statement, value in rows}
    assert {(vote.voter, vote.statement): vote.value for vote in kept} == last
    assert len(kept) == len(last)


@given(casts, st.randoms())
def test_only_the_order_within_one_voters_votes_matters(rows, random):
    by_voter = {voter: [row for row in rows if row[0] == voter] for voter, _, _ in rows}
    voters = list(by_voter)
    random.shuffle(voters)
    regrouped = [row for voter in voters for row in by_voter[voter]]

    assert set(latest_votes(votes_of(regrouped))) == set(latest_votes(votes_of(rows)))


@given(tallies, st.integers(0, 100))
def test_a_statement_is_in_one_list_at_most(counts, more):
    rows = [Counted(number, number, each) for number, each in enumerate(counts)]

    found = listed(rows, respondents=sum(each.answered for each in counts) + more)

    named = [row.key for each in found.values() for row in each]
    assert len(named) == len(set(named))


@pytest.mark.parametrize(
    ("counts", "respondents", "finding"),
    [
        (tally(6, 4), 10, Finding.AGREED),
        (tally(59, 30, 11), 100, None),
        (tally(60, 40), 100, Finding.AGREED),
        (tally(35, 35, 30), 100, Finding.CONTESTED),
        (tally(34, 36, 30), 100, None),
        (tally(30, 30, 40), 100, Finding.UNRESOLVED),
        (tally(2, 0), 2, Finding.UNRESOLVED),
        (tally(3, 0), 3, Finding.AGREED),
        (tally(9, 0), 91, Finding.UNRESOLVED),
        (tally(10, 0), 100, Finding.AGREED),
        (tally(), 0, Finding.UNRESOLVED),
    ],
)
def test_a_statement_is_agreed_contested_or_unresolved_by_the_printed_rule(
    counts, respondents, finding
):
    assert finding_of(counts, respondents) is finding


def test_the_rules_can_be_printed_with_their_thresholds():
    sentences = {finding: text % rule_facts() for finding, text in RULES.items()}

    assert "at least 60 % of those who answered agree" in sentences[Finding.AGREED]
    assert "at least 35 % agree and at least 35 % disagree" in sentences[Finding.CONTESTED]
    assert "at least 40 % passed" in sentences[Finding.UNRESOLVED]
    assert all("at least 3 people" in s or "fewer than 3 people" in s for s in sentences.values())


def test_nobody_answering_is_no_share_of_anything():
    assert tally().share(0) == 0
    assert tally().division == 0


def test_half_and_half_is_as_divided_as_can_be():
    assert tally(5, 5).division == 1
    assert tally(9, 1).division == Fraction(1, 5)
    assert tally(9, 0, 9).division == 0


def test_lists_can_be_ordered_by_agreement_division_answers_and_number():
    rows = [
        Counted("split", 3, tally(5, 5)),
        Counted("liked", 2, tally(4, 0)),
        Counted("asked", 1, tally(8, 3, 9)),
    ]

    orders = {order: [row.key for row in ordered(rows, order)] for order in Order}

    assert orders[Order.AGREED] == ["liked", "split", "asked"]
    assert orders[Order.DIVIDED] == ["split", "asked", "liked"]
    assert orders[Order.ANSWERED] == ["asked", "split", "liked"]
    assert orders[Order.NUMBER] == ["asked", "liked", "split"]


@pytest.mark.parametrize(
    ("state", "has_answered", "is_staff", "shown"),
    [
        (ConsultationState.OPEN, False, False, False),
        (ConsultationState.OPEN, True, False, True),
        (ConsultationState.OPEN, False, True, True),
        (ConsultationState.CLOSED, False, False, True),
    ],
)
def test_counts_are_shown_after_ones_own_answer_or_at_the_end(state, has_answered, is_staff, shown):
    assert shows_counts(state, has_answered=has_answered, is_staff=is_staff) is shown


def test_the_numbers_of_answers_are_those_of_polis_exports():
    assert (Answer.AGREE, Answer.PASS, Answer.DISAGREE) == (1, 0, -1)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("This HiveMind is  __*closed*__", "This HiveMind is  closed"),
        ("See [the record](https://example.org/a_b).", "See the record (https://example.org/a_b)."),
        ("* **one**\n* _two_", "– one\n– two"),
        ("# Why\n\n> because", "Why\n\nbecause"),
        ("![a map](https://example.org/m.png) of `x`", "a map of x"),
        ("2 * 3 * 4, snake_case_word, 5* and *", "2 * 3 * 4, snake_case_word, 5* and *"),
        ("[x](javascript:alert(1))", "[x](javascript:alert(1))"),
    ],
)
def test_marks_of_markdown_are_taken_off_imported_text(written, shown):
    assert plain_text(written) == shown


@given(st.text(alphabet="ab ก", max_size=60))
def test_text_without_marks_stays_as_it_is(text):
    assert plain_text(text) == text
