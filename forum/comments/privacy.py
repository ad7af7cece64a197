"""What comments hold of a person."""

from typing import Any

from sqlalchemy import select, update

from forum.comments.models import Comment, Thread
from forum.core.db import db


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
    """Take the person off what they wrote.

    The words stay where others answered them, with the sector only; what the person had
    withdrawn is emptied, so that nobody can bring it back.
    """
    own = Comment.author_id == person_id
    db.session.execute(
        update(Comment).where(own, Comment.withdrawn_at.is_not(None)).values(body="")
    )
    db.session.execute(update(Comment).where(own).values(author_id=None))
