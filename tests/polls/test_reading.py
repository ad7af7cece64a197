"""Whatever a form sends is a ballot or has a flaw; nothing makes a count fall over."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.polls.logic.kinds import BudgetBallot, Method
from forum.polls.logic.settings import Settings
from forum.polls.logic.tally.methods import RULES, tally
from forum.polls.logic.tally.plain import as_plain
from forum.polls.logic.tally.shapes import Cast, Flaw, Option, Question
from tests.polls.rankings import KEYS

FIELDS = ("option", "word", "text", *(f"{kind}-" for kind in ("score", "points", "rank", "slot")))
NUMBERS = (
    *("0", "1", "2", "3", "5", "10", "11", "๓", "１", " 4 ", "-1", "1.5", "1e9", "NaN", "inf"),
    *(
        "0x1",
        "٣",
        "²",
        "1_0",
        "+1",
        "",
        " ",
        "\x00",
        "9" * 400,
        "１" * 9,
        "½",
        "yes",
        "no",
        "maybe",
    ),
)
TEXTS = ("a", "b", "z", "", "A", "น้ำ", "น้ํา", "\u200b", "x" * 41, "ๆ" * 3000, "\r\n", "\ud800", "เเ")
POLLS = [
    *((method, Settings()) for method in Method),
    (Method.APPROVAL, Settings(fewest=2, most=3)),
    (Method.APPROVAL, Settings(fewest=0)),
    (Method.BUDGET, Settings(budget=20, budget_ballot=BudgetBallot.POINTS)),
    (Method.RANKING, Settings(may_tie=True)),
    (Method.RANKING, Settings(must_rank_all=True)),
    (Method.WORDS, Settings(most=1)),
]


def asked(settings):
    meanings = ("agree", "reserve", "abstain", "object", "block")
    options = zip(KEYS, meanings, range(1, 9), strict=False)
    return Question(tuple(Option(*each) for each in options), settings)


def sent(rng):
    """A form as nobody fills it in: fields of other methods, other polls, too often, too long."""
    given_ = {}
    for _ in range(rng.randint(0, 5)):
        field = rng.choice(FIELDS)
        if field.endswith("-"):
            field += rng.choice([*KEYS, "z", "", "a-b", "ก"])
        pool = NUMBERS if "-" in field else (*TEXTS, *KEYS)
        given_[field] = [rng.choice(pool) for _ in range(rng.choice([0, 1, 1, 1, 2, 3]))]
    return given_


@pytest.mark.parametrize(("method", "settings"), POLLS)
def test_ten_thousand_bad_ballots_are_refused_or_counted_but_never_fail(method, settings):
    rng, question = random.Random(f"{method}{settings}"), asked(settings)
    kept, flaws = [], set()
    for _ in range(10_000 // len(POLLS) + 1):
        found = RULES[method].read(sent(rng), question)
        if isinstance(found, Flaw):
            flaws.add(found)
        else:
            kept.append(Cast(found))

    assert flaws
    _is_counted(method, kept, question)


def _is_counted(method, kept, question):
    """What was let through is a ballot: it can be counted, marked and written down."""
    result = tally(method, kept, question)

    assert result.ballots == len(kept)
    as_plain(result)
    marks = RULES[method].marks
    for ballot in kept if marks else ():
        assert set(marks(ballot.choice)) <= set(question.keys)


values = st.lists(st.one_of(st.sampled_from(NUMBERS), st.sampled_from(KEYS), st.text()), max_size=3)
names = st.one_of(
    st.sampled_from(["option", "word", "text", "reason"]),
    st.builds(
        "{}-{}".format,
        st.sampled_from(["score", "points", "rank", "slot"]),
        st.one_of(st.sampled_from(KEYS), st.text(max_size=3)),
    ),
    st.text(max_size=5),
)


@given(st.sampled_from(POLLS), st.dictionaries(names, values, max_size=6))
def test_no_form_at_all_makes_reading_fail(poll, form):
    method, settings = poll
    question = asked(settings)

    found = RULES[method].read(form, question)

    if not isinstance(found, Flaw):
        _is_counted(method, [Cast(found)], question)


@pytest.mark.parametrize(("method", "settings"), POLLS)
def test_ten_million_signs_are_no_answer(method, settings):
    long, nothing = "1" * 10_000_000, RULES[method].read({}, asked(settings))
    for field in ("option", "word", "text", "score-a", "points-a", "rank-a", "slot-a"):
        found = RULES[method].read({field: [long]}, asked(settings))
        assert isinstance(found, Flaw) or found == nothing
