"""What people answered, all together: for organisers and rapporteurs."""

from collections.abc import Iterator, Mapping

from flask import Blueprint, Response, render_template
from flask_babel import gettext as _

from forum.core.errors import NotFound
from forum.core.permissions import Permission
from forum.directory.queries import list_sectors
from forum.documents.spreadsheet import Row, csv_bytes, xlsx_bytes
from forum.events.models import Forum
from forum.language import places
from forum.language.digits import format_number
from forum.questionnaires.access import results_for
from forum.questionnaires.facts import QuestionnaireFact, fact_of
from forum.questionnaires.forms.answering import answer_words
from forum.questionnaires.logic.kinds import Purpose, QuestionKind, Round
from forum.questionnaires.logic.questions import Asked
from forum.questionnaires.logic.results import Summary
from forum.questionnaires.logic.suppression import K
from forum.questionnaires.models import Questionnaire
from forum.questionnaires.queries import find_questionnaire
from forum.questionnaires.views.shown import PURPOSES, ROUNDS, purpose_of
from forum.web.guard import current_actor, signed_in
from forum.web.locale import current_language, local_text

bp = Blueprint("questionnaire_results", __name__, template_folder="../templates")


@bp.get("/forums/<forum_id>/desk/questionnaires/<purpose>/results")
@signed_in
def results(forum_id: str, purpose: str) -> str:
    forum, questionnaire = _shown(forum_id, purpose_of(purpose))
    return render_template(
        "questionnaires/results.html",
        forum=forum,
        purpose=questionnaire.purpose,
        fact=_fact(questionnaire),
        purposes=PURPOSES,
        rounds=ROUNDS,
        sectors=_sector_names(),
        words_of=words_of,
        one_place=one_place,
        least=K,
    )


@bp.get("/forums/<forum_id>/desk/questionnaires/<purpose>/results.<layout>")
@signed_in
def export(forum_id: str, purpose: str, layout: str) -> Response:
    """The same figures as on the page, to calculate with."""
    forum, questionnaire = _shown(forum_id, purpose_of(purpose))
    header = [_("Round"), _("Question"), _("Figure"), _("Answer"), _("How many"), _("Mean")]
    rows = list(_rows(_fact(questionnaire)))
    if layout == "csv":
        content, kind = csv_bytes(header, rows), "text/csv"
    elif layout == "xlsx":
        content = xlsx_bytes(local_text(forum.title), header, rows)
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    else:
        raise NotFound
    name = f"{purpose}-{forum.public_id}.{layout}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, mimetype=kind, headers=headers)


def words_of(question: Asked, code: str) -> str:
    """One of the answers to a question, in the reader's words."""
    language = current_language()
    if question.kind is QuestionKind.PLACE:
        known = {each.code: each.name(language) for each in places.provinces()}
        return known.get(code, code)
    if question.kind is QuestionKind.SCALE:
        end = question.label_of(code, language)
        return f"{code} · {end}" if end and end != code else code
    return answer_words(question, code, language)


def one_place(mean: object) -> str:
    """A mean with one place behind the point."""
    return format_number(mean, current_language(), 1)  # type: ignore[arg-type]


def _shown(forum_id: str, purpose: Purpose) -> tuple[Forum, Questionnaire]:
    """The forum and what was asked; of sign-ups only for those who may read each of them."""
    forum = results_for(current_actor(), forum_id)
    found = find_questionnaire(forum.id, purpose)
    may_list = current_actor().may(Permission.SIGNUP_LIST, *forum.scopes)
    if found is None or (purpose is Purpose.SIGNUP and not may_list):
        raise NotFound
    return forum, found


def _fact(questionnaire: Questionnaire) -> QuestionnaireFact:
    """Of sign-ups every number: whoever sees this page can read each single answer, too."""
    return fact_of(questionnaire, least=1 if questionnaire.purpose is Purpose.SIGNUP else K)


def _rows(fact: QuestionnaireFact) -> Iterator[Row]:
    names = _sector_names()
    for round_, summaries in fact.summaries.items():
        for summary in summaries:
            yield from _summary_rows(_(ROUNDS[round_]), summary, names)
    for change in fact.changes:
        label = local_text(change.question.label)
        if change.before is None or change.after is None:
            yield ["", label, _("What has changed"), _("not shown"), "", ""]
            continue
        for round_, mean in ((Round.BEFORE, change.before), (Round.AFTER, change.after)):
            yield [_(ROUNDS[round_]), label, _("Of those who answered twice"), "", change.paired,
                   round(float(mean), 1)]  # fmt: skip


def _summary_rows(round_: str, summary: Summary, names: Mapping[str, str]) -> Iterator[Row]:
    label = local_text(summary.question.label)
    if summary.answered is None:
        yield [round_, label, _("Answered"), _("not shown"), "", ""]
        return
    mean = round(float(summary.mean), 1) if summary.mean is not None else ""
    yield [round_, label, _("Answered"), "", summary.answered, mean]
    for cell in summary.cells:
        words = words_of(summary.question, cell.code)
        number = cell.count if cell.count is not None else _("not shown")
        yield [round_, label, _("Answer"), words, number, ""]
    for group in summary.groups:
        name = names.get(group.group, group.group)
        yield [round_, label, _("Sector"), name, group.number, round(float(group.mean), 1)]
    for part in summary.by_group:
        name = names.get(part.group, part.group)
        for cell, count in zip(summary.cells, part.counts, strict=True):
            yield [round_, label, name, words_of(summary.question, cell.code), count, ""]
    for text in summary.texts:
        yield [round_, label, _("In their words"), text, "", ""]


def _sector_names() -> dict[str, str]:
    return {sector.code: local_text(sector.name) for sector in list_sectors()}
