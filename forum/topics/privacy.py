"""What topics hold of a person."""

from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import joinedload

from forum.core.db import db
from forum.topics.logic import TopicState
from forum.topics.models import Endorsement, Topic


def export(person_id: int) -> dict[str, Any]:
    """The topics the person proposed, withdrawn ones included, and those they stand behind."""
    proposed = select(Topic).where(Topic.proposer_id == person_id).order_by(Topic.id)
    endorsed = (
        select(Endorsement)
        .where(Endorsement.person_id == person_id)
        .options(joinedload(Endorsement.topic))
        .order_by(Endorsement.created_at)
    )
    return {
        "topics": [_topic(topic) for topic in db.session.scalars(proposed)],
        "endorsements": [
            {"topic": each.topic.public_id, "at": each.created_at.isoformat()}
            for each in db.session.scalars(endorsed)
        ],
    }


def erase(person_id: int) -> None:
    """Take the person off their topics and out of the lists of supporters.

    A topic that others can read stays, with the sector only; one that was withdrawn is emptied.
    Endorsements go: a name is all they are.
    """
    own = Topic.proposer_id == person_id
    empty = {"title": "–", "problem": "", "evidence": "", "proposal": ""}
    db.session.execute(
        update(Topic).where(own, Topic.state == TopicState.WITHDRAWN).values(**empty)
    )
    db.session.execute(update(Topic).where(own).values(proposer_id=None))
    for endorsement in db.session.scalars(
        select(Endorsement).where(Endorsement.person_id == person_id)
    ):
        db.session.delete(endorsement)


def _topic(topic: Topic) -> dict[str, Any]:
    return {
        "id": topic.public_id,
        "title": topic.title,
        "problem": topic.problem,
        "evidence": topic.evidence,
        "proposal": topic.proposal,
        "state": topic.state,
        "proposed_at": topic.created_at.isoformat(),
    }
