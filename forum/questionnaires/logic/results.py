"""What many people answered, together: counts, means, changes, as far as they may be shown."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from forum.language.normal import fold
from forum.questionnaires.logic.kinds import QuestionKind, Round
from forum.questionnaires.logic.questions import CHOICES, NO, YES, Asked
from forum.questionnaires.logic.suppression import (
    K,
    are_all_shown,
    can_be_told_apart,
    mean_of_numbers,
    mean_of_scale,
    shown_counts,
    shown_groups,
    shown_splits,
)

TEXTS = frozenset({QuestionKind.SHORT_TEXT, QuestionKind.LONG_TEXT})
MEASURED = frozenset({QuestionKind.SCALE, QuestionKind.NUMBER})


@dataclass(frozen=True)
class Sheet:
    """One filled-in sheet: answers by the questions' public ids."""

    respondent: str
    round: Round
    group: str
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Cell:
    """How many gave one answer; None: not shown."""

    code: str
    count: int | None


@dataclass(frozen=True)
class GroupMean:
    group: str
    number: int
    mean: Fraction


@dataclass(frozen=True)
class GroupCells:
    """How many of a group gave each answer, in the order of the question's cells."""

    group: str
    number: int
    counts: tuple[int, ...]


@dataclass(frozen=True)
class Summary:
    """One question: how many answered, and what of it may be shown.

    `groups` are means, `by_group` counts, of the groups that may be shown.

    `answered` is None below K, and where it would tell of a hidden answer to the question it hangs
    on. Without `cells` the single answers are not shown. `texts` stand in the order of the alphabet.
    """

    question: Asked
    answered: int | None
    cells: tuple[Cell, ...] = ()
    mean: Fraction | None = None
    groups: tuple[GroupMean, ...] = ()
    texts: tuple[str, ...] = ()
    by_group: tuple[GroupCells, ...] = ()

    def count_of(self, code: str) -> int | None:
        """How many gave an answer, where that is shown."""
        return next((cell.count for cell in self.cells if cell.code == code), None)


@dataclass(frozen=True)
class Change:
    """A measured question before and after: of those who answered twice, and of each round.

    `paired` people answered both times, `before` and `after` their means then. `only_before` and
    `only_after` answered once. What may not be shown is None.
    """

    question: Asked
    paired: int | None
    before: Fraction | None
    after: Fraction | None
    only_before: int | None
    only_after: int | None

    @property
    def change(self) -> Fraction | None:
        """By how much the mean of those who answered twice moved."""
        return None if self.before is None or self.after is None else self.after - self.before


@dataclass(frozen=True)
class Results:
    """A questionnaire's answers of one or two rounds."""

    sheets: Mapping[Round, int]
    summaries: Mapping[Round, tuple[Summary, ...]]
    changes: tuple[Change, ...] = field(default=())


def results_of(questions: Sequence[Asked], sheets: Sequence[Sheet], *, k: int = K) -> Results:
    """All that may be shown of these sheets. Fewer than `k` sheets of a round show nothing."""
    rounds = [each for each in Round if any(sheet.round is each for sheet in sheets)]
    changes = tuple(
        _change(question, sheets, k)
        for question in questions
        if question.kind in MEASURED and Round.ONCE not in rounds
    )
    apart = {
        (change.question.id, round_) for change in changes for round_ in _unshown(change, sheets, k)
    }
    return Results(
        sheets={each: sum(sheet.round is each for sheet in sheets) for each in rounds},
        summaries={
            each: summarise(
                questions,
                [sheet for sheet in sheets if sheet.round is each],
                k=k,
                unshown=frozenset(id_ for id_, round_ in apart if round_ is each),
            )
            for each in rounds
        },
        changes=changes if len(rounds) == 2 else (),
    )


