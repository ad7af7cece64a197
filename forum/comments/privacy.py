"""What comments hold of a person."""

from typing import Any

from sqlalchemy import select, update

from forum.accounts.ports import Held
from forum.accounts.queries import forums_of, marks_of
from forum.comments.models import Comment, Thread
from forum.core.db import db
from forum.core.i18n import N_
from forum.language.redaction import Marks

HELD = Held(
    title=N_("Your comments"),
    goes=N_(
        "Your name on your comments, and your name, address and number inside them. Comments you "
        "withdrew are emptied. Withdraw a comment first if its words are to go, too."
    ),
    stays=N_("The words of your other comments, with the sector only."),
    words={
        "comments": N_("Comments"),
        "about": N_("About"),
        "kind": N_("Kind"),
        "id": N_("Id"),
        "written_at": N_("Written"),
        "withdrawn": N_("Withdrawn"),
        "hidden": N_("Hidden"),
    },
)


def export(person_id: int) -> dict[str, Any]:
    """Everything the person wrote, withdrawn and hidden comments included."""
    query = (
        select(Comment, Thread)
        .join(Comment.thread)
        .where(Comment.author_id == person_id)
        .order_by(Comment.id)
    )
    return {
        "comments": [
            {
                "id": comment.public_id,
                "about": {"kind": thread.owner_kind, "id": thread.owner_id},
                "text": comment.body,
                "language": comment.language,
                "written_at": comment.created_at.isoformat(),
                "withdrawn": comment.withdrawn_at is not None,
                "hidden": comment.hidden_at is not None,
            }
            for comment, thread in db.session.execute(query)
        ]
    }


def erase(person_id: int) -> None:
    """Take the person off what they wrote, and out of its words.

    The words stay where others answered them, with the sector only; what the person had
    withdrawn is emptied, so that nobody can bring it back.
    """
    marks = marks_of(person_id)
    own = Comment.author_id == person_id
    for comment in db.session.scalars(select(Comment).where(own)):
        withdrawn = comment.withdrawn_at is not None
        comment.body = "" if withdrawn else marks.taken_out(comment.body, comment.language)
        comment.author_id = None


def merge(kept: int, double: int) -> None:
    """What the double wrote is the person's."""
    db.session.execute(update(Comment).where(Comment.author_id == double).values(author_id=kept))


def redact(person_id: int, marks: Marks) -> None:
    """Take the person out of what others wrote at their forums."""
    query = select(Comment).join(Comment.thread).where(Thread.forum_id.in_(forums_of(person_id)))
    for comment in db.session.scalars(query):
        comment.body = marks.taken_out(comment.body, comment.language)
        comment.hidden_reason = marks.taken_out(comment.hidden_reason, "th")
