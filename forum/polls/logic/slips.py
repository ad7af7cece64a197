"""What a paper ballot asks for, by method."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from forum.core.i18n import N_
from forum.documents.prints.slips import Mark
from forum.polls.logic.fitting import gives_points
from forum.polls.logic.kinds import Method
from forum.polls.logic.settings import Settings

_LINES_OF_TEXT, _USUAL_WORDS = 6, 3

_ONE = N_("Cross one box.")
_PLACES = N_(
    "Write 1 beside what you like best, then 2, 3, and so on. You need not go on to the end."
)
_ALL_PLACES = N_("Write 1 beside what you like best, then 2, 3, and so on, beside every answer.")
_POINTS = N_("Spread %(points)s points: write how many beside each answer.")
_SOME = N_("Cross at most %(most)s boxes.")
_ANY = N_("Cross as many boxes as you like.")


@dataclass(frozen=True)
class Asked:
    """What to do on the slip: the marks, the sentence (to translate) with its facts, lines to fill."""

    mark: Mark
    how: str
    facts: Mapping[str, int]
    blanks: int = 0


_FIXED: Mapping[Method, Asked] = MappingProxyType(
    {
        Method.CHOICE: Asked(Mark.CROSS, _ONE, {}),
        Method.CONSENT: Asked(Mark.CROSS, _ONE, {}),
        Method.SCALE: Asked(Mark.CROSS, _ONE, {}),
        Method.TEXT: Asked(Mark.LINES, N_("Write your answer."), {}, _LINES_OF_TEXT),
        Method.TIME: Asked(Mark.THREE, N_("Cross one box in each line."), {}),
    }
)


def asked_on_paper(method: Method, settings: Settings, options: int) -> Asked:
    """What a slip of this poll asks for."""
    if method in _FIXED:
        return _FIXED[method]
    if method is Method.WORDS:
        words = settings.most or _USUAL_WORDS
        return Asked(Mark.LINES, N_("Write at most %(most)s words."), {"most": words}, words)
    if method is Method.SCORE:
        how = N_("Write a number from 0 to %(top)s beside each answer.")
        return Asked(Mark.NUMBER, how, {"top": settings.top})
    if gives_points(method, settings):
        return Asked(Mark.NUMBER, _POINTS, {"points": settings.points})
    if method in {Method.RANKING, Method.STV}:
        return Asked(Mark.NUMBER, _ALL_PLACES if settings.must_rank_all else _PLACES, {})
    is_limited = 0 < settings.most < options
    return Asked(Mark.CROSS, _SOME if is_limited else _ANY, {"most": settings.most or options})
