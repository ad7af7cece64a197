"""What the people of a forum answered to its questionnaires, as far as small numbers allow."""

from fractions import Fraction

from forum.documents.tree import Source
from forum.language.digits import format_number
from forum.minutes.logic.compose.pieces import Piece, Setting
from forum.minutes.logic.facts import Questionnaire
from forum.questionnaires.logic.kinds import QuestionKind, Round
from forum.questionnaires.logic.results import Cell, Change, Summary

SECTION = "questionnaires"
# Places and words of people's own stay out: minutes are public.
_COUNTED = frozenset({QuestionKind.ONE_OF, QuestionKind.SEVERAL_OF, QuestionKind.YES_NO})


def questionnaires(setting: Setting) -> list[Piece]:
    """A section of its own: each questionnaire with its sheets, and one paragraph a question."""
    told = [piece for held in setting.facts.questionnaires for piece in _one(setting, held)]
    if not told:
        return []
    return [setting.heading(SECTION, SECTION, setting.say(SECTION)), *told]


def _one(setting: Setting, held: Questionnaire) -> list[Piece]:
    key = f"{SECTION}:{held.purpose}"
    source = (Source("questionnaire", held.public_id, setting.say("questionnaire.source")),)
    lines = [
        (change.question.id, _change(setting, change))
        for change in held.changes
        if change.change is not None
    ]
    for round_, summaries in held.summaries.items():
        if round_ is Round.ONCE:
            lines += [(each.question.id, _summary(setting, each)) for each in summaries]
    lines = [(question, text) for question, text in lines if text]
    if not lines:
        return []
    counts = f"{_sheets(setting, held)} {setting.say('questionnaire.rule')}"
    return [
        setting.heading(SECTION, key, setting.say(key), 2),
        setting.paragraph(SECTION, f"{key}:counts", counts, sources=source),
        *(
            setting.paragraph(SECTION, f"{key}:{question}", text, sources=source)
            for question, text in lines
        ),
    ]


def _sheets(setting: Setting, held: Questionnaire) -> str:
    return " ".join(
        setting.say(f"questionnaire.sheets.{round_}", people=setting.many("people", number))
        for round_, number in held.sheets.items()
    )


def _change(setting: Setting, change: Change) -> str:
    return setting.say(
        "questionnaire.change",
        label=setting.text(change.question.label),
        before=_mean(setting, change.before or Fraction(0)),
        after=_mean(setting, change.after or Fraction(0)),
        people=setting.many("people", change.paired or 0),
    )


def _summary(setting: Setting, summary: Summary) -> str:
    if summary.answered is None:
        return ""
    facts = {
        "label": setting.text(summary.question.label),
        "people": setting.many("people", summary.answered),
    }
    if summary.mean is not None:
        mean = _mean(setting, summary.mean)
        if summary.question.kind is QuestionKind.SCALE:
            points = summary.question.points
            return setting.say("questionnaire.scale", mean=mean, points=points, **facts)
        return setting.say("questionnaire.mean", mean=mean, **facts)
    shown = [cell for cell in summary.cells if cell.count]
    if summary.question.kind not in _COUNTED or not shown:
        return ""
    answers = ", ".join(_cell(setting, summary, cell) for cell in shown)
    return setting.say("questionnaire.counts", answers=answers, **facts)


def _cell(setting: Setting, summary: Summary, cell: Cell) -> str:
    if summary.question.kind is QuestionKind.YES_NO:
        words = setting.say(f"questionnaire.{cell.code}")
    else:
        words = summary.question.label_of(cell.code, setting.language)
    return f"{words} {cell.count}"


def _mean(setting: Setting, mean: Fraction) -> str:
    return format_number(mean, setting.language, 1)
