"""A question as plain data: what it asks, what may be answered, when it is asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from forum.core.i18n import LocalText, localised
from forum.questionnaires.logic.kinds import QuestionKind

YES, NO = "yes", "no"
DEFAULT_POINTS = 5  # of a scale

CHOICES = frozenset({QuestionKind.ONE_OF, QuestionKind.SEVERAL_OF})
# Kinds whose answer is one of a few codes, so that another question may hang on it.
DECIDING = CHOICES | {QuestionKind.YES_NO}


@dataclass(frozen=True)
class Option:
    """One answer to choose. What was taken out keeps its words for those who had chosen it."""

    code: str
    label: LocalText
    is_removed: bool = False


@dataclass(frozen=True)
class Condition:
    """When a question is asked: after this answer to an earlier question, of these sectors.

    All that is named must hold; what is empty asks nothing.
    """

    question: str = ""
    answer: str = ""
    sectors: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        """Whether anything is asked for at all."""
        return bool(self.question or self.sectors)


ALWAYS = Condition()


@dataclass(frozen=True)
class Asked:
    """One question. `id` is its public id; a scale's options are its two ends."""

    id: str
    kind: QuestionKind
    label: LocalText
    hint: LocalText = field(default_factory=dict)
    options: tuple[Option, ...] = ()
    condition: Condition = ALWAYS
    is_required: bool = False
    is_sensitive: bool = False
    keep_until: date | None = None

    @property
    def offered(self) -> tuple[Option, ...]:
        """The options that can be chosen now."""
        return tuple(option for option in self.options if not option.is_removed)

    @property
    def codes(self) -> tuple[str, ...]:
        """The answers another question may hang on; none for kinds that are not chosen."""
        if self.kind is QuestionKind.YES_NO:
            return (YES, NO)
        return tuple(option.code for option in self.offered) if self.kind in CHOICES else ()

    @property
    def points(self) -> int:
        """The highest point of a scale; it begins with 1."""
        if self.kind is not QuestionKind.SCALE:
            return DEFAULT_POINTS
        return max((int(option.code) for option in self.options), default=DEFAULT_POINTS)

    def label_of(self, code: str, language: str) -> str:
        """The words of an option, also of one that was taken out; the code where it is unknown."""
        found = next((option for option in self.options if option.code == code), None)
        return localised(found.label, language) if found else code


def options_from(stored: Sequence[Mapping[str, Any]]) -> tuple[Option, ...]:
    """Options as a row keeps them."""
    return tuple(
        Option(each["code"], dict(each["label"]), bool(each.get("is_removed"))) for each in stored
    )


def options_to(options: Sequence[Option]) -> list[dict[str, Any]]:
    """Options as a row keeps them."""
    return [
        {"code": each.code, "label": dict(each.label), "is_removed": each.is_removed}
        for each in options
    ]


def condition_from(stored: Mapping[str, Any]) -> Condition:
    """A condition as a row keeps it."""
    return Condition(
        question=stored.get("question", ""),
        answer=stored.get("answer", ""),
        sectors=frozenset(stored.get("sectors", ())),
    )


def condition_to(condition: Condition) -> dict[str, Any]:
    """A condition as a row keeps it; empty where the question is always asked."""
    if not condition:
        return {}
    return {
        "question": condition.question,
        "answer": condition.answer,
        "sectors": sorted(condition.sectors),
    }


def scale_options(points: int, low: LocalText, high: LocalText) -> tuple[Option, ...]:
    """The two ends of a scale from 1 to `points`, with what they mean."""
    return (Option("1", low), Option(str(points), high))


def renewed_options(old: Sequence[Option], labels: Sequence[LocalText]) -> tuple[Option, ...]:
    """Options with these labels in this order; what was answered before keeps its meaning.

    A label that stays keeps its code, wherever it moves. One that is new at the place of one that
    is gone is taken for the same in other words. What is gone is kept as removed.
    """
    kept = {_key(option.label): option.code for option in old}
    stay = {kept[_key(label)] for label in labels if _key(label) in kept}
    offered = [option for option in old if not option.is_removed]
    used: set[str] = set()
    made: list[Option] = []
    for place, label in enumerate(labels):
        code = kept.get(_key(label), "")
        if not code or code in used:
            reworded = offered[place].code if place < len(offered) else ""
            is_free = reworded and reworded not in used | stay
            code = reworded if is_free else _new_code(used | {o.code for o in old})
        used.add(code)
        made.append(Option(code, dict(label)))
    gone = [Option(each.code, each.label, is_removed=True) for each in old if each.code not in used]
    return (*made, *gone)


def _key(label: LocalText) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(label.items()))


def _new_code(taken: set[str]) -> str:
    return next(code for code in (f"o{n}" for n in range(1, len(taken) + 2)) if code not in taken)
