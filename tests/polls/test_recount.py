"""The program people take along counts the same as we do, and notices what was altered."""

import ast
import copy
import importlib.util
import json
import os
import random
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import forum
from forum.language.normal import fold, normalise
from forum.polls.logic.downloads import Paper, ballots_file, publishable
from forum.polls.logic.kinds import Method, PassRule
from forum.polls.logic.passing import judge
from forum.polls.logic.settings import Settings
from forum.polls.logic.tally.methods import tally
from forum.polls.logic.tally.plain import as_plain
from forum.polls.logic.tally.shapes import Cast, Option, Question
from forum.polls.logic.texts import digest_of, let_through
from tests.polls.random_polls import random_ballots, random_question, random_sheets

PROGRAM = Path(forum.__file__).parent / "polls" / "downloads" / "recount.py"
POLLS = 10_000 if "FORUM_TEST_ROUNDS" in os.environ else 480


def load():
    spec = importlib.util.spec_from_file_location("recount", PROGRAM)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


recount = load()


def random_file(seed, method=None):
    """A poll nobody thought of as it is downloaded: counted by the application."""
    dice = random.Random(seed)
    method = method or list(Method)[seed % len(Method)]
    question = random_question(dice, method)
    ballots = random_ballots(dice, method, question)
    sheets = random_sheets(dice, method, question)
    if sheets:  # only confidential polls have them, and there every vote weighs the same
        ballots = [Cast(ballot.choice) for ballot in ballots]
    result = tally(method, ballots, question, sheets)
    votes = publishable([Paper(ballot) for ballot in ballots], method, question, sheets)
    hands = sum(sheet.ballots for sheet in sheets)
    eligible = {"ngo": dice.randint(0, 9), "villagers": len(ballots) + hands}
    voted = {"ngo": 0, "villagers": len(ballots)}
    verdict = judge(method, result, question, voted=voted, eligible=eligible, apart=hands)
    return file_of(
        method, question, votes, result, verdict,
        phones=len(ballots), hands=hands, eligible=sum(eligible.values()),
    )  # fmt: skip


def file_of(method, question, votes, result, verdict, *, phones, hands=0, eligible=0):
    head = {
        "eligible": eligible,
        "verdict": as_plain(verdict),
        "method": method.value,
        "settings": question.settings.as_json(),
        "options": [
            {"option": option.key, "meaning": option.meaning, "price": option.price}
            for option in question.options
        ],
        "cast": phones + hands,
        "channels": {"phone": phones, "hands": hands},
    }
    return json.loads(json.dumps(ballots_file(head, votes, result), ensure_ascii=False))


def full_file(method):
    """A poll in which several voted, ballot by ballot."""
    return next(
        file for seed in range(100) if len((file := random_file(seed, method))["ballots"]) > 3
    )


def with_hash(file):
    return {**file, "hash": recount.hash_of(file)}


def numbers_in(value, place=()):
    """Where in plain data a number stands, shares and places of ties among them."""
    if isinstance(value, dict | list):
        pairs = value.items() if isinstance(value, dict) else enumerate(value)
        return [found for key, each in pairs for found in numbers_in(each, (*place, key))]
    is_number = isinstance(value, int) and not isinstance(value, bool)
    is_fraction = isinstance(value, str) and value.replace("/", "", 1).isdigit()
    return [place] if is_number or is_fraction else []


def off_by_one(file, place):
    """The result with one number more."""
    altered = copy.deepcopy(file["result"])
    *way, last = place
    holder = altered
    for key in way:
        holder = holder[key]
    more = Fraction(holder[last]) + 1
    holder[last] = int(more) if more.denominator == 1 else str(more)
    return altered


def what_differs(file):
    return recount.faults(file) + recount.unlike(file, recount.recount(file))


def test_counting_again_gives_the_shown_result_of_any_poll():
    ties = 0

    for seed in range(POLLS):
        file = random_file(seed)
        assert (seed, what_differs(file)) == (seed, [])
        ties += bool(file["result"]["ties"])

    assert ties > POLLS / 20  # lots are drawn again, too


