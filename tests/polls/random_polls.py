"""Polls nobody thought of: any method, settings that fit it, ballots as people send them."""

import random
from collections.abc import Mapping

from forum.polls.logic.answers import Answer
from forum.polls.logic.fitting import fits, has_budget
from forum.polls.logic.kinds import BudgetBallot, BudgetRule, Method, PassRule, RankingRule
from forum.polls.logic.settings import Settings
from forum.polls.logic.tally.methods import RULES
from forum.polls.logic.tally.shapes import Cast, Flaw, Option, Question, Told

MEANINGS = ("agree", "reserve", "abstain", "object", "block")
WORDS = ("น้ำ", "ถนน", "Water", "water", "WATER", "โรงเรียน", "ห้อง ๑", "ห้อง 1", "=1+1", "ß", "ss")


def random_question(dice: random.Random, method: Method) -> Question:
    """A question with settings a ballot can be filled in for."""
    while True:
        keys = [f"k{n}" for n in range(dice.randint(2, 6))]
        dice.shuffle(keys)
        size = dice.choices((1, 7, 300), (6, 5, 1))[0]  # so that shares are raised in steps, too
        settings = _settings(dice, method, len(keys), size)
        if method is Method.CONSENT:
            options = tuple(map(Option, keys[:5], MEANINGS))
        elif method is Method.SCALE:
            options = tuple(Option(f"v{n}") for n in range(1, settings.top + 1))
        elif method in {Method.WORDS, Method.TEXT}:
            options = ()
        else:
            # Few prices, so that equals are there.
            options = tuple(Option(key, price=size * dice.choice((10, 20, 30, 45))) for key in keys)
        answers = [Answer({"en": option.key}, price=option.price) for option in options]
        if fits(method, len(options), settings) and has_budget(method, answers, settings):
            return Question(options, settings)


def random_ballots(
    dice: random.Random, method: Method, question: Question, *, most: int = 25
) -> list[Cast]:
    """Ballots as the program reads them from forms; some of more weight."""
    heavy = dice.random() < 0.2
    number = dice.choice((0, 1, 2, 3, dice.randint(4, most)))
    return [
        Cast(random_choice(dice, method, question), weight=dice.randint(1, 3) if heavy else 1)
        for _ in range(number)
    ]


def random_choice(dice: random.Random, method: Method, question: Question) -> Mapping:
    """What is kept of one form."""
    while True:
        choice = RULES[method].read(random_form(dice, method, question), question)
        if not isinstance(choice, Flaw):
            return choice


def random_form(dice: random.Random, method: Method, question: Question) -> dict[str, list[str]]:
    """A form as somebody may fill it in: often a ballot, sometimes none."""
    keys, settings = list(question.keys), question.settings
    some = dice.sample(keys, dice.randint(0, len(keys)))
    by_points = method is Method.DOTS or (
        method is Method.BUDGET and settings.budget_ballot is BudgetBallot.POINTS
    )
    if by_points:
        return {f"points-{key}": [str(dice.randint(0, 4))] for key in some}
    if RULES[method].is_single:
        some = [dice.choice(keys)]
    if RULES[method].is_single or method in {Method.APPROVAL, Method.BUDGET}:
        return {"option": some}
    if method is Method.SCORE:
        return {f"score-{key}": [str(dice.randint(0, settings.top))] for key in some}
    if method in {Method.RANKING, Method.STV}:
        places = [dice.randint(1, 4) if settings.may_tie else n for n in range(1, len(some) + 1)]
        return {f"rank-{key}": [str(place)] for key, place in zip(some, places, strict=True)}
    if method is Method.TIME:
        return {f"slot-{key}": [dice.choice(("yes", "maybe", "no"))] for key in keys}
    words = dice.sample(WORDS, dice.randint(1, 3))
    return {"word": words} if method is Method.WORDS else {"text": [" ".join(words)]}


def random_sheets(dice: random.Random, method: Method, question: Question) -> list[Told]:
    """Counts by hand or on paper, where the method takes them; none in two of three polls."""
    if not RULES[method].takes_sheets or dice.random() < 0.66:
        return []
    sheets = []
    for _ in range(dice.randint(1, 3)):
        hands = [random_choice(dice, method, question) for _ in range(dice.randint(1, 8))]
        counts = dict.fromkeys(question.keys, 0)
        for hand in hands:
            for key, number in RULES[method].marks(hand).items():
                counts[key] += number
        sheets.append(Told(len(hands), counts))
    return sheets


def _settings(dice: random.Random, method: Method, options: int, size: int) -> Settings:
    fewest = dice.choice((0, 1, 1, 2))
    names = {
        Method.APPROVAL: {"fewest": fewest, "most": dice.choice((0, options))},
        Method.BUDGET: {"fewest": fewest, "most": 0},
        Method.WORDS: {"most": dice.choice((0, 3))},
        Method.RANKING: {"most": dice.choice((0, 0, 2))},
    }
    return Settings(
        **names.get(method, {}),
        top=dice.randint(2, 7),
        points=dice.choice((5, 10)),
        seats=dice.randint(1, 3),
        budget=size * dice.choice((45, 60, 70, 90, 120)),
        may_tie=method is Method.RANKING and dice.random() < 0.5,
        must_rank_all=dice.random() < 0.2,
        ranking_rule=dice.choice(list(RankingRule)),
        budget_ballot=dice.choice(list(BudgetBallot)),
        budget_rule=dice.choice(list(BudgetRule)),
        pass_rule=dice.choice(list(PassRule)),
        quorum=dice.choice((0, 0, 250, 500)),
        sector_quorum=dice.choice((0, 0, 0, 500)),
    )
