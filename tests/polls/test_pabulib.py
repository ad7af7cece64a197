import contextlib
import random
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.polls.logic.formats.faults import Unreadable
from forum.polls.logic.formats.pabulib import Election, Project, VoteType, read
from forum.polls.logic.formats.pabulib_writing import About, election_of, written
from forum.polls.logic.kinds import BudgetRule, Method
from forum.polls.logic.tally.methods import tally
from tests.polls.budgets import SHARED, SMALL, asked, cast, election, polls

ABOUT = About("งบของชุมชน", "Wethi", "2026", begins=date(2026, 11, 1), ends=date(2026, 11, 22))
FILE = """\
META
key;value
num_projects;2
num_votes;2
budget;100
vote_type;{kind}
currency;THB
PROJECTS
project_id;cost;name
a;60;"Trees; and benches"
b;50;น้ำ
VOTES
voter_id;vote;points
1;a,b;2,1
2;b;3
"""


def file_with(kind="cumulative", **lines):
    """The file with lines exchanged by their number: line_9="…"."""
    text = FILE.format(kind=kind).splitlines()
    for name, line in lines.items():
        text[int(name.removeprefix("line_")) - 1] = line
    return "\n".join(text) + "\n"


# Reading


def test_points_are_read_with_their_projects():
    found = read(file_with())

    assert [(o.key, o.price) for o in found.options] == [("a", 60), ("b", 50)]
    assert [cast_.choice for cast_ in found.ballots()] == [
        {"points": {"a": 2, "b": 1}},
        {"points": {"b": 3}},
    ]
    assert found.projects[0].name == "Trees; and benches"


def test_approvals_and_orders_are_read_as_what_they_are():
    assert read(file_with("approval")).ballots()[0].choice == {"options": ["a", "b"]}
    assert read(file_with("ordinal")).ballots()[0].choice == {"ranks": [["a"], ["b"]]}


def test_a_file_may_have_windows_line_ends_empty_lines_and_a_byte_order_mark():
    text = "\ufeff" + file_with().replace("\n", "\r\n").replace("VOTES", "\r\nVOTES")

    assert read(text) == read(file_with())


def test_money_with_decimals_is_counted_in_its_smallest_part():
    found = read(file_with(line_5="budget;100.5", line_10="a;60.25;"))

    assert found.budget == Fraction(201, 2)
    assert found.unit == 100
    assert [option.price for option in found.options] == [6025, 5000]


@pytest.mark.parametrize(
    ("lines", "place"),
    [
        ({"line_1": "hello"}, 1),
        ({"line_2": "key"}, 2),
        ({"line_3": "num_projects;3"}, 3),
        ({"line_4": "num_votes;1"}, 4),
        ({"line_5": "budget;much"}, 5),
        ({"line_5": "budget;-5"}, 5),
        ({"line_5": "budget;1e9"}, 5),
        ({"line_5": "budget;NaN"}, 5),
        ({"line_5": "budget;"}, 5),
        ({"line_5": "vote_type;approval"}, 6),
        ({"line_6": "vote_type;shouting"}, 6),
        ({"line_7": "currency;baht"}, 7),
        ({"line_5": "unit;x"}, 0),
        ({"line_8": "META"}, 8),
        ({"line_9": "project_id;name"}, 9),
        ({"line_9": "project_id;cost;cost"}, 9),
        ({"line_10": ";60;"}, 10),
        ({"line_10": "a;;"}, 10),
        ({"line_11": "a;50;"}, 11),
        ({"line_12": "c;1;"}, 0),
        ({"line_13": "voter_id;points"}, 13),
        ({"line_14": ";a;1"}, 14),
        ({"line_14": "1;a,z;1,1"}, 14),
        ({"line_14": "1;a,a;1,1"}, 14),
        ({"line_14": "1;a,b;1"}, 14),
        ({"line_14": "1;a;-1"}, 14),
        ({"line_14": "1;a;0.5"}, 14),
        ({"line_15": "1;b;1"}, 15),
    ],
)
def test_what_would_lose_or_mistake_votes_or_money_is_refused_with_its_line(lines, place):
    with pytest.raises(Unreadable) as refused:
        read(file_with(**lines))

    assert refused.value.line == place
    assert str(refused.value).startswith(f"Line {place}: " if place else "The")


