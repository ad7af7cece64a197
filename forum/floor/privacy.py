"""What the live room holds of a person: which resolutions they wrote down."""

from typing import Any

from sqlalchemy import select, update

from forum.accounts.models import Account
from forum.accounts.ports import Held
from forum.accounts.queries import forums_of
from forum.core.db import db
from forum.core.i18n import N_
from forum.floor.models import Resolution
from forum.language.redaction import Marks

HELD = Held(
    title=N_("Resolutions you wrote down"),
    goes=N_("That it was you who wrote them down."),
    stays=N_("The resolutions: they are the meeting's."),
    words={"recorded_resolutions": N_("Resolutions you wrote down")},
)


def export(person_id: int) -> dict[str, Any]:
    """The resolutions the person recorded, as ids: the words are the meeting's."""
    query = (
        select(Resolution.public_id)
        .join(Account, Account.id == Resolution.recorded_by_id)
        .where(Account.person_id == person_id)
        .order_by(Resolution.id)
    )
    return {"recorded_resolutions": list(db.session.scalars(query))}


def erase(person_id: int) -> None:
    """Forget who wrote a resolution down; what was decided stays."""
    accounts = select(Account.id).where(Account.person_id == person_id)
    db.session.execute(
        update(Resolution)
        .where(Resolution.recorded_by_id.in_(accounts))
        .values(recorded_by_id=None)
    )


def redact(person_id: int, marks: Marks) -> None:
    """Take the person out of the words of resolutions at their forums."""
    query = select(Resolution).where(Resolution.forum_id.in_(forums_of(person_id)))
    for resolution in db.session.scalars(query):
        resolution.text = marks.taken_out(resolution.text, resolution.language)
