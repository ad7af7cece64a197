"""Votes of every method as sentences of the minutes, told from real counts."""

import pytest

from forum.minutes.logic import facts
from forum.minutes.logic.compose.outcomes import sentences
from forum.minutes.logic.compose.pieces import Setting
from forum.polls.logic.comparing import Change, Comparison
from forum.polls.logic.kinds import (
    BudgetBallot,
    BudgetRule,
    Meaning,
    Method,
    PassRule,
    RankingRule,
    SecrecyLevel,
)
from forum.polls.logic.passing import judge
from forum.polls.logic.settings import Settings
from forum.polls.logic.tally.methods import tally
from forum.polls.logic.tally.shapes import Cast, Option, Question
from tests.minutes.test_logic import a_forum

LABELS = {
    "a": {"th": "บ่อน้ำ", "en": "Well"},
    "b": {"th": "ถนน", "en": "Road"},
    "c": {"th": "ศาลา", "en": "Hall"},
}
OPTIONS = (Option("a", Meaning.AGREE, 300), Option("b", Meaning.OBJECT, 500), Option("c", "", 200))


def told(method, *choices, settings=None, options=OPTIONS, sectors=None, language="en", **counted):
    question = Question(options, settings or Settings(), lot=("c", "b", "a"))
    result = tally(method, [Cast(choice) for choice in choices], question)
    verdict = judge(
        method, result, question, voted={"ngo": len(choices)}, eligible={"ngo": 10, "villagers": 4}
    )
    held = facts.Poll(
        public_id="p",
        item=None,
        question={},
        explanation={},
        method=method,
        level=SecrecyLevel.CONFIDENTIAL,
        eligible=14,
        cast=len(choices),
        options=(),
        leading=tuple(LABELS[key] for key in result.leading),
        consensus=result.consensus,
        sectors=sectors,
        counted=facts.Counted(
            result=result,
            labels=LABELS,
            prices={option.key: option.price for option in options},
            settings=question.settings,
            verdict=verdict,
            short_sectors=tuple({"en": code, "th": code} for code in verdict.short_sectors),
            **counted,
        ),
    )
    setting = Setting(a_forum(), language)
    return " ".join(sentences(setting, held))


def ranks(*keys):
    return {"ranks": [[key] for key in keys]}


def test_scores_tell_the_best_mean_and_of_how_many():
    text = told(Method.SCORE, {"scores": {"a": 5, "b": 1}}, {"scores": {"a": 4, "b": 2}})

    assert text.startswith("The highest mean is that of “Well”: 4.50 of 5. The numbers are sums")


def test_a_scale_tells_mean_and_median():
    options = tuple(Option(key) for key in "abc")
    text = told(
        Method.SCALE, {"option": "a"}, {"option": "c"}, {"option": "c"},
        settings=Settings(top=3), options=options,
    )  # fmt: skip

    assert text == "Mean 2.33, median 3, on a scale from 1 to 3."


def test_a_ranking_tells_who_wins_and_what_other_rules_would_say():
    ballots = [ranks("a", "c", "b")] * 4 + [ranks("b", "c", "a")] * 3 + [ranks("c", "b", "a")] * 2

    text = told(Method.RANKING, *ballots, settings=Settings(ranking_rule=RankingRule.IRV))

    assert text.startswith("By instant run-off, “Road” is chosen.")
    assert "“Hall” beats every other answer one against one." in text
    assert "By the Schulze method it would have been “Hall”." in text


def test_seats_are_told_in_the_order_of_their_election():
    ballots = [ranks("a", "b")] * 6 + [ranks("b", "a")] * 3 + [ranks("c")] * 1

    text = told(Method.STV, *ballots, settings=Settings(seats=2))

    assert "Elected to 2 seats, in this order: “Well” and “Road”. Quota 4 votes" in text


def test_a_budget_tells_what_is_paid_for_and_what_the_other_rule_would_pay_for():
    ballots = [{"options": ["b"]}] * 3 + [{"options": ["a", "c"]}] * 2

    text = told(
        Method.BUDGET, *ballots, settings=Settings(budget=500, budget_rule=BudgetRule.GREEDY)
    )

    assert text == (
        "By the rule of most votes first, paid for are “Road” (500 baht): 500 of 500 baht in all."
        " Going by the method of equal shares, it would have been “Hall” (200 baht)."
        " The numbers are those who chose an answer, the percentages parts of those who voted."
    )


def test_words_are_told_with_how_many_said_them_and_nothing_where_none_was_let_through():
    said = told(Method.WORDS, {"words": ["hope"]}, {"words": ["hope", "fear"]}, options=())

    assert said == "Said most: “hope” (2) and “fear” (1)."
    assert told(Method.WORDS, {"words": []}, options=()) == (
        "Nothing that was written has been let through."
    )