def test_a_single_choice_names_one_project_only():
    with pytest.raises(Unreadable, match="Line 14: A vote names one project only"):
        read(file_with("choose-1"))


@pytest.mark.shared_data
def test_the_checkers_own_broken_example_is_refused_with_the_line():
    with pytest.raises(Unreadable, match="Line 20: “non_existing” is no currency"):
        election(SHARED / "checker_example_invalid.pb")

    assert len(election(SHARED / "checker_example_valid.pb").votes) == 76


@given(st.text() | st.text("META;PROJECTSVOTESkeyvalue\n\"',01ab"))
def test_any_text_is_a_file_or_refused(text):
    with contextlib.suppress(Unreadable):
        assert read(text).projects


def test_a_damaged_file_is_read_or_refused_but_nothing_else():
    rng, text = random.Random(2026), SMALL.read_text(encoding="utf-8")
    refused = 0
    for _ in range(2000):
        damaged = list(text)
        for _ in range(rng.randint(1, 6)):
            place = rng.randrange(len(damaged))
            damaged[place] = rng.choice(
                ["", ";", "\n", '"', "9", "x", "\x00", ",", "META\n", "-", "ก"]
            )
        try:
            read("".join(damaged))
        except Unreadable:
            refused += 1

    assert 500 < refused < 2000


# Writing


def test_what_is_written_is_read_again_as_the_same():
    for found in (election(SMALL), read(file_with()), read(file_with(line_5="budget;100.5"))):
        again = read(written(found))

        assert again.votes == found.votes
        assert again.budget == found.budget
        assert {*again.projects} == {*found.projects}


@given(polls())
def test_a_poll_written_as_a_file_counts_the_same_again(poll):
    question, ballots = poll
    result = tally(Method.BUDGET, ballots, question)

    again = read(written(election_of(question, {"a": 'Tea; "black"\n'}, ballots, result, ABOUT)))

    assert {each.key for each in again.projects if each.is_selected} == {*result.winners}
    counts = {project.key: 0 for project in again.projects}
    for vote in again.votes:
        for key, points in vote.items():
            counts[key] += points
    assert counts == {line.option: line.count for line in result.options}
    assert {o.key: o.price for o in again.options} == {o.key: o.price for o in question.options}


def test_the_order_of_votes_in_a_file_tells_nothing():
    question = asked({"a": 4, "b": 5}, 6)
    ballots = cast("b", "ab", "a", "")
    result = tally(Method.BUDGET, ballots, question)

    one, other = (
        written(election_of(question, {}, each, result, ABOUT)) for each in (ballots, ballots[::-1])
    )

    assert one == other
    assert "1;a\n2;a,b\n3;b\n" in one
    assert "Votes that name no project are left out: 1." in one


@pytest.mark.parametrize(
    ("rule", "ballots", "told"),
    [
        (BudgetRule.GREEDY, ["a", "b"], "rule;greedy\n"),
        (BudgetRule.GREEDY, ["a"], "rule;greedy-threshold\n"),
        (BudgetRule.EQUAL_SHARES, ["a", "b"], "rule;unknown\n"),
    ],
)
def test_a_file_claims_only_a_rule_that_its_readers_mean_too(rule, ballots, told):
    question = asked({"a": 4, "b": 5}, 6, rule=rule)
    result = tally(Method.BUDGET, cast(*ballots), question)

    assert told in written(election_of(question, {}, cast(*ballots), result, ABOUT))


def test_a_file_has_the_columns_in_the_formats_order():
    projects = (Project("a", Fraction(3, 2), "Tea"), Project("b", Fraction(1)))
    found = Election(VoteType.SCORING, Fraction(9), projects, ({"a": 3}, {"b": 4}))

    assert written(found).splitlines()[2:] == [
        "num_projects;2",
        "num_votes;2",
        "budget;9",
        "vote_type;scoring",
        "fully_funded;1",
        "PROJECTS",
        "project_id;cost;votes;score;name",
        "b;1;1;4;",
        "a;1.5;1;3;Tea",
        "VOTES",
        "voter_id;vote;points",
        "1;a;3",
        "2;b;4",
    ]
