"""Pages for participants and readers: answering statements one at a time, and the counts."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.comments.access import why_outside
from forum.comments.errors import PlaceNeeded
from forum.consultations.access import consultation_for, person_in, statement_for
from forum.consultations.forms import AnswerForm, StatementForm
from forum.consultations.logic.counting import (
    RULES,
    Counted,
    Finding,
    Order,
    Tally,
    listed,
    ordered,
    rule_facts,
)
from forum.consultations.logic.states import (
    Answer,
    ConsultationState,
    StatementState,
    shows_counts,
)
from forum.consultations.models import Consultation, Statement
from forum.consultations.queries import (
    answers_of,
    count_respondents,
    count_statements,
    has_consultations,
    list_consultations,
    list_statements,
    tallies_of,
)
from forum.consultations.service.answers import answer_statement, propose_statement
from forum.core.clock import now
from forum.core.errors import ForumError
from forum.core.i18n import N_
from forum.core.permissions import Permission
from forum.core.transaction import transaction
from forum.events.access import forum_for
from forum.web.asked import choice_asked, words_asked
from forum.web.guard import current_actor, public, signed_in
from forum.web.limits import limiter
from forum.web.locale import current_language
from forum.web.paging import page_of
from forum.web.saving import save
from forum.web.tabs import Tab

bp = Blueprint("consultations", __name__, template_folder="../templates")

TABS = (
    Tab(
        "consultation",
        N_("Consultation"),
        "consultations.consultations",
        lambda forum, _actor: has_consultations(forum),
    ),
)
STATES = {
    ConsultationState.DRAFTED: (N_("draft"), "quiet"),
    ConsultationState.OPEN: (N_("open"), "open"),
    ConsultationState.CLOSED: (N_("closed"), "plain"),
}
ORDERS = {
    Order.NUMBER: N_("by number"),
    Order.AGREED: N_("most agreed first"),
    Order.DIVIDED: N_("most divided first"),
    Order.ANSWERED: N_("most answered first"),
}
FINDINGS = {
    Finding.AGREED: N_("Agreed"),
    Finding.CONTESTED: N_("Contested"),
    Finding.UNRESOLVED: N_("Unresolved"),
}
# A page that shows the three lists shows the first of each; all stand on the page of counts.
FIRST = 5

Refused = tuple[str, int]


@dataclass(frozen=True)
class Reader:
    """What one reader may do and see in a consultation."""

    refusal: ForumError | None
    is_staff: bool
    answers: Mapping[int, Answer]

    @property
    def needs_place(self) -> bool:
        """Whether signing up would let them answer."""
        return isinstance(self.refusal, PlaceNeeded)


@bp.get("/forums/<forum_id>/consultations")
@public
def consultations(forum_id: str) -> str | Response:
    forum = forum_for(current_actor(), forum_id)
    rows = list_consultations(forum)
    if len(rows) == 1:
        return redirect(url_for(".consultation", consultation_id=rows[0].public_id))
    return render_template(
        "consultations/list.html",
        forum=forum,
        rows=rows,
        statements=count_statements(rows),
        respondents=count_respondents(rows),
        states=STATES,
    )


@bp.get("/consultations/<consultation_id>")
@public
def consultation(consultation_id: str) -> str:
    shown = consultation_for(current_actor(), consultation_id)
    reader = _reader(shown)
    statements = list_statements(shown, StatementState.SHOWN)
    respondents = count_respondents([shown])[shown.id]
    found = {}
    if shown.state is ConsultationState.CLOSED:
        found = listed(_counted(statements), respondents)
    return render_template(
        "consultations/consultation.html",
        forum=shown.forum,
        consultation=shown,
        reader=reader,
        statements=statements,
        answered=sum(each.id in reader.answers for each in statements),
        respondents=respondents,
        found=found,
        rules=RULES,
        rule_facts=rule_facts(),
        finding_names=FINDINGS,
        first=FIRST,
        states=STATES,
    )


@bp.get("/consultations/<consultation_id>/answer")
@public
def next_statement(consultation_id: str) -> str | Response:
    """The next statement without an answer, or the one asked for; back to the overview at the end."""
    shown = consultation_for(current_actor(), consultation_id)
    reader = _reader(shown)
    statements = list_statements(shown, StatementState.SHOWN)
    asked = request.args.get("statement")
    wanted = next((each for each in statements if each.public_id == asked), None)
    chosen = wanted or next((each for each in statements if each.id not in reader.answers), None)
    if chosen is None or reader.refusal or shown.state is not ConsultationState.OPEN:
        return redirect(url_for(".consultation", consultation_id=consultation_id))
    return render_template(
        "consultations/answer.html",
        forum=shown.forum,
        consultation=shown,
        statement=chosen,
        own=reader.answers.get(chosen.id),
        answered=sum(each.id in reader.answers for each in statements),
        total=len(statements),
        then="overview" if wanted else "",
    )


@bp.post("/statements/<statement_id>/answer")
@signed_in
@limiter.limit("600 per hour")
def answer(statement_id: str) -> Response:
    form = AnswerForm()
    statement = statement_for(current_actor(), statement_id)
    consultation_id = statement.consultation.public_id
    if not form.validate():
        flash(_("Choose one of the three answers."), "error")
        return redirect(
            url_for(".next_statement", consultation_id=consultation_id, statement=statement_id)
        )
    with transaction():
        answer_statement(statement_id, form.value.data, actor=current_actor(), now=now())
    if form.then.data == "overview":
        flash(_("Your answer was changed."))
        return redirect(
            url_for(
                ".consultation",
                consultation_id=consultation_id,
                _anchor=f"statement-{statement_id}",
            )
        )
    return redirect(url_for(".next_statement", consultation_id=consultation_id))


@bp.get("/consultations/<consultation_id>/results")
@public
def results(consultation_id: str) -> str:
    shown = consultation_for(current_actor(), consultation_id)
    reader = _reader(shown)
    search, order = words_asked(), choice_asked(Order, "sort") or Order.NUMBER
    every = list_statements(shown, StatementState.SHOWN)
    found = list_statements(shown, StatementState.SHOWN, search=search) if search else every
    open_to = [each for each in found if _may_count(shown, each, reader)]
    rows = ordered(_counted(open_to), order)
    return render_template(
        "consultations/results.html",
        forum=shown.forum,
        consultation=shown,
        reader=reader,
        page=page_of(lambda: len(rows), lambda most, start: rows[start : start + most], size=25),
        statements=len(every),
        unanswered=sum(not _may_count(shown, each, reader) for each in every),
        respondents=count_respondents([shown])[shown.id],
        search=search,
        order=order,
        orders=ORDERS,
        states=STATES,
    )


@bp.get("/consultations/<consultation_id>/statements/new")
@signed_in
def new_statement(consultation_id: str) -> str | Response:
    shown = consultation_for(current_actor(), consultation_id)
    if _reader(shown).refusal or shown.state is not ConsultationState.OPEN:
        return redirect(url_for(".consultation", consultation_id=consultation_id))
    return _statement_page(shown, StatementForm())


@bp.post("/consultations/<consultation_id>/statements/new")
@signed_in
@limiter.limit("30 per hour")
def propose(consultation_id: str) -> Response | Refused:
    form = StatementForm()
    if form.validate() and save(
        form,
        lambda: propose_statement(
            consultation_id,
            form.text.data,
            language=current_language(),
            request_key=form.request_key.data,
            actor=current_actor(),
            now=now(),
        ),
    ):
        flash(_("Thank you. The organisers look at your statement before others can answer it."))
        return redirect(url_for(".consultation", consultation_id=consultation_id))
    shown = consultation_for(current_actor(), consultation_id)
    return _statement_page(shown, form), form.again_status


def _reader(shown: Consultation) -> Reader:
    actor = current_actor()
    return Reader(
        refusal=why_outside(actor, shown.forum, Permission.STATEMENT_ANSWER),
        is_staff=actor.may(Permission.CONSULTATION_EDIT, *shown.forum.scopes),
        answers=answers_of(shown, person_in(actor, shown)),
    )


def _may_count(shown: Consultation, statement: Statement, reader: Reader) -> bool:
    return shows_counts(
        shown.state, has_answered=statement.id in reader.answers, is_staff=reader.is_staff
    )


def _counted(statements: list[Statement]) -> list[Counted[Statement]]:
    tallies: dict[int, Tally] = tallies_of(statements)
    return [Counted(each, each.number, tallies[each.id]) for each in statements]


def _statement_page(shown: Consultation, form: StatementForm) -> str:
    return render_template(
        "consultations/propose.html", forum=shown.forum, consultation=shown, form=form
    )
