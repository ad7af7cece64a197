"""What a vote came to, in sentences: by its method, its rules, its channels."""

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from types import MappingProxyType

from forum.language.digits import format_number, percent
from forum.minutes.logic import phrases
from forum.minutes.logic.compose.pieces import Setting
from forum.minutes.logic.facts import Counted, Poll
from forum.polls.logic.kinds import BudgetBallot, BudgetRule, Method, PassRule
from forum.polls.logic.tally.shapes import (
    BudgetDetail,
    RankingDetail,
    ScaleDetail,
    ScoreDetail,
    Spending,
    StvDetail,
    Tie,
    TimeDetail,
    WordsDetail,
)

_DECIMALS = 2
_MEASURED = (
    *(Method.APPROVAL, Method.SCORE, Method.DOTS, Method.RANKING, Method.STV, Method.TIME),
    *BudgetBallot,
)
_MOST_WORDS = 20


def sentences(setting: Setting, held: Poll) -> tuple[str, ...]:
    """The outcome, ties and how they were decided, quorum and pass rule, ballots by channel."""
    if not held.cast:
        return (setting.say("nobody"),)
    told = _TOLD.get(held.method, _leading)(setting, held)
    if held.counted is None:
        return (told,)
    rules = (
        _ties,
        _quorum,
        _passing,
        _majorities,
        _missing,
        _channels,
        _numbers,
        _weights,
        _before,
    )
    return (told, *(line for rule in rules if (line := rule(setting, held, held.counted))))


def _leading(setting: Setting, held: Poll) -> str:
    if held.method is Method.CONSENT and held.consensus is not None:
        return setting.say(f"consensus.{held.consensus}")
    leading = [setting.text(label) for label in held.leading]
    if not leading:
        return setting.say("nothing.chosen")
    if len(leading) == 1:
        return setting.say("leading", options=leading[0])
    return setting.say("tie", options=_quoted(setting, leading))


def _score(setting: Setting, held: Poll) -> str:
    detail = _counted(held).result.detail
    means = detail.means if isinstance(detail, ScoreDetail) else ()
    best = max((mean for mean in means if mean is not None), default=None)
    if best is None:
        return setting.say("nothing.chosen")
    names = _quoted(setting, [setting.text(label) for label in held.leading])
    top = format_number(_counted(held).settings.top, setting.language)
    return setting.say("score.best", options=names, mean=_number(setting, best), top=top)


def _scale(setting: Setting, held: Poll) -> str:
    detail = _counted(held).result.detail
    if not isinstance(detail, ScaleDetail) or detail.mean is None or detail.median is None:
        return setting.say("nothing.chosen")
    return setting.say(
        "scale.middle",
        mean=_number(setting, detail.mean),
        median=_number(setting, detail.median),
        top=format_number(_counted(held).settings.top, setting.language),
    )


def _dots(setting: Setting, held: Poll) -> str:
    names = _quoted(setting, [setting.text(label) for label in held.leading])
    return setting.say("dots.most", options=names)


def _ranking(setting: Setting, held: Poll) -> str:
    counted = _counted(held)
    detail = counted.result.detail
    if not isinstance(detail, RankingDetail) or not counted.result.winners:
        return setting.say("nothing.chosen")
    rule = setting.say(f"ranking.{detail.decided_by}")
    winner = _label(setting, counted, counted.result.winners[0])
    lines = [setting.say("ranking.winner", rule=rule, option=winner)]
    if detail.condorcet:
        pair = _label(setting, counted, detail.condorcet)
        lines.append(setting.say("ranking.condorcet", option=pair))
    else:
        lines.append(setting.say("ranking.no_condorcet"))
    others = [
        setting.say(
            "ranking.other",
            rule=setting.say(f"ranking.{name}"),
            option=_label(setting, counted, key),
        )
        for name, key in detail.winners.items()
        if name != detail.decided_by and key != counted.result.winners[0]
    ]
    return " ".join([*lines, *others])


