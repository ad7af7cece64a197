"""Polls kept to be asked again, and reminding those who have not voted, at the organiser's desk."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from forum.core.clock import now
from forum.core.errors import Conflict
from forum.core.permissions import Permission
from forum.core.transaction import transaction
from forum.events.access import forum_for
from forum.polls.access import poll_for
from forum.polls.forms.keeping import TemplateForm
from forum.polls.queries.polls import list_templates
from forum.polls.service.templates import (
    ask_again,
    keep_template,
    throw_template_away,
    use_template,
)
from forum.polls.service.timing import remind
from forum.web.guard import current_actor, requires
from forum.web.problems import sentence_of
from forum.web.saving import save

bp = Blueprint("poll_templates", __name__, template_folder="../templates")


@bp.get("/forums/<forum_id>/desk/polls/templates")
@requires(Permission.POLL_EDIT)
def index(forum_id: str) -> str:
    forum = forum_for(current_actor(), forum_id, Permission.POLL_EDIT)
    templates = list_templates(forum.programme_id)
    return render_template("polls/templates.html", forum=forum, templates=templates)


@bp.route("/forums/<forum_id>/desk/polls/<poll_id>/template", methods=["GET", "POST"])
@requires(Permission.POLL_EDIT)
def keep(forum_id: str, poll_id: str) -> str | Response | tuple[str, int]:
    poll = poll_for(current_actor(), forum_id, poll_id, Permission.POLL_EDIT)
    form = TemplateForm(data={"name": poll.question})
    if not form.is_submitted():
        return render_template("polls/keep.html", forum=poll.forum, poll=poll, form=form)
    if form.validate() and save(
        form,
        lambda: keep_template(forum_id, poll_id, form.name.data, actor=current_actor(), now=now()),
    ):
        flash(_("The poll is kept as a template."))
        return redirect(url_for(".index", forum_id=forum_id))
    return render_template("polls/keep.html", forum=poll.forum, poll=poll, form=form), 422


@bp.post("/forums/<forum_id>/desk/polls/templates/<template_id>/use")
@requires(Permission.POLL_EDIT)
def use(forum_id: str, template_id: str) -> Response:
    with transaction():
        poll = use_template(forum_id, template_id, actor=current_actor(), now=now())
        poll_id = poll.public_id
    flash(_("A draft was made from the template."))
    return redirect(url_for("poll_desk.edit", forum_id=forum_id, poll_id=poll_id))


@bp.post("/forums/<forum_id>/desk/polls/templates/<template_id>/delete")
@requires(Permission.POLL_EDIT)
def delete(forum_id: str, template_id: str) -> Response:
    with transaction():
        throw_template_away(forum_id, template_id, actor=current_actor(), now=now())
    flash(_("The template was deleted."))
    return redirect(url_for(".index", forum_id=forum_id))


@bp.post("/forums/<forum_id>/desk/polls/<poll_id>/again")
@requires(Permission.POLL_EDIT)
def again(forum_id: str, poll_id: str) -> Response:
    with transaction():
        poll = ask_again(forum_id, poll_id, actor=current_actor(), now=now())
        new_id = poll.public_id
    flash(_("A draft with the same question was made. Its result will be compared with the first."))
    return redirect(url_for("poll_desk.edit", forum_id=forum_id, poll_id=new_id))


@bp.post("/forums/<forum_id>/desk/polls/<poll_id>/remind")
@requires(Permission.POLL_EDIT)
def send_reminder(forum_id: str, poll_id: str) -> Response:
    try:
        with transaction():
            number = remind(forum_id, poll_id, actor=current_actor(), now=now())
        flash(ngettext("%(num)s person is reminded.", "%(num)s people are reminded.", number))
    except Conflict as error:
        flash(sentence_of(error), "error")
    return redirect(url_for("poll_desk.show", forum_id=forum_id))
