"""The organiser's desk: reminders before the forum, thanks after it."""

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from forum.core.clock import now
from forum.core.errors import ForumError
from forum.core.i18n import N_
from forum.core.permissions import Permission
from forum.core.transaction import transaction
from forum.events.access import forum_for
from forum.events.logic.stages import CALLED_OFF
from forum.events.models import Forum
from forum.mail.messengers import is_messenger_on
from forum.questionnaires.logic.kinds import Purpose
from forum.questionnaires.queries import list_open
from forum.signups.errors import ReminderGone
from forum.signups.forms.desk import SendForm
from forum.signups.forms.letters import ReminderForm, ThanksForm
from forum.signups.letters.samples import Sample, sample_reminders, sample_thanks
from forum.signups.logic.reminders import ReminderState
from forum.signups.ports import minutes_are_public
from forum.signups.queries.reminders import list_reminders, list_seated, thanks_sent
from forum.signups.service.reminders import cancel_reminder, send_thanks, set_reminder
from forum.signups.views.shown import desk_page, may
from forum.web.guard import current_actor, requires
from forum.web.problems import sentence_of
from forum.web.tabs import Tab

bp = Blueprint("signup_letters", __name__, template_folder="../templates")

DESK_TABS = (
    Tab(
        "letters",
        N_("Letters"),
        "signup_letters.letters",
        may(Permission.SIGNUP_MANAGE),
        under="signups",
    ),
)

STATES = {
    ReminderState.PLANNED: (N_("Planned"), "open"),
    ReminderState.DUE: (N_("Goes within minutes"), "open"),
    ReminderState.GONE: (N_("Sent"), "agree"),
    ReminderState.MISSED: (N_("Not sent: its time has passed"), "quiet"),
    ReminderState.HELD: (N_("Held while the forum is called off or under way"), "quiet"),
}


@bp.route("/forums/<forum_id>/desk/letters", methods=["GET", "POST"])
@requires(Permission.SIGNUP_MANAGE)
def letters(forum_id: str) -> str | Response | tuple[str, int]:
    """The schedule of reminders, a form for one more, and its letter when asked for."""
    actor = current_actor()
    forum = forum_for(actor, forum_id, Permission.SIGNUP_MANAGE)
    form = ReminderForm(data={"days_before": 1})
    if request.method != "POST":
        return _page(forum, form)
    if not form.validate():
        return _page(forum, form), form.again_status
    if "preview" in request.form:
        return _page(forum, form, sample_reminders(forum, form.note.data))
    try:
        with transaction():
            set_reminder(
                forum_id, form.days_before.data or 0, form.note.data, actor=actor, now=now()
            )
    except ForumError as error:
        form.refuse(error)
        again = forum_for(actor, forum_id, Permission.SIGNUP_MANAGE)
        return _page(again, form), form.again_status
    flash(_("The reminder is planned."))
    return redirect(url_for(".letters", forum_id=forum_id))


@bp.post("/forums/<forum_id>/desk/letters/reminders/<reminder_id>/cancel")
@requires(Permission.SIGNUP_MANAGE)
def cancel(forum_id: str, reminder_id: str) -> Response:
    try:
        with transaction():
            cancel_reminder(forum_id, reminder_id, actor=current_actor(), now=now())
    except ReminderGone as error:
        flash(sentence_of(error), "warning")
    else:
        flash(_("The reminder is off the schedule."))
    return redirect(url_for(".letters", forum_id=forum_id))


@bp.route("/forums/<forum_id>/desk/letters/thanks", methods=["GET", "POST"])
@requires(Permission.SIGNUP_MANAGE)
def thanks(forum_id: str) -> str | Response | tuple[str, int]:
    """The letter after the forum, and to whom it goes."""
    actor = current_actor()
    forum = forum_for(actor, forum_id, Permission.SIGNUP_MANAGE)
    form = ThanksForm()
    if not form.validate_on_submit():
        return _thanks_page(forum, form)
    try:
        with transaction():
            number = send_thanks(
                forum_id, only_present=form.to.data == "present", actor=actor, now=now()
            )
    except ForumError as error:
        form.refuse(error)
        again = forum_for(actor, forum_id, Permission.SIGNUP_MANAGE)
        return _thanks_page(again, form), form.again_status
    flash(ngettext("One letter is on its way.", "%(num)s letters are on their way.", number))
    return redirect(url_for(".thanks", forum_id=forum_id))


def _page(forum: Forum, form: ReminderForm, samples: list[Sample] | None = None) -> str:
    return desk_page(
        forum,
        "letters",
        form=form,
        rows=list_reminders(forum, now()),
        states=STATES,
        samples=samples or [],
        texts_are_on=is_messenger_on(),
        is_over=_is_over(forum),
        send_form=SendForm(),
    )


def _thanks_page(forum: Forum, form: ThanksForm) -> str:
    open_now = list_open(forum, "", now())
    is_asked = any(each.purpose is not Purpose.SIGNUP for each in open_now)
    return desk_page(
        forum,
        "thanks",
        form=form,
        samples=sample_thanks(forum, is_asked=is_asked),
        has_minutes=minutes_are_public.only(forum.id),
        is_asked=is_asked,
        is_over=_is_over(forum),
        present=len(list_seated(forum.id, only_present=True)),
        seated=len(list_seated(forum.id)),
        sent=thanks_sent(forum.id),
    )


def _is_over(forum: Forum) -> bool:
    return now() >= forum.ends_at and forum.stage not in CALLED_OFF