def summarise(
    questions: Sequence[Asked],
    sheets: Sequence[Sheet],
    *,
    k: int = K,
    unshown: frozenset[str] = frozenset(),
) -> tuple[Summary, ...]:
    """Each question of one round. `unshown` are measured questions that another table gives away."""
    made: dict[str, Summary] = {}
    for question in questions:
        given = [sheet for sheet in sheets if sheet.values.get(question.id) is not None]
        is_closed = _tells_of_its_reason(question, made) or question.id in unshown
        if len(given) < k or is_closed:
            made[question.id] = Summary(question, None)
        else:
            made[question.id] = _summary(question, given, k, _groups_led_here(question, made))
    return tuple(made.values())


def _tells_of_its_reason(question: Asked, made: Mapping[str, Summary]) -> bool:
    """How many answered tells how many were led here: hidden there is hidden here."""
    before = made.get(question.condition.question)
    if before is None:
        return bool(question.condition.question)
    return before.count_of(question.condition.answer) is None


def _groups_led_here(question: Asked, made: Mapping[str, Summary]) -> frozenset[str] | None:
    """How many of a group answered tells how many were led here: hidden there is hidden here."""
    before = made.get(question.condition.question)
    return frozenset(each.group for each in before.by_group) if before is not None else None


def _summary(
    question: Asked, given: Sequence[Sheet], k: int, may_show: frozenset[str] | None
) -> Summary:
    values = [sheet.values[question.id] for sheet in given]
    kind, number = question.kind, len(given)
    if kind is QuestionKind.SCALE:
        return Summary(
            question,
            number,
            cells=_scale_cells(question, values, k),
            mean=mean_of_scale(values, question.points, k=k),
            groups=_groups(question, given, k, may_show),
        )
    if kind is QuestionKind.NUMBER:
        return Summary(question, number, mean=mean_of_numbers(values, k=k))
    if kind in TEXTS and not question.is_sensitive:
        return Summary(question, number, texts=tuple(sorted(values, key=fold)))
    cells = _cells(question, values, k)
    by_group = _by_group(question, given, cells, k, may_show)
    return Summary(question, number, cells=cells, by_group=by_group)


def _cells(question: Asked, values: Sequence[Any], k: int) -> tuple[Cell, ...]:
    if question.kind is QuestionKind.SEVERAL_OF:
        chosen = Counter(code for value in values for code in value)
        return tuple(
            Cell(code, _alone(chosen[code], len(values), k)) for code in _codes(question, chosen)
        )
    if question.kind not in CHOICES | {QuestionKind.YES_NO, QuestionKind.PLACE}:
        return ()
    chosen = Counter(_code(question, value) for value in values)
    codes = _codes(question, chosen)
    shown = shown_counts([chosen[code] for code in codes], k=k)
    if shown is None:
        return ()
    cells = tuple(map(Cell, codes, shown))
    if question.kind is QuestionKind.PLACE:  # that somebody lives there at all tells of them
        return tuple(cell for cell in cells if cell.count is not None)
    return cells


def _alone(count: int, number: int, k: int) -> int | None:
    """A box that can be ticked beside others: those who did not tick it are a cell as well."""
    shown = shown_counts([count, number - count], k=k)
    return shown[0] if shown is not None else None


def _codes(question: Asked, chosen: Counter[str]) -> list[str]:
    if question.kind is QuestionKind.PLACE:
        return [
            code for code, _count in sorted(chosen.items(), key=lambda each: (-each[1], each[0]))
        ]
    known = list(question.codes) or [YES, NO]
    removed = [o.code for o in question.options if o.is_removed and chosen[o.code]]
    return known + removed


def _code(question: Asked, value: Any) -> str:
    if question.kind is QuestionKind.PLACE:
        return str(value.get("province") or value.get("country"))
    return (YES if value else NO) if isinstance(value, bool) else str(value)


def _scale_cells(question: Asked, values: Sequence[int], k: int) -> tuple[Cell, ...]:
    chosen = Counter(values)
    counts = [chosen[point] for point in range(1, question.points + 1)]
    if not are_all_shown(counts, k=k):
        return ()
    return tuple(Cell(str(point), count) for point, count in enumerate(counts, start=1))


