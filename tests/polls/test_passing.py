import pytest

from forum.polls.logic.answers import Answer
from forum.polls.logic.fitting import fits, gives_points, has_budget, names_electorate
from forum.polls.logic.kinds import BudgetBallot, ElectorateRule, Meaning, Method, PassRule
from forum.polls.logic.passing import judge
from forum.polls.logic.settings import Settings
from forum.polls.logic.tally.methods import tally
from forum.polls.logic.tally.shapes import Cast, Option, Question

OPTIONS = (
    Option("yes", Meaning.AGREE),
    Option("no", Meaning.OBJECT),
    Option("none", Meaning.ABSTAIN),
)


def verdict(yes=0, no=0, none=0, *, apart=0, eligible=None, voted=None, **settings):
    question = Question(OPTIONS, Settings(**settings))
    keys = ["yes"] * yes + ["no"] * no + ["none"] * none
    result = tally(Method.CHOICE, [Cast({"option": key}) for key in keys], question)
    return judge(
        Method.CHOICE,
        result,
        question,
        voted=voted if voted is not None else {"all": len(keys)},
        eligible=eligible or {"all": 10},
        apart=apart,
    )


@pytest.mark.parametrize(
    ("rule", "votes", "passes"),
    [
        (PassRule.MAJORITY, (5, 4, 0), True),
        (PassRule.MAJORITY, (4, 4, 0), False),
        (PassRule.MAJORITY, (3, 2, 5), True),
        (PassRule.MAJORITY, (0, 0, 9), False),
        (PassRule.MAJORITY, (0, 0, 0), False),
        (PassRule.TWO_THIRDS, (6, 3, 0), True),
        (PassRule.TWO_THIRDS, (5, 3, 0), False),
        (PassRule.TWO_THIRDS, (2, 1, 7), True),
        (PassRule.THREE_QUARTERS, (6, 2, 0), True),
        (PassRule.THREE_QUARTERS, (5, 2, 0), False),
    ],
)
def test_an_answer_is_carried_by_its_part_of_the_votes_that_are_no_abstention(rule, votes, passes):
    said = verdict(*votes, pass_rule=rule)

    assert said.has_passed is passes
    assert said.carried == ("yes" if passes else None)


def test_of_several_answers_one_is_carried_by_its_part_of_the_voters():
    question = Question(tuple(map(Option, "abc")), Settings(pass_rule=PassRule.MAJORITY))
    named = ["abc", "ab", "ac", "bc", "abc"]  # 12 approvals of 5 voters, at most 4 of them for one
    result = tally(
        Method.APPROVAL, [Cast({"options": list(each)}) for each in [*named, "a"]], question
    )

    said = judge(Method.APPROVAL, result, question, voted={"all": 6}, eligible={"all": 10})

    assert result.options[0].count == 5
    assert said.carried == "a"


def test_no_majority_carries_where_numbers_are_no_voters():
    question = Question(tuple(map(Option, "abc")), Settings(pass_rule=PassRule.MAJORITY))
    orders = [["a", "b", "c"], ["a", "b", "c"], ["b", "c", "a"], ["c", "b", "a"], ["c", "b", "a"]]
    ballots = [Cast({"ranks": [[key] for key in order]}) for order in orders]
    result = tally(Method.RANKING, ballots, question)

    said = judge(Method.RANKING, result, question, voted={"all": 5}, eligible={"all": 10})

    assert (said.has_passed, said.carried) == (None, None)


def test_without_rules_there_is_no_verdict():
    said = verdict(9)

    assert (said.has_quorum, said.has_passed, said.carried) == (None, None, None)


def test_nothing_is_carried_without_the_quorum():
    few = verdict(3, pass_rule=PassRule.MAJORITY, quorum=500)
    enough = verdict(5, pass_rule=PassRule.MAJORITY, quorum=500)

    assert (few.has_quorum, few.has_passed, few.carried) == (False, False, None)
    assert (enough.has_quorum, enough.has_passed, enough.carried) == (True, True, "yes")


def test_hands_and_paper_count_for_the_quorum():
    assert verdict(3, quorum=500, apart=2).has_quorum
    assert not verdict(3, quorum=500, apart=1).has_quorum


def test_a_quorum_by_sector_names_those_that_were_missing():
    said = verdict(
        5, sector_quorum=250, eligible={"ngo": 4, "villagers": 8}, voted={"ngo": 4, "villagers": 1}
    )

    assert said.has_quorum is False
    assert said.short_sectors == ("villagers",)


@pytest.mark.parametrize(
    ("method", "answers", "settings", "fit"),
    [
        (Method.APPROVAL, 3, {"fewest": 1, "most": 3}, True),
        (Method.APPROVAL, 3, {"fewest": 2, "most": 1}, False),
        (Method.APPROVAL, 3, {"most": 4}, False),
        (Method.SCORE, 3, {"top": 0}, False),
        (Method.SCALE, 3, {"top": 1}, False),
        (Method.SCALE, 11, {"top": 11}, True),
        (Method.DOTS, 3, {"points": 0}, False),
        (Method.STV, 3, {"seats": 2}, True),
        (Method.STV, 3, {"seats": 3}, False),
        (Method.RANKING, 3, {"most": 4}, False),
        (Method.WORDS, 0, {"most": 11}, False),
        (Method.CHOICE, 3, {"quorum": 1001}, False),
        (Method.CHOICE, 3, {"sector_quorum": -1}, False),
    ],
)
def test_numbers_that_no_ballot_could_follow_are_refused(method, answers, settings, fit):
    assert fits(method, answers, Settings(**settings)) is fit


def test_a_budget_needs_money_and_prices_it_could_pay():
    priced = [Answer({"en": "Well"}, price=300), Answer({"en": "Road"}, price=500)]

    assert has_budget(Method.BUDGET, priced, Settings(budget=500))
    assert not has_budget(Method.BUDGET, priced, Settings(budget=400))
    assert not has_budget(Method.BUDGET, [Answer({"en": "Well"})], Settings(budget=400))
    assert has_budget(Method.CHOICE, [Answer({"en": "Well"})], Settings())


def test_settings_survive_being_kept():
    settings = Settings(
        budget=9,
        budget_ballot=BudgetBallot.POINTS,
        electorate=ElectorateRule.NETWORK,
        electorate_values=("a", "b"),
        may_tie=True,
    )

    assert Settings.from_json(settings.as_json()) == settings
    assert Settings.from_json({}) == Settings()
    assert gives_points(Method.BUDGET, settings)
    assert not gives_points(Method.BUDGET, Settings())


@pytest.mark.parametrize("rule", ElectorateRule)
def test_a_rule_by_sector_or_network_names_at_least_one(rule):
    goes_by_them = rule in {ElectorateRule.SECTOR, ElectorateRule.NETWORK}

    assert names_electorate(Settings(electorate=rule)) is not goes_by_them
    assert names_electorate(Settings(electorate=rule, electorate_values=("ngo",)))
