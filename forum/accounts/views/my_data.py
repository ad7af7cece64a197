"""My data: what is kept and why, what I agreed to, all of it to take away, and to have erased."""

import json
from typing import Any

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _
from flask_security import logout_user
from werkzeug.wrappers import Response as BaseResponse

from forum.accounts.access import own_person, own_persons
from forum.accounts.forms import CorrectOwnForm, EraseOwnForm, OwnForm
from forum.accounts.logic import OPENED_WORDS, Corrected
from forum.accounts.models import Person
from forum.accounts.ports import Occasion, occasions_of, personal_data
from forum.accounts.queries import find_account_of, list_consents, list_openings_of
from forum.accounts.service.consents import give_consent, withdraw_consent
from forum.accounts.service.correcting import correct_own
from forum.accounts.service.erasing import erase_own
from forum.accounts.service.texts import are_texts_refused, refuse_texts
from forum.accounts.views.shown import consents_by_forum, exported, is_plain, said, word_of
from forum.core.actor import ActorKind
from forum.core.clock import now
from forum.core.errors import NotFound
from forum.core.transaction import transaction
from forum.mail.ports import texts_are_on
from forum.web.guard import current_actor, public
from forum.web.limits import limiter
from forum.web.locale import current_language
from forum.web.saving import save
from forum.web.session import opened_tickets

bp = Blueprint("my_data", __name__, template_folder="../templates")

_NEWEST = 50  # openings shown on the page; all are in the download