def _by_group(
    question: Asked,
    given: Sequence[Sheet],
    cells: Sequence[Cell],
    k: int,
    may_show: frozenset[str] | None,
) -> tuple[GroupCells, ...]:
    """The counts of each group, where all counts of all together are shown; of nothing sensitive."""
    is_counted = question.kind in CHOICES | {QuestionKind.YES_NO} and not question.is_sensitive
    if not is_counted or any(cell.count is None for cell in cells):
        return ()
    values: dict[str, list[Any]] = {}
    for sheet in given:
        if sheet.round is Round.ONCE:
            values.setdefault(sheet.group, []).append(sheet.values[question.id])
    counts = {group: _counts_of(question, each, cells) for group, each in values.items()}
    splits = {
        group: [each]
        if question.kind is not QuestionKind.SEVERAL_OF
        else [(count, len(values[group]) - count) for count in each]
        for group, each in counts.items()
    }
    shown = shown_splits(splits, k=k, may_show=may_show) if cells else set()
    return tuple(GroupCells(g, len(values[g]), counts[g]) for g in sorted(shown))


def _counts_of(question: Asked, values: Sequence[Any], cells: Sequence[Cell]) -> tuple[int, ...]:
    given = values if question.kind is QuestionKind.SEVERAL_OF else [[v] for v in values]
    chosen = Counter(
        each if question.kind is QuestionKind.SEVERAL_OF else _code(question, each)
        for several in given
        for each in several
    )
    return tuple(chosen[cell.code] for cell in cells)


def _groups(
    question: Asked, given: Sequence[Sheet], k: int, may_show: frozenset[str] | None
) -> tuple[GroupMean, ...]:
    values: dict[str, list[int]] = {}
    for sheet in given:
        if sheet.round is Round.ONCE:  # beside changes, groups would tell too much
            values.setdefault(sheet.group, []).append(sheet.values[question.id])
    shown = shown_groups(values, question.points, k=k, may_show=may_show)
    return tuple(
        GroupMean(group, len(values[group]), mean) for group, mean in sorted(shown.items())
    )


def _change(question: Asked, sheets: Sequence[Sheet], k: int) -> Change:
    both, only_before, only_after = _parts(question, sheets)
    points = question.points if question.kind is QuestionKind.SCALE else None
    befores, afters = [pair[0] for pair in both], [pair[1] for pair in both]
    is_shown = bool(both) and all(
        can_be_told_apart(each, points, k=k) for each in (befores, afters)
    )
    return Change(
        question,
        paired=len(both) if is_shown else None,
        before=_mean(befores) if is_shown else None,
        after=_mean(afters) if is_shown else None,
        only_before=_count(only_before, k) if is_shown else None,
        only_after=_count(only_after, k) if is_shown else None,
    )


def _unshown(change: Change, sheets: Sequence[Sheet], k: int) -> list[Round]:
    """Rounds whose own mean would, beside the change, tell of those who answered only once."""
    if change.paired is None:
        return []
    question = change.question
    points = question.points if question.kind is QuestionKind.SCALE else None
    _both, only_before, only_after = _parts(question, sheets)
    alone = {Round.BEFORE: only_before, Round.AFTER: only_after}
    return [each for each, part in alone.items() if not can_be_told_apart(part, points, k=k)]


def _parts(
    question: Asked, sheets: Sequence[Sheet]
) -> tuple[list[tuple[float, float]], list[float], list[float]]:
    """The answers of those who gave two, and of those who gave one."""
    rounds: dict[Round, dict[str, float]] = {Round.BEFORE: {}, Round.AFTER: {}}
    for sheet in sheets:
        value = sheet.values.get(question.id)
        if value is not None and sheet.round in rounds:
            rounds[sheet.round][sheet.respondent] = value
    before, after = rounds[Round.BEFORE], rounds[Round.AFTER]
    return (
        [(before[who], after[who]) for who in before if who in after],
        [value for who, value in before.items() if who not in after],
        [value for who, value in after.items() if who not in before],
    )


def _mean(values: Sequence[float]) -> Fraction:
    return sum((Fraction(value) for value in values), Fraction(0)) / len(values)


def _count(values: Sequence[float], k: int) -> int | None:
    return None if 0 < len(values) < k else len(values)
