"""`flask polls tally`: anybody with a file of ballots can count it."""

import json
from pathlib import Path

import pytest

from forum.cli.polls import polls

DATA = Path(__file__).parent.parent / "data"
SHARED = Path(__file__).parents[2].parent / "shared" / "data"
DEBIAN = DATA / "preflib" / "debian_2002.soi"
MARKET = DATA / "pabulib" / "market_day.pb"


@pytest.fixture
def count(app):
    def run(file, method, *words):
        return app.test_cli_runner().invoke(polls, ["tally", str(file), "--method", method, *words])

    return run


@pytest.fixture
def count_json(count):
    def run(file, method, *words):
        done = count(file, method, "--json", *words)
        assert done.exit_code == 0, done.stderr
        return json.loads(done.stdout)

    return run


def test_an_instant_run_off_tells_its_winner_and_its_rounds(count_json):
    told = count_json(DEBIAN, "irv")

    assert list(told) == ["method", "winners", "tie_broken", "rounds"]
    assert told["method"] == "irv"
    assert told["winners"] == [3]
    assert told["tie_broken"] is False
    assert told["rounds"][2]["counts"] == {"1": 180, "3": 291}
    assert told["rounds"][2]["elected"] == [3]
    assert [each["eliminated"] for each in told["rounds"]] == [[4], [2], []]


@pytest.mark.parametrize("method", ["borda", "schulze", "condorcet", "stv"])
def test_the_other_counts_of_the_same_rankings_choose_the_same(count_json, method):
    assert count_json(DEBIAN, method)["winners"] == [3]


def test_several_seats_are_filled_by_the_single_transferable_vote(count_json):
    committee = DATA / "preflib" / "committee_2005.soi"

    assert count_json(committee, "stv", "--seats", "4")["winners"] == [7, 4, 13, 3]


def test_a_budget_names_its_projects_as_the_file_does(count_json):
    assert count_json(MARKET, "greedy")["winners"] == ["pier", "boats"]
    assert count_json(MARKET, "equal-shares")["winners"] == ["pier", "swings"]
    assert count_json(MARKET, "approval")["winners"] == ["pier"]


@pytest.mark.shared_data
def test_real_budgets_select_what_was_selected(count_json):
    assen = count_json(SHARED / "pabulib" / "Netherlands_Assen_2024.pb", "equal-shares")
    mirow = count_json(SHARED / "pabulib" / "Poland_Czestochowa_2024_Mirow.pb", "greedy")

    assert {*assen["winners"]} == {"3", "9", "2", "11", "13", "14", "5", "6", "12"}
    assert {*mirow["winners"]} == {"795", "687", "146", "717"}


def test_a_broken_tie_is_told(count_json, tmp_path):
    file = tmp_path / "tie.soi"
    file.write_text(
        "# ALTERNATIVE NAME 1: Tea\n# ALTERNATIVE NAME 2: Coffee\n1: 1,2\n1: 2,1\n",
        encoding="utf-8",
    )

    assert count_json(file, "borda")["tie_broken"] is True
    assert count_json(file, "condorcet")["winners"] == []
    assert count_json(file, "condorcet")["tie_broken"] is False


def test_what_a_file_is_shows_in_it_not_in_its_name(count_json, tmp_path):
    renamed = tmp_path / "votes.txt"
    renamed.write_text("\ufeff" + MARKET.read_text(encoding="utf-8"), encoding="utf-8")

    assert count_json(renamed, "greedy")["winners"] == ["pier", "boats"]


def test_without_json_it_is_told_in_words(count):
    told = count(DEBIAN, "irv", "--language", "en").stdout

    assert "475 ballots" in told
    assert "Round 3" in told
    assert "Chosen:\n  3" in told


