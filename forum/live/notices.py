"""What services say: something changed, somebody lost a right. Sent once the commit is made."""

from flask import current_app

from forum.core.transaction import after_commit
from forum.live.extension import live_of


def changed(object_id: str) -> None:
    """Whoever follows the object (by its public id) sees it anew; a rollback takes this back."""
    live = live_of(current_app)
    after_commit(lambda: live.changed(object_id))


def close_topic(object_id: str) -> None:
    """The object is gone or no longer followed: its streams end and do not come back."""
    live = live_of(current_app)
    after_commit(lambda: live.close_topic(object_id))


def close_owner(owner: str) -> None:
    """Somebody's rights changed: their streams end, and coming back asks for the right again.

    `owner` is the string the view gave to `stream_response`.
    """
    live = live_of(current_app)
    after_commit(lambda: live.close_owner(owner))