@bp.after_request
def _keep_nothing(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@bp.app_context_processor
def _retention() -> dict[str, Any]:
    return {"retention_months": current_app.config["RETENTION_MONTHS"]}


@bp.get("/me/data")
@public
def show() -> str | BaseResponse:
    person = _own()
    if person is None:
        return _ask_to_sign_in()
    occasions = occasions_of.only(person.id)
    return _page(
        "show",
        person,
        account=find_account_of(person.id),
        consents=consents_by_forum(occasions, list_consents(person.id)),
        openings=list_openings_of(person.id, _NEWEST),
        opened_words=OPENED_WORDS,
        has_texts=bool(person.phone) and not person.email and texts_are_on.only(),
        are_texts_refused=are_texts_refused(person),
        form=OwnForm(),
    )


@bp.get("/me/data/everything")
@public
def everything() -> str | BaseResponse:
    person = _own()
    if person is None:
        return _ask_to_sign_in()
    return _page("everything", person, **_export_facts(person))


@bp.get("/me/data/everything.<any(json, html):layout>")
@public
def download(layout: str) -> Response:
    """Everything as a file: only for whoever is signed in here, never by a link that works alone."""
    person = _own()
    if person is None:
        raise NotFound
    if layout == "json":
        held = {"made_at": now().isoformat(), **exported(person.id)}
        text = json.dumps(held, ensure_ascii=False, indent=2)
        answer = Response(text, mimetype="application/json")
    else:
        page = render_template(
            "accounts/my_data/file.html", person=person, made_at=now(), **_export_facts(person)
        )
        answer = Response(page, mimetype="text/html")
    answer.headers["Content-Disposition"] = f'attachment; filename="my-data.{layout}"'
    return answer


@bp.post("/me/data/consents/<consent>/withdraw")
@public
def withdraw(consent: str) -> BaseResponse:
    person, occasion = _asked()
    with transaction():
        withdraw_consent(person, occasion.scope, consent, actor=current_actor(), now=now())
    flash(_("Withdrawn."))
    return _back(person, occasion)


@bp.post("/me/data/consents/<consent>/give")
@public
def give(consent: str) -> BaseResponse:
    person, occasion = _asked()
    with transaction():
        give_consent(
            person,
            occasion.scope,
            consent,
            language=current_language(),
            actor=current_actor(),
            now=now(),
        )
    flash(_("Thank you. You can withdraw this at any time."))
    return _back(person, occasion)


@bp.get("/me/data/correct")
@public
def ask_correct() -> str | BaseResponse:
    person = _own()
    if person is None:
        return _ask_to_sign_in()
    given = f"{person.prefix} {person.given_name}".strip()
    form = CorrectOwnForm(
        data={"given_name": given, "family_name": person.family_name, "phone": person.phone}
    )
    return _page("correct", person, form=form, occasions=occasions_of.only(person.id))


@bp.post("/me/data/correct")
@public
@limiter.limit("60 per hour")
def correct() -> BaseResponse | tuple[str, int]:
    form = CorrectOwnForm()
    named, tickets = form.person.data or "", opened_tickets()
    person = own_person(current_actor(), tickets, named)
    is_kept = form.validate() and save(
        form,
        lambda: correct_own(
            person.public_id, _corrected(form), tickets, actor=current_actor(), now=now()
        ),
    )
    if not is_kept:
        again = own_person(current_actor(), tickets, named)
        occasions = occasions_of.only(again.id)
        return _page("correct", again, form=form, occasions=occasions), form.again_status
    flash(_("Put right."))
    return redirect(url_for(".show", person=named))


@bp.post("/me/data/texts/<any(refuse, want):wish>")
@public
@limiter.limit("60 per hour")
def texts(wish: str) -> BaseResponse:
    """Short messages to the telephone: none at all, or again."""
    form, tickets = OwnForm(), opened_tickets()
    person = own_person(current_actor(), tickets, form.person.data or "")
    with transaction():
        refuse_texts(
            person.public_id,
            tickets,
            is_refusal=wish == "refuse",
            actor=current_actor(),
            now=now(),
        )
    return redirect(url_for(".show", person=person.public_id, _anchor="texts"))


@bp.get("/me/data/erase")
@public
def ask_erase() -> str | BaseResponse:
    person = _own()
    return _ask_to_sign_in() if person is None else _erase_page(person, EraseOwnForm())


@bp.post("/me/data/erase")
@public
def erase() -> str | BaseResponse | tuple[str, int]:
    form = EraseOwnForm()
    person = own_person(current_actor(), opened_tickets(), form.person.data or "")
    if not form.validate():
        return _erase_page(person, form), 422
    is_own_account = current_actor().person_id == person.id
    erased = save(
        form,
        lambda: erase_own(person.public_id, opened_tickets(), actor=current_actor(), now=now()),
    )
    if erased is None:
        return _erase_page(_again(form), form), form.again_status
    if is_own_account and current_actor().kind is ActorKind.ACCOUNT:
        logout_user()
    return redirect(url_for(".erased"))


@bp.get("/me/data/erased")
@public
def erased() -> str:
    return render_template("accounts/my_data/erased.html")


def _own() -> Person | None:
    """Whose data is asked for: the one named in the address, else the first; None for nobody."""
    try:
        return own_person(current_actor(), opened_tickets(), request.args.get("person", ""))
    except NotFound:
        return None


def _corrected(form: CorrectOwnForm) -> Corrected:
    return Corrected(form.given_name.data or "", form.family_name.data or "", form.phone.data)


def _again(form: EraseOwnForm) -> Person:
    return own_person(current_actor(), opened_tickets(), form.person.data or "")


def _asked() -> tuple[Person, Occasion]:
    """The person and the forum that a consent's form names. Raises NotFound for anybody else's."""
    form = OwnForm()
    person = own_person(current_actor(), opened_tickets(), form.person.data or "")
    known = occasions_of.only(person.id)
    occasion = next((each for each in known if each.public_id == form.forum.data), None)
    if occasion is None:
        raise NotFound
    return person, occasion


def _ask_to_sign_in() -> str | BaseResponse:
    """To the sign-in page; who has opened the ticket of a person with an account is told why."""
    if current_actor().kind is ActorKind.TICKET or opened_tickets():
        return render_template("accounts/my_data/sign_in.html")
    return redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?")))


def _page(name: str, person: Person, **facts: object) -> str:
    others = own_persons(current_actor(), opened_tickets())
    return render_template(
        f"accounts/my_data/{name}.html", person=person, others=others, held=_held(), **facts
    )


def _erase_page(person: Person, form: EraseOwnForm) -> str:
    return _page("erase", person, form=form)


def _held() -> list[Any]:
    return [each.held for each in personal_data.suppliers]


def _export_facts(person: Person) -> dict[str, Any]:
    titles = {each.feature: each.held.title for each in personal_data.suppliers}
    return {
        "parts": [(titles[name], held) for name, held in exported(person.id).items()],
        "word_of": word_of,
        "said": said,
        "is_plain": is_plain,
    }


def _back(person: Person, occasion: Occasion) -> BaseResponse:
    return redirect(
        url_for(".show", person=person.public_id, _anchor=f"forum-{occasion.public_id}")
    )