@pytest.mark.parametrize(
    ("file", "method", "sentence"),
    [
        (MARKET, "irv", "This file holds no rankings; “irv” needs them."),
        (DEBIAN, "equal-shares", "“equal-shares” needs a Pabulib file with approvals or points."),
        (Path(__file__), "irv", "This is neither a PrefLib file"),
        (DATA / "draw_small.json", "greedy", "This is neither a PrefLib file"),
    ],
)
def test_what_cannot_be_counted_is_refused_in_a_sentence(count, file, method, sentence):
    done = count(file, method, "--json", "--language", "en")

    assert done.exit_code == 2
    assert done.stdout == ""
    assert sentence in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\xff\xfe\x00", "This file is not text in UTF-8."),
        (b"", "This is neither a PrefLib file"),
        (b"# ALTERNATIVE NAME 1: Tea\n1: 1,2\n", "Line 2: Option 2 is not named in the header."),
        (b"META\nkey;value\nbudget;x\n", "There is no section PROJECTS."),
    ],
)
def test_a_broken_file_is_refused_with_its_line(count, tmp_path, content, sentence):
    file = tmp_path / "broken"
    file.write_bytes(content)

    done = count(file, "irv", "--language", "en")

    assert done.exit_code == 2
    assert sentence in done.stderr


@pytest.fixture
def approvals(tmp_path):
    """People sorted four drinks into what they like and what not, as PrefLib keeps approvals."""
    names = enumerate(["Tea", "Coffee", "Water", "Milk"], start=1)
    lines = [
        "# DATA TYPE: cat",
        "# NUMBER CATEGORIES: 2",
        *(f"# ALTERNATIVE NAME {number}: {name}" for number, name in names),
        *["5: {1,3},{2,4}", "3: 2,{1,3,4}", "2: {2,3},{1,4}", "1: {},{1,2,3,4}"],
    ]
    file = tmp_path / "drinks.cat"
    file.write_text("\n".join(lines), encoding="utf-8")
    return file


def test_approvals_are_counted_from_categories(count_json, approvals):
    told = count_json(approvals, "approval")

    assert told["winners"] == [3]
    assert told["rounds"][0]["counts"] == {"1": 5, "2": 5, "3": 7, "4": 0}


def test_several_seats_go_to_the_most_approved(count_json, approvals):
    two, three = (count_json(approvals, "approval", "--seats", n) for n in "23")

    assert (three["winners"][0], {*three["winners"]}) == (3, {1, 2, 3})
    assert three["tie_broken"] is False
    assert (two["winners"][0], two["tie_broken"]) == (3, True)
    assert two["winners"] == three["winners"][:2]


def test_nobody_without_approval_has_a_seat(count_json, approvals):
    assert 4 not in count_json(approvals, "approval", "--seats", "4")["winners"]


def test_who_ranks_an_option_and_leaves_others_out_approves_of_it(count_json):
    told = count_json(DEBIAN, "approval")

    assert told["winners"] == [3]
    assert told["rounds"][0]["counts"] == {"1": 439, "2": 448, "3": 460, "4": 326}


def test_rankings_of_everything_tell_no_approval(count, tmp_path):
    file = tmp_path / "whole.soc"
    file.write_text(
        "# ALTERNATIVE NAME 1: Tea\n# ALTERNATIVE NAME 2: Coffee\n1: 2,1\n", encoding="utf-8"
    )

    done = count(file, "approval", "--language", "en")

    assert (done.exit_code, done.stdout) == (2, "")
    assert "do not tell which options are approved of" in done.stderr


def test_categories_are_no_rankings(count, approvals):
    assert "holds no rankings" in count(approvals, "irv", "--language", "en").stderr


def test_seats_are_for_the_methods_that_fill_them_and_no_more_than_options(count):
    assert (
        "Only “stv” and “approval” fill several seats."
        in count(DEBIAN, "irv", "--seats", "2", "--language", "en").stderr
    )
    assert count(DEBIAN, "stv", "--seats", "5").exit_code == 2
    assert count(DEBIAN, "stv", "--seats", "0").exit_code == 2
    assert count(DEBIAN, "coin").exit_code == 2
    assert count(DATA / "missing", "irv").exit_code == 2


def test_equal_ranks_are_refused_where_the_method_knows_none(count, tmp_path):
    file = tmp_path / "equal.toi"
    file.write_text(
        "# ALTERNATIVE NAME 1: Tea\n# ALTERNATIVE NAME 2: Coffee\n1: {1,2}\n", encoding="utf-8"
    )

    assert "equal ranks" in count(file, "stv", "--language", "en").stderr
    assert count(file, "schulze").exit_code == 0


def test_no_database_is_touched(installation):
    done = installation.run("polls", "tally", str(DEBIAN), "--method", "irv", "--json")

    assert done.returncode == 0
    assert not list(installation.folder.rglob("*.sqlite3*"))
