"""The organiser's side of finding a date: asking, reading the answers, fixing the date."""

from typing import Any
from urllib.parse import quote

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response
from wtforms import SelectChoice

from forum.core.clock import now
from forum.core.permissions import Permission
from forum.core.transaction import transaction
from forum.events.access import programme_for
from forum.events.models import Programme
from forum.scheduling.access import date_poll_for, slot_for
from forum.scheduling.forms import (
    AskForm,
    ChooseForm,
    EditForm,
    EmptyForm,
    SlotsForm,
    copy_data,
    question_data,
)
from forum.scheduling.logic import Outcome, best, link_token, rank
from forum.scheduling.models import DatePoll, DateSlot
from forum.scheduling.queries import (
    count_date_polls,
    count_replies,
    list_date_polls,
    list_drafts,
    list_replies,
    tallies_of,
)
from forum.scheduling.service.choosing import choose_slot, take_back_choice
from forum.scheduling.service.polls import (
    add_slots,
    ask_for_dates,
    close_date_poll,
    delete_date_poll,
    edit_date_poll,
    remove_slot,
    renew_link,
    reopen_date_poll,
)
from forum.scheduling.service.replies import remove_reply
from forum.web.guard import current_actor, requires
from forum.web.links import absolute_url
from forum.web.locale import current_language, local_text
from forum.web.paging import page_of
from forum.web.saving import save

bp = Blueprint("dates_desk", __name__)

_organising = requires(Permission.PROGRAMME_EDIT)
Page = str | Response | tuple[str, int]


@bp.get("/programmes/<programme_id>/date-polls")
@_organising
def polls(programme_id: str) -> str:
    programme = programme_for(current_actor(), programme_id, Permission.PROGRAMME_EDIT)
    page = page_of(
        lambda: count_date_polls(programme),
        lambda limit, offset: list_date_polls(programme, limit, offset),
        size=20,
    )
    moment = now()
    return render_template(
        "scheduling/desk/polls.html", programme=programme, page=page, moment=moment
    )


@bp.route("/programmes/<programme_id>/date-polls/new", methods=["GET", "POST"])
@_organising
def create(programme_id: str) -> Page:
    programme = programme_for(current_actor(), programme_id, Permission.PROGRAMME_EDIT)
    form = AskForm(data=_likeness())
    if form.validate_on_submit():
        made = save(
            form,
            lambda: ask_for_dates(
                programme_id,
                form.plan,
                form.spans,
                form.request_key.data,
                secret=_secret(),
                actor=current_actor(),
                now=now(),
            ),
        )
        if made is not None:
            flash(_("People can answer now. Send them the link."))
            return _to(made.public_id)
    return _form_page("ask", form, programme=programme)


@bp.get("/date-polls/<date_poll_id>")
@_organising
def poll(date_poll_id: str) -> str:
    shown = date_poll_for(current_actor(), date_poll_id)
    tallies = tallies_of(shown)
    return render_template(
        "scheduling/desk/poll.html",
        poll=shown,
        state=shown.state(now()),
        slots={slot.id: slot for slot in shown.slots},
        ranked=rank(tallies),
        best=best(tallies),
        people=count_replies(shown),
        form=EmptyForm(),
        moment=now(),
        **_share(shown),
    )


@bp.route("/date-polls/<date_poll_id>/edit", methods=["GET", "POST"])
@_organising
def edit(date_poll_id: str) -> Page:
    shown = date_poll_for(current_actor(), date_poll_id)
    form = EditForm(data=question_data(shown))
    if form.validate_on_submit() and save(
        form, lambda: edit_date_poll(date_poll_id, form.plan, actor=current_actor(), now=now())
    ):
        flash(_("The changes are saved."))
        return _to(date_poll_id)
    return _form_page("edit", form, poll=date_poll_for(current_actor(), date_poll_id))


@bp.route("/date-polls/<date_poll_id>/slots", methods=["GET", "POST"])
@_organising
def propose(date_poll_id: str) -> Page:
    """Propose further times; whoever answered finds them unanswered."""
    shown = date_poll_for(current_actor(), date_poll_id)
    form = SlotsForm(data={"hours": copy_data(shown, now())["hours"]})
    if form.validate_on_submit():
        spans = form.spans
        new = save(form, lambda: add_slots(date_poll_id, spans, actor=current_actor(), now=now()))
        if new is not None:
            flash(ngettext("One time was added.", "%(num)s times were added.", len(new)))
            return _to(date_poll_id)
    return _form_page("slots", form, poll=date_poll_for(current_actor(), date_poll_id))


@bp.post("/date-polls/<date_poll_id>/slots/<slot_id>/remove")
@_organising
def drop_slot(date_poll_id: str, slot_id: str) -> Response:
    with transaction():
        remove_slot(date_poll_id, slot_id, actor=current_actor(), now=now())
    flash(_("The time was taken out."))
    return _to(date_poll_id)


