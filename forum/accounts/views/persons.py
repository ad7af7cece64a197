"""Looking after people's data for those who ask the staff."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.accounts.access import person_for
from forum.accounts.forms import EraseAtRequestForm
from forum.accounts.models import Person
from forum.accounts.ports import occasions_of, personal_data
from forum.accounts.service.erasing import erase_at_request
from forum.core.clock import now
from forum.core.permissions import Permission
from forum.web.guard import current_actor, requires
from forum.web.saving import save

bp = Blueprint("persons", __name__, template_folder="../templates")


@bp.get("/persons/<person_id>/erase")
@requires(Permission.PERSON_MANAGE)
def ask_erase(person_id: str) -> str:
    return _page(person_for(current_actor(), person_id), EraseAtRequestForm())


@bp.post("/persons/<person_id>/erase")
@requires(Permission.PERSON_MANAGE)
def erase(person_id: str) -> str | Response | tuple[str, int]:
    person, form = person_for(current_actor(), person_id), EraseAtRequestForm()
    if not form.validate():
        return _page(person, form), 422
    erased = save(
        form,
        lambda: erase_at_request(
            person_id,
            form.reason.data or "",
            in_texts=bool(form.in_texts.data),
            actor=current_actor(),
            now=now(),
        ),
    )
    if erased is None:
        return _page(person_for(current_actor(), person_id), form), form.again_status
    flash(_("The person's data was erased."))
    return redirect(url_for("portal.my_page"))


def _page(person: Person, form: EraseAtRequestForm) -> str:
    return render_template(
        "accounts/erase_person.html",
        person=person,
        form=form,
        held=[each.held for each in personal_data.suppliers],
        occasions=occasions_of.only(person.id),
    )
