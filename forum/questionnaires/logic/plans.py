"""A question as its editor hands it in."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from forum.core.i18n import LocalText
from forum.questionnaires.logic.kinds import QuestionKind
from forum.questionnaires.logic.questions import ALWAYS, Condition

MOST_QUESTIONS = 40
MOST_OPTIONS = 30


@dataclass(frozen=True)
class QuestionPlan:
    """What a question shall be. `choices` are the words of its options; of a scale, of its ends."""

    kind: QuestionKind
    label: LocalText
    hint: LocalText = field(default_factory=dict)
    choices: tuple[LocalText, ...] = ()
    points: int = 5
    condition: Condition = ALWAYS
    is_required: bool = False
    is_sensitive: bool = False
    keep_until: date | None = None


def paired_lines(texts: LocalText) -> tuple[LocalText, ...] | None:
    """Lines in several languages as one text a line; None when their numbers differ.

    Empty lines count for nothing.
    """
    lines = {
        code: [line.strip() for line in text.splitlines() if line.strip()]
        for code, text in texts.items()
    }
    lines = {code: each for code, each in lines.items() if each}
    if len({len(each) for each in lines.values()}) > 1:
        return None
    number = len(next(iter(lines.values()), []))
    return tuple({code: each[place] for code, each in lines.items()} for place in range(number))


def lines_of(labels: Sequence[LocalText]) -> LocalText:
    """Texts in several languages as lines, the way `paired_lines` reads them."""
    codes = {code for label in labels for code in label}
    return {code: "\n".join(label.get(code, "") for label in labels) for code in codes}


def moved_day(day: date | None, from_day: date, to_day: date) -> date | None:
    """A day as far from `to_day` as it was from `from_day`."""
    return day + (to_day - from_day) if day is not None else None


def suggested_day(ends_on: date) -> date:
    """Until when sensitive answers are kept unless somebody says otherwise: thirty days more."""
    return ends_on + timedelta(days=30)
