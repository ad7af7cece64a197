"""What the live room holds of a person: which resolutions they wrote down."""

from typing import Any

from sqlalchemy import select, update

from forum.accounts.models import Account
from forum.core.db import db
from forum.floor.models import Resolution


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
