import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.polls.logic.formats import preflib
from forum.polls.logic.formats.faults import Unreadable
from forum.polls.logic.formats.preflib import Kind, Preferences, orders_of
from forum.polls.logic.tally import ranking
from tests.polls.rankings import ELECTIONS, KEYS, asked, ballots, cast

HEADER = """\
# DATA TYPE: {kind}
# NUMBER ALTERNATIVES: 3
# ALTERNATIVE NAME 1: Tea
# ALTERNATIVE NAME 2: Coffee: black
# ALTERNATIVE NAME 3: น้ำ
"""


def file_with(*lines, kind="toi"):
    return HEADER.format(kind=kind) + "\n".join(lines) + "\n"


def preferences_of(*orders, **names):
    keys = names or dict.fromkeys(KEYS[:3], "")
    return Preferences(keys, orders_of(cast(*orders)))


def read_again(preferences):
    return preflib.read(preflib.written(preferences, "poll"))


# Reading


def test_orders_ties_and_names_are_read():
    read = preflib.read(file_with("12: 3,1,2", "2: 3, {1,2}", " 1 : {2, 3}"))

    assert read.names == {"1": "Tea", "2": "Coffee: black", "3": "น้ำ"}
    assert read.orders == {
        (("3",), ("1",), ("2",)): 12,
        (("3",), ("1", "2")): 2,
        (("2", "3"),): 1,
    }
    assert (read.kind, len(read.ballots())) == (Kind.TOI, 15)


def test_lines_of_the_same_order_are_added_up():
    assert preflib.read(file_with("2: 1", "3: 1")).orders == {(("1",),): 5}


def test_windows_line_ends_blank_lines_and_unknown_headers_do_no_harm():
    text = "\ufeff" + file_with("# SOMETHING ELSE: 7", "", "2: 1").replace("\n", "\r\n")

    assert preflib.read(text).orders == {(("1",),): 2}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("1,2,3", "This is no line like"),
        ("x: 1", "This is no line like"),
        ("-1: 1", "This is no line like"),
        ("1: ", "This is no line like"),
        ("1: 1,,2", "This is no line like"),
        ("1: {1,2", "This is no line like"),
        ("1: {}", "“{}” is for files of categories"),
        ("1: {1,{2,3}}", "This is no line like"),
        ("1.5: 1", "This is no line like"),
        ("๑: 1", "This is no line like"),
        ("1: " + "9" * 9000, "This is no line like"),
        ("9" * 9000 + ": 1", "This is no line like"),
        ("1: 4", "Option 4 is not named in the header."),
        ("1: 1,2,1", "Option 1 is ranked twice."),
        ("1: {1,1}", "Option 1 is ranked twice."),
        ("# ALTERNATIVE NAME 1: Milk", "Option 1 is named twice."),
    ],
)
def test_a_bad_line_is_told_with_its_number(line, said):
    with pytest.raises(Unreadable) as caught:
        preflib.read(file_with("1: 1", line))

    assert caught.value.line == 7
    assert str(caught.value).startswith(f"Line 7: {said}")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "There is no line"),
        ("1: 1", "Line 1: Option 1 is not named in the header."),
        (file_with("9999999: 1", "9999999: 2"), "There are more than 10000000 votes."),
        (file_with("1: 1", "# NUMBER VOTERS: 2"), "Line 7: The header says 2, but there are 1."),
        (file_with("# NUMBER ALTERNATIVES: x"), "Line 6: The header says x, but there are 3."),
        (file_with("1: 1", kind="dat"), "Line 1: “dat” is no kind of rankings."),
        (file_with("1: 1", kind="soc"), "Line 1: The file says soc, but its orders are soi."),
        (file_with("1: {1,2},3", kind="soi"), "Line 1: The file says soi, but its orders are toc."),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused(text, said):
    with pytest.raises(Unreadable) as caught:
        preflib.read(text)

    assert str(caught.value).startswith(said)


lines = st.one_of(
    st.text(max_size=30),
    st.text("# :{},0123456789\r\n\t", max_size=30),
    st.sampled_from(["3: 1,2", "# ALTERNATIVE NAME 4: x", "# NUMBER VOTERS: 3", "1: {3,2},1"]),
)


@given(st.lists(lines, max_size=8))
def test_whatever_the_file_it_is_read_or_refused_with_a_sentence(given_lines):
    found = _read_or_refused(file_with(*given_lines))

    if isinstance(found, Unreadable):
        assert str(found)
    else:
        assert sum(found.orders.values()) == len(found.ballots())


def _read_or_refused(text):
    try:
        return preflib.read(text)
    except Unreadable as error:
        return error


# Writing


@given(ballots)
def test_what_is_written_is_read_as_the_same_votes(given_ballots):
    orders = orders_of(given_ballots)
    numbers = {key: str(n) for n, key in enumerate(KEYS, start=1)}

    read = read_again(Preferences(dict.fromkeys(KEYS, "same name"), orders))

    assert read.orders == {
        tuple(tuple(numbers[key] for key in group) for group in order): votes
        for order, votes in orders.items()
    }
    assert len(set(read.names.values())) == len(KEYS)


@given(ballots)
def test_a_file_tells_the_same_winners_as_the_ballots(given_ballots):
    read = read_again(Preferences(dict.fromkeys(KEYS, ""), orders_of(given_ballots)))

    there = ranking.count(read.ballots(), asked(read.names)).detail.winners
    here = ranking.count(given_ballots, asked()).detail.winners

    assert {rule: KEYS[int(key) - 1] for rule, key in there.items()} == here


@pytest.mark.parametrize(
    ("orders", "kind"),
    [
        (["a>b>c", "c>b>a"], "soc"),
        (["a>b>c", "a"], "soi"),
        (["a>b>c", "a>bc"], "toc"),
        (["a>bc", "a"], "toi"),
    ],
)
def test_the_kind_is_the_most_restrictive_that_holds_all_orders(orders, kind):
    preferences = preferences_of(*orders)

    assert preflib.file_name(preferences, "poll") == f"poll.{kind}"
    assert f"# DATA TYPE: {kind}\n" in preflib.written(preferences, "poll")


def test_each_order_is_written_once_most_votes_first():
    text = preflib.written(preferences_of("c>ab", "a", "c>ab", "b"), "poll")

    assert text.split("\n")[-4:] == ["2: 3,{1,2}", "1: 1", "1: 2", ""]
    assert "# NUMBER VOTERS: 4\n# NUMBER UNIQUE ORDERS: 3\n" in text


def test_names_stay_in_their_line_and_are_told_apart():
    text = preflib.written(
        Preferences({"a": "tea\n1: 2", "b": "tea 1: 2", "c": "", "d": "3"}, {}, title="a\nb"), "x"
    )

    assert preflib.read(text).names == {
        "1": "tea 1: 2",
        "2": "tea 1: 2 (2)",
        "3": "3",
        "4": "3 (4)",
    }
    assert "# TITLE: a b\n" in text


def test_the_elections_kept_here_come_out_as_they_are():
    text = (ELECTIONS / "committee_2005.soi").read_text(encoding="utf-8")

    assert preflib.written(preflib.read(text), "committee_2005") == text