@pytest.mark.parametrize("method", Method)
def test_a_result_that_is_off_by_one_anywhere_is_noticed(method):
    looked_at = 0
    for seed in range(12):
        file = random_file(seed, method)
        again = recount.recount(file)
        for place in numbers_in(file["result"]):
            looked_at += 1
            assert recount.differences(off_by_one(file, place), again), place

    assert looked_at >= 10


@pytest.mark.parametrize(
    ("method", "rule", "answers", "carried"),
    [
        (Method.CHOICE, PassRule.MAJORITY, "aab", "a"),
        (Method.CHOICE, PassRule.MAJORITY, "aabb", None),
        (Method.CHOICE, PassRule.TWO_THIRDS, "aabcc", "a"),  # c abstains
        (Method.CHOICE, PassRule.THREE_QUARTERS, "aaabb", None),
        (Method.CONSENT, PassRule.THREE_QUARTERS, "aaab", "a"),
        (Method.CHOICE, PassRule.MAJORITY, "ccc", None),
    ],
)
def test_what_is_carried_is_found_again_and_a_false_word_noticed(method, rule, answers, carried):
    options = (Option("a", "agree"), Option("b", "object"), Option("c", "abstain"))
    question = Question(options, Settings(pass_rule=rule, quorum=500))
    ballots = [Cast({"option": key}) for key in answers]
    result = tally(method, ballots, question)
    votes = publishable(list(map(Paper, ballots)), method, question)
    size = {"ngo": len(ballots)}
    verdict = judge(method, result, question, voted=size, eligible=size)
    file = file_of(method, question, votes, result, verdict, phones=len(ballots), eligible=5)

    assert file["verdict"]["carried"] == carried
    assert what_differs(file) == []
    for name, false in [
        ("carried", "b"),
        ("has_passed", not verdict.has_passed),
        ("has_quorum", False),
    ]:
        altered = {**file, "verdict": {**file["verdict"], name: false}}
        assert what_differs(with_hash(altered)), name


@pytest.mark.parametrize("method", Method)
def test_an_altered_ballot_is_noticed(method):
    noticed = 0
    for seed in range(40):
        file = random_file(seed, method)
        other = next(
            (
                ballot["choice"]
                for ballot in file["ballots"]
                if ballot["choice"] != file["ballots"][0]["choice"]
            ),
            None,
        )
        if other is None:
            continue
        altered = copy.deepcopy(file)
        altered["ballots"][0]["choice"] = other

        assert len(recount.faults(altered)) == 2  # the file's hash, the ballots' fingerprint
        assert len(recount.faults(with_hash(altered))) == 1  # the fingerprint at least
        noticed += 1

    assert noticed >= 5


def test_who_alters_a_ballot_and_every_hash_is_found_out_by_the_result():
    file = full_file(Method.CHOICE)
    keys = [option["option"] for option in file["options"]]
    first = file["ballots"][0]["choice"]
    first["option"] = next(key for key in keys if key != first["option"])

    altered = with_hash({**file, "fingerprint": recount.fingerprint(file)})

    assert recount.faults(altered) == []
    assert recount.differences(altered["result"], recount.recount(altered))


@pytest.mark.parametrize(
    ("method", "choice"),
    [
        (Method.CHOICE, {"option": "foreign"}),
        (Method.CHOICE, {"options": []}),
        (Method.CHOICE, {"option": ["v1"]}),
        (Method.SCALE, {"option": None}),
        (Method.SCORE, {"scores": {}}),
        (Method.SCORE, {"scores": "many"}),
        (Method.DOTS, {"points": {}}),
        (Method.RANKING, {"ranks": [["foreign"]]}),
        (Method.RANKING, {"ranks": [[]]}),
        (Method.STV, {"ranks": "abc"}),
        (Method.BUDGET, {"ranks": []}),
        (Method.WORDS, {"words": "abc"}),
        (Method.WORDS, {"words": ["น้ำ", "น้ำ"]}),
        (Method.TEXT, {"text": 5}),
        (Method.TIME, {"answers": {"foreign": "yes"}}),
    ],
)
def test_what_the_poll_does_not_allow_is_no_ballot(method, choice):
    poll = recount.Poll(random_file(1, method))

    assert not recount.is_ballot({"choice": choice, "weight": 1}, poll)


