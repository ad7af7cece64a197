"""The organiser's desk: official letters of invitation, to print, sign and send."""

from dataclasses import fields
from typing import Any

from flask import Blueprint, current_app, flash, redirect, request, url_for
from flask import Response as FileResponse
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from forum.core.clock import now
from forum.core.i18n import N_
from forum.core.permissions import Permission
from forum.core.transaction import transaction
from forum.events.access import forum_for
from forum.events.models import Forum
from forum.language import dates
from forum.signups.access import official_letter_for
from forum.signups.errors import InvitationOver, LetterTextMissing
from forum.signups.forms.desk import SendForm
from forum.signups.forms.letters import OfficialLetterForm, OfficialTextForm
from forum.signups.letters.invitations import invitation_link
from forum.signups.letters.official import PDF, WORD, is_written, letter_word, letters_pdf
from forum.signups.logic.official import (
    ForumFacts,
    OfficialText,
    draft,
    next_number,
    with_seats,
)
from forum.signups.models.letters import OfficialLetter
from forum.signups.queries.official import list_official_letters, newest_official_letter
from forum.signups.service.official import (
    change_letter,
    is_sendable,
    list_open_without_letter,
    remove_letter,
    send_letter,
    write_letter,
    write_letters_of_invitations,
)
from forum.signups.views.shown import desk_page, may
from forum.web.guard import current_actor, requires
from forum.web.problems import sentence_of
from forum.web.tabs import Tab

bp = Blueprint("official_letters", __name__, template_folder="../templates")

DESK_TABS = (
    Tab(
        "official",
        N_("Official letters"),
        "official_letters.letters",
        may(Permission.SIGNUP_MANAGE),
        under="signups",
    ),
)
_DESK = "/forums/<forum_id>/desk/official-letters"


@bp.get(_DESK)
@requires(Permission.SIGNUP_MANAGE)
def letters(forum_id: str) -> str:
    forum = forum_for(current_actor(), forum_id, Permission.SIGNUP_MANAGE)
    moment = now()
    return desk_page(
        forum,
        "official",
        rows=list_official_letters(forum.id),
        is_written=is_written,
        is_sendable=lambda letter: is_sendable(letter, moment),
        without_letter=list_open_without_letter(forum, moment),
        send_form=SendForm(),
    )


@bp.route(f"{_DESK}/new", methods=["GET", "POST"])
@requires(Permission.SIGNUP_MANAGE)
def write(forum_id: str) -> str | Response | tuple[str, int]:
    """A letter to anybody, begun as the one before it, else from the forum."""
    actor = current_actor()
    forum = forum_for(actor, forum_id, Permission.SIGNUP_MANAGE)
    form = OfficialLetterForm(data=_begun(forum, has_seats=False))
    if not form.validate_on_submit():
        return _form_page(forum, form)
    with transaction():
        write_letter(forum_id, _text(form), **_heading(form), actor=actor, now=now())
    flash(_("The letter is written."))
    return redirect(url_for(".letters", forum_id=forum_id))


@bp.route(f"{_DESK}/for-invitations", methods=["GET", "POST"])
@requires(Permission.SIGNUP_MANAGE)
def write_for_invitations(forum_id: str) -> str | Response | tuple[str, int]:
    """One letter for each open invitation that has none."""
    actor = current_actor()
    forum = forum_for(actor, forum_id, Permission.SIGNUP_MANAGE)
    form = OfficialTextForm(data=_begun(forum, has_seats=True))
    if not form.validate_on_submit():
        return _form_page(forum, form, waiting=list_open_without_letter(forum, now()))
    with transaction():
        written = write_letters_of_invitations(
            forum_id,
            _text(form),
            number=form.number.data or "",
            dated_on=form.dated_on.data or now().date(),
            link_of=invitation_link,
            actor=actor,
            now=now(),
        )
        number = len(written)
    flash(ngettext("%(num)s letter is written.", "%(num)s letters are written.", number))
    return redirect(url_for(".letters", forum_id=forum_id))


