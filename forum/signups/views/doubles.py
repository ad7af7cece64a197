"""Two sign-ups that are one person: side by side, then one."""

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.accounts.logic import Opened
from forum.accounts.service.merging import merge_persons
from forum.accounts.service.openings import tell_opened
from forum.core.clock import now
from forum.core.permissions import Permission
from forum.signups.access import signup_for
from forum.signups.forms.desk import SendForm
from forum.signups.models.places import Signup
from forum.signups.queries.persons import list_doubled
from forum.signups.views.shown import STATES, desk_page
from forum.web.guard import current_actor, requires
from forum.web.saving import save

bp = Blueprint("doubles", __name__, template_folder="../templates")

_ADDRESS = "/forums/<forum_id>/desk/signups/<signup_id>/same-as/<other_id>"


@bp.get(_ADDRESS)
@requires(Permission.SIGNUP_MANAGE)
def ask(forum_id: str, signup_id: str, other_id: str) -> str:
    return _page(*_two(forum_id, signup_id, other_id), SendForm())


@bp.post(_ADDRESS)
@requires(Permission.SIGNUP_MANAGE)
def merge(forum_id: str, signup_id: str, other_id: str) -> Response | tuple[str, int]:
    actor, form = current_actor(), SendForm()
    form.validate()

    def act() -> str:
        kept, double = _two(forum_id, signup_id, other_id, lock=True)
        better = _stays(kept, double).public_id
        merge_persons(kept.person, double.person, kept.forum.scope, actor=actor, now=now())
        return better

    stays = save(form, act)
    if stays is None:
        return _page(*_two(forum_id, signup_id, other_id), form), form.again_status
    flash(_("They are one person now."))
    return redirect(url_for("signup_desk.person", forum_id=forum_id, signup_id=stays))


def _two(
    forum_id: str, signup_id: str, other_id: str, *, lock: bool = False
) -> tuple[Signup, Signup]:
    actor = current_actor()
    kept = signup_for(actor, forum_id, signup_id, Permission.SIGNUP_MANAGE, lock=lock)
    return kept, signup_for(actor, forum_id, other_id, Permission.SIGNUP_MANAGE)


def _stays(kept: Signup, double: Signup) -> Signup:
    """Of the two at this forum the one that stays; the two may have met elsewhere, too."""
    pairs = list_doubled(kept.person_id, double.person_id)
    return next((better for better, _ in pairs if better.forum_id == kept.forum_id), kept)


def _page(kept: Signup, double: Signup, form: SendForm) -> str:
    people = [kept.person_id, double.person_id]
    tell_opened(people, Opened.PERSON, kept.forum.scope, actor=current_actor())
    return desk_page(
        kept.forum,
        "same_as",
        kept=kept,
        double=double,
        stays=_stays(kept, double),
        states=STATES,
        form=form,
    )