def _stv(setting: Setting, held: Poll) -> str:
    counted = _counted(held)
    detail = counted.result.detail
    if not isinstance(detail, StvDetail) or not counted.result.winners:
        return setting.say("nothing.chosen")
    return setting.say(
        "stv.elected",
        options=_quoted(setting, [_label(setting, counted, k) for k in counted.result.winners]),
        seats=format_number(detail.seats, setting.language),
        quota=format_number(detail.quota, setting.language),
        rounds=format_number(len(counted.result.rounds), setting.language),
    )


def _budget(setting: Setting, held: Poll) -> str:
    counted = _counted(held)
    detail = counted.result.detail
    if not isinstance(detail, BudgetDetail):
        return setting.say("nothing.chosen")
    is_greedy = counted.settings.budget_rule is BudgetRule.GREEDY
    decided, other = (
        (detail.greedy, detail.equal_shares) if is_greedy else (detail.equal_shares, detail.greedy)
    )
    other_rule = BudgetRule.EQUAL_SHARES if is_greedy else BudgetRule.GREEDY
    rule = setting.say(f"budget.{other_rule}")
    return (
        f"{_bought(setting, counted, decided)} {_differing(setting, counted, decided, other, rule)}"
    )


def _differing(
    setting: Setting, counted: Counted, decided: Spending, other: Spending, rule: str
) -> str:
    """What the rule that does not decide would have bought."""
    if set(decided.selected) == set(other.selected):
        return setting.say("budget.same", rule=rule)
    if not other.selected:
        return setting.say("budget.other_nothing", rule=rule)
    return setting.say("budget.other", rule=rule, options=_priced(setting, counted, other.selected))


def _bought(setting: Setting, counted: Counted, spending: Spending) -> str:
    if not spending.selected:
        return setting.say("budget.nothing")
    return setting.say(
        "budget.bought",
        rule=setting.say(f"budget.{counted.settings.budget_rule}"),
        options=_priced(setting, counted, spending.selected),
        cost=format_number(spending.cost, setting.language),
        budget=format_number(counted.settings.budget, setting.language),
    )


def _time(setting: Setting, held: Poll) -> str:
    counted = _counted(held)
    detail, winners = counted.result.detail, counted.result.winners
    if not isinstance(detail, TimeDetail) or not winners:
        return setting.say("nothing.chosen")
    place = [line.option for line in counted.result.options].index(winners[0])
    return setting.say(
        "time.best",
        option=_label(setting, counted, winners[0]),
        yes=format_number(detail.yes[place], setting.language),
        maybe=format_number(detail.maybe[place], setting.language),
    )


def _words(setting: Setting, held: Poll) -> str:
    detail = _counted(held).result.detail
    if not isinstance(detail, WordsDetail) or not detail.words:
        return setting.say("texts.none_shown")
    words = [
        f"“{word.text}” ({format_number(word.count, setting.language)})"
        for word in detail.words[:_MOST_WORDS]
    ]
    return setting.say("words.said", words=phrases.joined(setting.language, words))


def _text(setting: Setting, held: Poll) -> str:
    del held
    return setting.say("texts.below")


_TOLD: Mapping[Method, Callable[[Setting, Poll], str]] = MappingProxyType(
    {
        Method.SCORE: _score,
        Method.SCALE: _scale,
        Method.DOTS: _dots,
        Method.RANKING: _ranking,
        Method.STV: _stv,
        Method.BUDGET: _budget,
        Method.TIME: _time,
        Method.WORDS: _words,
        Method.TEXT: _text,
    }
)


def _ties(setting: Setting, _held: Poll, counted: Counted) -> str:
    """That a lot decided, where one did: named with what was drawn among."""
    return " ".join(_lot(setting, counted, tie) for tie in counted.result.ties if tie.by_lot)


def _lot(setting: Setting, counted: Counted, tie: Tie) -> str:
    among = _quoted(setting, [_label(setting, counted, key) for key in tie.among])
    chosen = _label(setting, counted, tie.chosen)
    if not tie.goes_out:
        return setting.say("tie.by_lot", among=among, chosen=chosen)
    number = format_number(int(tie.place), setting.language)
    return setting.say("tie.out_by_lot", round=number, among=among, chosen=chosen)