def test_the_best_time_is_told_with_those_who_could_if_need_be():
    text = told(
        Method.TIME, {"answers": {"a": "yes", "b": "no"}}, {"answers": {"a": "maybe", "b": "yes"}}
    )

    assert text.startswith(
        "The time that suits best is Well: 1 can come, 1 if need be. The numbers"
    )


def test_a_tie_decided_by_lot_is_told_as_one():
    text = told(Method.APPROVAL, {"options": ["a", "b"]}, {"options": ["a", "b"]})

    assert "“Well” and “Road”" in text
    assert "was decided by a lot drawn from the ballots, in favour of “Road”." in text


def test_who_was_put_out_by_lot_is_not_told_as_chosen():
    ballots = [{"ranks": [[first]]} for first in ("a", "a", "b", "c")]

    text = told(Method.RANKING, *ballots)

    assert (
        "In round 1, a tie between “Road” and “Hall” was decided by a lot drawn from the ballots: “Road” went no further."
        in text
    )
    assert "in favour" not in text


def test_quorum_and_pass_rule_are_told():
    settings = Settings(quorum=200, sector_quorum=100, pass_rule=PassRule.TWO_THIRDS)
    ballots = [{"option": "a"}] * 4 + [{"option": "b"}]

    text = told(Method.CHOICE, *ballots, settings=settings)

    assert "missing were villagers" in text
    assert "Nothing is carried." in text
    passed = told(
        Method.CHOICE, *ballots, settings=Settings(quorum=200, pass_rule=PassRule.TWO_THIRDS)
    )
    assert "Enough took part" in passed
    assert "“Well” is carried." in passed


NGO, VILLAGERS = {"en": "NGO"}, {"en": "villagers"}


def by_sector(**told):
    lines = (facts.SectorVotes(NGO, 10, (5, 4, 0)), facts.SectorVotes(VILLAGERS, 4, (2, 3, 0)))
    return facts.SectorTable(
        lines, remainder=(0, 0, 0), **{"hidden": 0, "with_majority": 1, **told}
    )


def test_sectors_tell_where_the_leading_answer_has_a_majority_and_who_was_missing():
    text = told(Method.CHOICE, {"option": "a"}, sectors=by_sector(missing=(NGO, VILLAGERS)))

    assert "It has a majority in 1 of 2 sectors." in text
    assert text.endswith("part of those who could, among: NGO and villagers.")


def test_majorities_are_not_told_where_they_cannot_be():
    text = told(Method.CHOICE, {"option": "a"}, sectors=by_sector(with_majority=None))

    assert "majority" not in text


def test_what_is_counted_is_told_where_it_is_not_people():
    assert "first preferences" in told(Method.RANKING, ranks("a"))
    assert told(Method.CHOICE, {"option": "a"}, has_weights=True).endswith("not of people.")
    by_points = Settings(budget=500, budget_ballot=BudgetBallot.POINTS)
    assert "numbers are points." in told(Method.BUDGET, {"points": {"a": 3}}, settings=by_points)


def test_a_question_asked_again_tells_what_changed():
    changes = (Change(LABELS["a"], 4, 3, 400, 333), Change(LABELS["b"], 6, 6, 600, 667))

    text = told(Method.CHOICE, {"option": "a"}, comparison=Comparison(10, 9, changes))

    assert text.endswith(
        "10 people voted; since then: “Well” from 40% to 33.3% and “Road” from 60% to 66.7%."
    )


def test_channels_are_told_by_ballots_where_there_were_several():
    text = told(Method.CHOICE, {"option": "a"}, channels=(("hands", 12), ("phone", 30)))

    assert text.endswith("Ballots: 12 by show of hands and 30 by phone or computer.")
    assert "Ballots" not in told(Method.CHOICE, {"option": "a"}, channels=(("phone", 30),))


@pytest.mark.parametrize("method", [m for m in Method if m is not Method.CONSENT])
def test_every_method_is_told_in_thai_also_without_votes_that_decide(method):
    empty = {
        Method.APPROVAL: {"options": []},
        Method.CHOICE: {"option": "a"},
        Method.SCALE: {"option": "a"},
        Method.SCORE: {"scores": {}},
        Method.DOTS: {"points": {}},
        Method.RANKING: {"ranks": []},
        Method.STV: {"ranks": []},
        Method.BUDGET: {"options": []},
        Method.WORDS: {"words": []},
        Method.TEXT: {"text": "ดี"},
        Method.TIME: {"answers": {}},
    }
    text = told(method, empty[method], settings=Settings(budget=500), language="th")

    assert text
    assert "{" not in text