@bp.route("/date-polls/<date_poll_id>/slots/<slot_id>/choose", methods=["GET", "POST"])
@_organising
def choose(date_poll_id: str, slot_id: str) -> Page:
    slot = slot_for(current_actor(), date_poll_id, slot_id)
    form = ChooseForm()
    _offer_drafts(form, slot.poll.programme)
    if form.validate_on_submit():
        decided = save(
            form,
            lambda: choose_slot(
                date_poll_id,
                slot_id,
                Outcome(form.outcome.data),
                form.forum.data or "",
                form.request_key.data,
                actor=current_actor(),
                now=now(),
            ),
        )
        if decided is not None:
            flash(_("The date is fixed. The page of the link shows it."))
            return _to(date_poll_id)
        slot = slot_for(current_actor(), date_poll_id, slot_id)
    return _form_page("choose", form, slot=slot, poll=slot.poll, tally=_tally(slot))


@bp.post("/date-polls/<date_poll_id>/take-back")
@_organising
def take_back(date_poll_id: str) -> Response:
    with transaction():
        take_back_choice(date_poll_id, actor=current_actor(), now=now())
    flash(_("The date is open again. A forum that was made stays as it is."))
    return _to(date_poll_id)


@bp.post("/date-polls/<date_poll_id>/close")
@_organising
def close(date_poll_id: str) -> Response:
    with transaction():
        close_date_poll(date_poll_id, actor=current_actor(), now=now())
    flash(_("Answers are no longer taken."))
    return _to(date_poll_id)


@bp.post("/date-polls/<date_poll_id>/reopen")
@_organising
def reopen(date_poll_id: str) -> Response:
    with transaction():
        reopen_date_poll(date_poll_id, actor=current_actor(), now=now())
    flash(_("Answers are taken again."))
    return _to(date_poll_id)


@bp.post("/date-polls/<date_poll_id>/link")
@_organising
def new_link(date_poll_id: str) -> Response:
    with transaction():
        renew_link(date_poll_id, secret=_secret(), actor=current_actor(), now=now())
    flash(_("There is a new link. The old one leads nowhere."))
    return _to(date_poll_id)


@bp.post("/date-polls/<date_poll_id>/delete")
@_organising
def delete(date_poll_id: str) -> Response:
    programme = date_poll_for(current_actor(), date_poll_id).programme.public_id
    with transaction():
        delete_date_poll(date_poll_id, actor=current_actor(), now=now())
    flash(_("The question is deleted with all answers."))
    return redirect(url_for(".polls", programme_id=programme))


@bp.get("/date-polls/<date_poll_id>/replies")
@_organising
def replies(date_poll_id: str) -> str:
    """Who said what: names are for the organisers only."""
    shown = date_poll_for(current_actor(), date_poll_id)
    page = page_of(
        lambda: count_replies(shown),
        lambda limit, offset: list_replies(shown, limit, offset),
        size=50,
    )
    said = {
        reply.id: {each.slot_id: each.availability for each in reply.choices} for reply in page.rows
    }
    return render_template(
        "scheduling/desk/replies.html",
        poll=shown,
        page=page,
        said=said,
        tallies={tally.slot_id: tally for tally in tallies_of(shown)},
        form=EmptyForm(),
    )


@bp.post("/date-polls/<date_poll_id>/replies/<reply_id>/remove")
@_organising
def drop_reply(date_poll_id: str, reply_id: str) -> Response:
    with transaction():
        remove_reply(date_poll_id, reply_id, actor=current_actor(), now=now())
    flash(_("The answer was deleted."))
    return redirect(url_for(".replies", date_poll_id=date_poll_id))


def _likeness() -> dict[str, Any]:
    """What a new question begins with: the words and hours of another one, where asked for."""
    like = request.args.get("like")
    return copy_data(date_poll_for(current_actor(), like), now()) if like else {}


def _offer_drafts(form: ChooseForm, programme: Programme) -> None:
    form.forum.choices = [
        SelectChoice(each.public_id, local_text(each.title)) for each in list_drafts(programme)
    ]


def _tally(slot: DateSlot) -> Any:
    return next(each for each in tallies_of(slot.poll) if each.slot_id == slot.id)


def _share(shown: DatePoll) -> dict[str, str]:
    """The link to send round, the words to send with it, and LINE's page for sending them."""
    language = current_language()
    values = {"token": link_token(_secret(), shown.serial)}
    if language != current_app.config["DEFAULT_LANGUAGE"]:
        values["lang"] = language
    # LINE's own browser keeps no cookies for long and opens no calendar files.
    outside = absolute_url("dates.poll", **values, openExternalBrowser="1")
    text = _("%(title)s\nWhen can you come? Please answer here:", title=local_text(shown.title))
    message = f"{text}\n{outside}"
    return {
        "link": absolute_url("dates.poll", **values),
        "message": message,
        "line_url": f"https://line.me/R/share?text={quote(message)}",
    }


def _form_page(name: str, form: Any, **facts: Any) -> str | tuple[str, int]:
    page = render_template(f"scheduling/desk/{name}_form.html", form=form, **facts)
    return (page, form.again_status) if form.is_submitted() else page


def _to(date_poll_id: str) -> Response:
    return redirect(url_for(".poll", date_poll_id=date_poll_id))


def _secret() -> str:
    """What links are made with."""
    return str(current_app.config["SECRET_KEY"])