def _quorum(setting: Setting, _held: Poll, counted: Counted) -> str:
    if counted.verdict.has_quorum is None:
        return ""
    if counted.verdict.has_quorum:
        return setting.say("quorum.met")
    if not counted.short_sectors:
        return setting.say("quorum.missed")
    names = phrases.joined(setting.language, [setting.text(name) for name in counted.short_sectors])
    return setting.say("quorum.missed_by", sectors=names)


def _passing(setting: Setting, _held: Poll, counted: Counted) -> str:
    rule, verdict = counted.settings.pass_rule, counted.verdict
    if rule is PassRule.NONE or verdict.has_passed is None:
        return ""
    needed = setting.say(f"pass.{rule}")
    if verdict.carried is None:
        return setting.say("pass.failed", needed=needed)
    return setting.say(
        "pass.carried", needed=needed, option=_label(setting, counted, verdict.carried)
    )


def _majorities(setting: Setting, held: Poll, _counted: Counted) -> str:
    """In how many sectors the leading answer has a majority, where that can be told."""
    table = held.sectors
    if table is None or table.with_majority is None:
        return ""
    some = format_number(table.with_majority, setting.language)
    all_ = format_number(len(table.lines), setting.language)
    return setting.say("sectors.majority", some=some, all=all_)


def _missing(setting: Setting, held: Poll, _counted: Counted) -> str:
    """Which sectors were under-represented among the voters."""
    if held.sectors is None or not held.sectors.missing:
        return ""
    names = [setting.text(name) for name in held.sectors.missing]
    return setting.say("sectors.missing", sectors=phrases.joined(setting.language, names))


def _numbers(setting: Setting, held: Poll, counted: Counted) -> str:
    """What the numbers beside the answers are, where they are not simply votes."""
    measure = str(held.method)
    if held.method is Method.BUDGET:
        measure = counted.settings.budget_ballot
    return setting.say(f"numbers.{measure}") if measure in _MEASURED else ""


def _weights(setting: Setting, _held: Poll, counted: Counted) -> str:
    return setting.say("weights") if counted.has_weights else ""


def _before(setting: Setting, _held: Poll, counted: Counted) -> str:
    """What changed since the question was asked first, in parts of those who voted."""
    if counted.comparison is None:
        return ""
    changes = [
        setting.say(
            "before.change",
            option=setting.text(change.label),
            before=_percent(change.before_permille),
            after=_percent(change.after_permille),
        )
        for change in counted.comparison.changes
    ]
    voted = setting.many("people", counted.comparison.before_ballots)
    told = phrases.joined(setting.language, changes)
    return setting.say("before", people=voted, changes=told)


def _channels(setting: Setting, _held: Poll, counted: Counted) -> str:
    """How many ballots came by each channel, where there is more than one; never what they say."""
    if len(counted.channels) < 2:
        return ""
    parts = [
        setting.say(f"channel.{name}", n=format_number(number, setting.language))
        for name, number in counted.channels
    ]
    return setting.say("channels", channels=phrases.joined(setting.language, parts))


def _counted(held: Poll) -> Counted:
    """What the method found. Raises ValueError for a poll told without it."""
    if held.counted is None:
        raise ValueError(f"a vote by {held.method} cannot be told by its counts alone")
    return held.counted


def _label(setting: Setting, counted: Counted, key: str) -> str:
    return setting.text(counted.labels[key])


def _priced(setting: Setting, counted: Counted, keys: Iterable[str]) -> str:
    names = [
        setting.say(
            "budget.price",
            option=_label(setting, counted, key),
            price=format_number(counted.prices[key], setting.language),
        )
        for key in keys
    ]
    return phrases.joined(setting.language, names)


def _quoted(setting: Setting, names: Iterable[str]) -> str:
    return phrases.joined(setting.language, [f"“{name}”" for name in names])


def _percent(permille: int) -> str:
    return percent(Fraction(permille, 1000), 1 if permille % 10 else 0)


def _number(setting: Setting, number: Fraction) -> str:
    return format_number(number, setting.language, _DECIMALS if number.denominator > 1 else 0)
