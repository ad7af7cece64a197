"""What a forum's pages hold of a person: presenters named on the agenda, typed by the organiser."""

from typing import Any

from sqlalchemy import select

from forum.accounts.ports import Held
from forum.accounts.queries import forums_of, marks_of
from forum.core.db import db
from forum.core.i18n import N_
from forum.events.models import AgendaItem, Forum
from forum.language.redaction import Marks

HELD = Held(
    title=N_("The agenda"),
    stays=N_(
        "Where organisers named you on an agenda or in other words of their own. Ask them to take "
        "you out there: by your name alone the program cannot tell you from a namesake."
    ),
    words={
        "presented": N_("Agenda items with your name"),
        "item": N_("Agenda item"),
        "presenter": N_("Presenter"),
    },
)


def export(person_id: int) -> dict[str, Any]:
    """The agenda items of the person's forums that name them as presenter."""
    marks = marks_of(person_id)
    return {
        "presented": [
            {"item": item.title, "presenter": item.presenter}
            for item in _items(person_id)
            if marks.is_in(item.presenter)
        ]
    }


def erase(person_id: int) -> None:
    """Nothing by itself: a name on an agenda may be a namesake's. The staff can (`redact`)."""


def redact(person_id: int, marks: Marks) -> None:
    """Take the person off the agenda and out of the words of their forums."""
    for item in _items(person_id):
        item.presenter = marks.taken_out(item.presenter, "th")
        item.title = marks.taken_out_of(item.title, "th")
        item.description = marks.taken_out_of(item.description, "th")
    for forum in db.session.scalars(select(Forum).where(Forum.id.in_(forums_of(person_id)))):
        for name in ("title", "summary", "description", "place", "change_reason"):
            setattr(forum, name, marks.taken_out_of(getattr(forum, name), "th"))


def _items(person_id: int) -> list[AgendaItem]:
    query = select(AgendaItem).where(AgendaItem.forum_id.in_(forums_of(person_id)))
    return list(db.session.scalars(query.order_by(AgendaItem.id)))