@pytest.mark.parametrize("weight", [0, -1, 1.5, True, "1", None])
def test_a_ballot_weighs_a_whole_number(weight):
    file = full_file(Method.CHOICE)

    assert not recount.is_ballot({**file["ballots"][0], "weight": weight}, recount.Poll(file))


def test_a_ballot_too_many_is_noticed():
    file = full_file(Method.CHOICE)
    file["ballots"].append(file["ballots"][0])

    altered = with_hash({**file, "fingerprint": recount.fingerprint(file)})

    assert len(recount.faults(altered)) == 1


@given(st.text(max_size=30))
def test_words_are_compared_as_the_application_compares_them(text):
    kept = normalise(text)

    assert recount.fold(kept) == fold(kept)


@pytest.mark.parametrize(
    ("method", "said"),
    [
        (Method.WORDS, [{"words": ["Water", "ถนน"]}, {"words": ["water"]}, {"words": ["ถนน"]}]),
        (Method.TEXT, [{"text": "Water"}, {"text": "water"}, {"text": "ถนน"}]),
        # erased by whoever wrote it: nothing is withheld there
        (Method.WORDS, [{"words": ["Water", "water"]}, {"words": []}, {"words": ["ถนน"]}]),
        (Method.TEXT, [{"text": "Water"}, {"text": "water"}, {"text": ""}]),
    ],
)
def test_what_was_not_let_through_is_missing_and_the_rest_counts_the_same(method, said):
    question, ballots = random_question(random.Random(5), method), list(map(Cast, said))
    decided = {digest_of("ถนน"): True, digest_of("water"): False}

    votes = publishable(
        list(map(Paper, ballots)), method, question, is_shown=lambda t: decided[digest_of(t)]
    )
    shown = let_through(tally(method, ballots, question), decided, is_moderated=True)
    verdict = judge(method, shown, question, voted={"ngo": 3}, eligible={"ngo": 3})
    file = file_of(method, question, votes, shown, verdict, phones=3, eligible=3)

    assert "water" not in json.dumps(file, ensure_ascii=False).casefold()
    assert file["withheld"] == 2
    assert what_differs(file) == []
    assert recount.number_of_ballots(recount.Poll(file)) == 3


# As a program


def run(path, *arguments):
    return subprocess.run(
        [sys.executable, "-I", "-S", str(PROGRAM), str(path), *arguments],
        capture_output=True,
        encoding="utf-8",
        check=False,
        env={"PYTHONIOENCODING": "utf-8"},
    )


@pytest.fixture
def downloaded(tmp_path):
    def write(content):
        path = tmp_path / "ballots.json"
        text = content if isinstance(content, str) else json.dumps(content)
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_the_program_says_that_it_is_the_same(downloaded):
    file = full_file(Method.RANKING)

    done = run(downloaded(file))

    assert (done.returncode, done.stderr) == (0, "")
    assert "เหมือนกัน" in done.stdout
    assert "The same" in done.stdout
    assert file["fingerprint"] in done.stdout


def test_the_program_says_what_differs(downloaded):
    file = full_file(Method.CHOICE)
    file["result"]["options"][0]["count"] += 1

    done = run(downloaded(with_hash(file)))

    assert done.returncode == 1
    assert "result.options[0].count" in done.stdout


def test_the_program_prints_the_result_as_the_download_has_it(downloaded):
    file = full_file(Method.STV)

    done = run(downloaded(file), "--json")

    assert json.loads(done.stdout) == file["result"]


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{}",
        '{"format": 1}',
        '{"format": "wethi-ballots-1"}',
        '{"format": 1, "format": 2}',
    ],
)
def test_what_is_no_file_of_ballots_ends_with_a_sentence(downloaded, content):
    done = run(downloaded(content))

    assert done.returncode == 2
    assert "This is no file of ballots" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_program_needs_nothing_but_python_3_9():
    tree = ast.parse(PROGRAM.read_text(encoding="utf-8"), feature_version=(3, 9))

    imported = {
        name.split(".")[0]
        for node in ast.walk(tree)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert imported <= sys.stdlib_module_names
    assert "forum" not in imported
