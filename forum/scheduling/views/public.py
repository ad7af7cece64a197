"""When can you come? The pages behind the link that was sent round, and behind one's own."""

from typing import Any
from urllib.parse import urlsplit

from flask import (
    Blueprint,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.core.actor import Actor, ActorKind
from forum.core.clock import now
from forum.core.errors import NotFound
from forum.core.i18n import N_
from forum.core.transaction import transaction
from forum.scheduling.access import date_poll_by, reply_by
from forum.scheduling.facts import calendar_of
from forum.scheduling.forms import EmptyForm, ReplyForm, choices_in
from forum.scheduling.logic import Availability, link_token, reply_token
from forum.scheduling.models import DatePoll, DateReply
from forum.scheduling.queries import count_replies, list_own_replies, tallies_of
from forum.scheduling.service.replies import (
    Answer,
    answer_dates,
    change_reply,
    take_back_reply,
)
from forum.web.guard import current_actor, public
from forum.web.limits import limiter
from forum.web.links import absolute_url
from forum.web.locale import current_language
from forum.web.saving import save

bp = Blueprint("dates", __name__, template_folder="../templates")

AVAILABILITIES = {
    Availability.YES: N_("I can"),
    Availability.IF_NEED_BE: N_("If need be"),
    Availability.NO: N_("I cannot"),
}
# Replies given on this device, by public id: a coordinator may answer for several people.
_REPLIES = "date_replies"
_MOST_KEPT = 40
Page = str | tuple[str, int]


@bp.after_request
def _unseen(response: Response) -> Response:
    """Nothing of these links stays behind: no copy, no search engine, no path in a referrer.

    The host alone is told to ourselves, since forms sent over HTTPS are checked for it.
    """
    response.headers["Referrer-Policy"] = "strict-origin"
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@bp.get("/dates/<token>")
@public
def poll(token: str) -> str:
    """The question. Whoever answered on this device sees the answers first."""
    shown = date_poll_by(token)
    own = _own_replies(shown)
    if own and "another" not in request.args:
        return _page(
            "own", shown, token=token, replies=own, tallies=_tallies(shown), reply_url=_reply_url
        )
    return _ask(shown, ReplyForm(), token)


@bp.post("/dates/<token>")
@public
@limiter.limit("60 per hour")
def answer(token: str) -> Response | Page:
    form = ReplyForm()
    shown = date_poll_by(token)
    is_own = _knows_name(current_actor()) and "another" not in request.args
    if form.validate():
        made = save(
            form,
            lambda: answer_dates(
                token,
                _answer(form, is_own=is_own),
                form.request_key.data,
                secret=_secret(),
                actor=current_actor(),
                now=now(),
            ),
        )
        if made is not None:
            _keep(made)
            flash(_("Your answer is kept. Thank you."))
            return redirect(_reply_url(made), code=303)
        shown = date_poll_by(token)
    return _ask(shown, form, token), form.again_status


@bp.get("/dates/<token>/calendar.ics")
@public
def calendar(token: str) -> Response:
    """The chosen date; once the forum is announced, the forum's own file."""
    shown = date_poll_by(token)
    if shown.chosen is None:
        raise NotFound
    if shown.forum is not None and shown.forum.published_at is not None:
        return redirect(url_for("events.forum_calendar", forum_id=shown.forum.public_id))
    content = calendar_of(
        shown,
        shown.chosen,
        host=urlsplit(str(current_app.config["PUBLIC_URL"])).hostname or "localhost",
        language=current_language(),
        now=now(),
    )
    headers = {"Content-Disposition": f'attachment; filename="{shown.chosen.public_id}.ics"'}
    return Response(content, mimetype="text/calendar", headers=headers)


@bp.get("/my-dates/<token>")
@public
def reply(token: str) -> str:
    """One's own answer, to look at and to change. Looking uses nothing up."""
    own = reply_by(token)
    form = ReplyForm(data={"name": own.name, "organisation": own.organisation})
    return _own_page(own, form, token)


@bp.post("/my-dates/<token>")
@public
@limiter.limit("60 per hour")
def change(token: str) -> Response | Page:
    form = ReplyForm()
    if form.validate() and save(
        form, lambda: change_reply(token, _answer(form, is_own=False), now=now())
    ):
        flash(_("Your answer is changed."))
        return redirect(url_for(".reply", token=token), code=303)
    return _own_page(reply_by(token), form, token), form.again_status


@bp.post("/my-dates/<token>/remove")
@public
@limiter.limit("60 per hour")
def remove(token: str) -> Response:
    """Take one's answer back, also after closing: nothing of it is left."""
    back = url_for(".poll", token=_link_token(reply_by(token).poll))
    with transaction():
        take_back_reply(token)
    flash(_("Your answer is deleted. Nothing of it is left."))
    return redirect(back, code=303)


def _answer(form: ReplyForm, *, is_own: bool) -> Answer:
    return Answer(
        name=form.name.data or "",
        organisation=form.organisation.data or "",
        choices=choices_in(request.form),
        is_own=is_own,
    )


def _knows_name(actor: Actor) -> bool:
    return actor.kind is ActorKind.ACCOUNT and bool(actor.name)


def _own_replies(shown: DatePoll) -> list[DateReply]:
    actor = current_actor()
    person_id = actor.person_id if actor.kind is ActorKind.ACCOUNT else None
    return list_own_replies(shown, session.get(_REPLIES, ()), person_id)


def _keep(made: DateReply) -> None:
    """Remember on this device which answers were given on it."""
    others = [known for known in session.get(_REPLIES, ()) if known != made.public_id]
    session[_REPLIES] = [*others, made.public_id][-_MOST_KEPT:]
    session.permanent = True


def _ask(shown: DatePoll, form: ReplyForm, token: str) -> str:
    actor = current_actor()
    is_for_another = "another" in request.args
    return _page(
        "ask",
        shown,
        token=token,
        form=form,
        said=choices_in(request.form),
        known_name=None if is_for_another or not _knows_name(actor) else actor.name,
    )


def _own_page(own: DateReply, form: ReplyForm, token: str) -> str:
    slots = {slot.id: slot.public_id for slot in own.poll.slots}
    said = {slots[each.slot_id]: each.availability for each in own.choices}
    return _page(
        "reply",
        own.poll,
        token=_link_token(own.poll),
        form=form,
        reply=own,
        reply_token=token,
        said={**said, **choices_in(request.form)},
        unanswered=set(slots.values()) - set(said),
        own_link=absolute_url("dates.reply", token=token),
        tallies=_tallies(own.poll),
        empty_form=EmptyForm(),
    )


def _page(name: str, shown: DatePoll, **facts: Any) -> str:
    return render_template(
        f"scheduling/{name}.html",
        poll=shown,
        state=shown.state(now()),
        availabilities=AVAILABILITIES,
        people=count_replies(shown),
        **facts,
    )


def _tallies(shown: DatePoll) -> dict[int, Any]:
    return {tally.slot_id: tally for tally in tallies_of(shown)}


def _reply_url(made: DateReply) -> str:
    return url_for("dates.reply", token=reply_token(_secret(), made.public_id))


def _link_token(shown: DatePoll) -> str:
    return link_token(_secret(), shown.serial)


def _secret() -> str:
    """What links are made with."""
    return str(current_app.config["SECRET_KEY"])
