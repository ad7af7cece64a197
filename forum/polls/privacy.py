"""What polls hold of a person: how they voted by name, and that they voted."""

from typing import Any

from sqlalchemy import select, update

from forum.core.db import db
from forum.core.ids import new_public_id
from forum.polls.logic.kinds import SecrecyLevel
from forum.polls.models import Ballot, Poll, Turnout
from forum.signups.models.places import Signup


def export(person_id: int) -> dict[str, Any]:
    """The person's votes: the choice in named polls, in confidential ones only that they voted."""
    query = (
        select(Poll, Ballot)
        .join(Turnout, Turnout.poll_id == Poll.id)
        .join(Signup, Signup.id == Turnout.signup_id)
        .outerjoin(Ballot, (Ballot.poll_id == Poll.id) & (Ballot.key == Signup.public_id))
        .where(Signup.person_id == person_id)
        .order_by(Poll.id)
    )
    return {"votes": [_vote(poll, ballot) for poll, ballot in db.session.execute(query)]}


def erase(person_id: int) -> None:
    """Cut named ballots loose from the person, and remove their reasons; the count stays.

    Ballots of open confidential polls are cut loose when the poll closes; nobody can find those
    of closed ones. That somebody had a vote (without a name) stays, or turnout would be wrong.
    """
    query = (
        select(Ballot.poll_id, Ballot.key)
        .join(Signup, Signup.public_id == Ballot.key)
        .join(Poll, Poll.id == Ballot.poll_id)
        .where(Signup.person_id == person_id, Poll.level == SecrecyLevel.NAMED)
    )
    for poll_id, key in db.session.execute(query).all():
        db.session.execute(
            update(Ballot)
            .where(Ballot.poll_id == poll_id, Ballot.key == key)
            .values(key=new_public_id(), reason="")
        )
    signups = select(Signup.id).where(Signup.person_id == person_id)
    db.session.execute(
        update(Turnout).where(Turnout.signup_id.in_(signups)).values(request_keys=[])
    )


def _vote(poll: Poll, ballot: Ballot | None) -> dict[str, Any]:
    labels = {option.public_id: option.label for option in poll.options}
    chosen = labels.get(str(ballot.choice.get("option"))) if ballot else None
    return {
        "poll": poll.public_id,
        "question": poll.question,
        "level": poll.level.value,
        "choice": chosen,
        "reason": ballot.reason if ballot else None,
    }