@bp.route(f"{_DESK}/<letter_id>", methods=["GET", "POST"])
@requires(Permission.SIGNUP_MANAGE)
def change(forum_id: str, letter_id: str) -> str | Response | tuple[str, int]:
    actor = current_actor()
    letter = official_letter_for(actor, forum_id, letter_id)
    form = OfficialLetterForm(obj=letter)
    if not form.validate_on_submit():
        return _form_page(letter.forum, form, letter=letter)
    with transaction():
        change_letter(forum_id, letter_id, _text(form), **_heading(form), actor=actor, now=now())
    flash(_("The letter is written."))
    return redirect(url_for(".letters", forum_id=forum_id))


@bp.post(f"{_DESK}/<letter_id>/remove")
@requires(Permission.SIGNUP_MANAGE)
def remove(forum_id: str, letter_id: str) -> Response:
    with transaction():
        remove_letter(forum_id, letter_id, actor=current_actor(), now=now())
    flash(_("The letter is taken away."))
    return redirect(url_for(".letters", forum_id=forum_id))


@bp.post(f"{_DESK}/<letter_id>/send")
@requires(Permission.SIGNUP_MANAGE)
def send(forum_id: str, letter_id: str) -> Response:
    try:
        with transaction():
            send_letter(forum_id, letter_id, actor=current_actor(), now=now())
    except InvitationOver as error:
        flash(sentence_of(error), "warning")
    else:
        flash(_("The letter is on its way."))
    return redirect(url_for(".letters", forum_id=forum_id))


@bp.get(f"{_DESK}/<letter_id>/<any(th, en):language>.<any(pdf, docx):kind>")
@requires(Permission.SIGNUP_MANAGE)
def file(forum_id: str, letter_id: str, language: str, kind: str) -> Response:
    letter = official_letter_for(current_actor(), forum_id, letter_id)
    if kind == "docx":
        return _file(forum_id, lambda: letter_word(letter, language), WORD, f"letter.{kind}")
    return _file(forum_id, lambda: letters_pdf([letter], language), PDF, f"letter.{kind}")


@bp.get(f"{_DESK}/all-<any(th, en):language>.pdf")
@requires(Permission.SIGNUP_MANAGE)
def all_letters(forum_id: str, language: str) -> Response:
    """Every letter in one file, for the printer."""
    forum = forum_for(current_actor(), forum_id, Permission.SIGNUP_MANAGE)
    rows = list_official_letters(forum.id)
    return _file(forum_id, lambda: letters_pdf(rows, language), PDF, "letters.pdf")


def _file(forum_id: str, made: Any, media_type: str, name: str) -> Response:
    try:
        content = made()
    except LetterTextMissing as error:
        flash(sentence_of(error), "warning")
        return redirect(url_for(".letters", forum_id=forum_id))
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store",
    }
    return FileResponse(content, mimetype=media_type, headers=headers)


def _begun(forum: Forum, *, has_seats: bool) -> dict[str, Any]:
    """What the form shows first."""
    newest = newest_official_letter(forum.id)
    installation = current_app.config["INSTALLATION"]
    facts = ForumFacts(**{each.name: getattr(forum, each.name) for each in fields(ForumFacts)})
    text = draft(facts, _given(installation["RESPONSIBLE"]), installation["CONTACT"])
    body = with_seats(text.body) if has_seats else text.body
    begun = {each.name: getattr(text, each.name) for each in fields(OfficialText)}
    if newest is not None:
        kept = ("office", "signatory", "signatory_position", "contact", "has_thai_digits")
        begun |= {name: getattr(newest, name) for name in kept}
        begun["number"] = next_number(newest.number)
    return {**begun, "body": body, "dated_on": dates.local(now()).date()}


def _given(text: dict[str, str]) -> dict[str, str]:
    return {code: words for code, words in text.items() if words}


def _text(form: OfficialTextForm) -> OfficialText:
    return OfficialText(**{each.name: form[each.name].data for each in fields(OfficialText)})


def _heading(form: OfficialLetterForm) -> dict[str, Any]:
    return {
        "number": form.number.data or "",
        "dated_on": form.dated_on.data,
        "addressed_to": form.addressed_to.data,
    }


def _form_page(
    forum: Forum,
    form: OfficialTextForm,
    *,
    letter: OfficialLetter | None = None,
    waiting: Any = None,
) -> str | tuple[str, int]:
    page = desk_page(forum, "official_form", form=form, letter=letter, waiting=waiting)
    return (page, form.again_status) if request.method == "POST" else page
