"""What topics hold of a person."""

from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import joinedload

from forum.accounts.ports import Held
from forum.accounts.queries import forums_of, marks_of
from forum.core.db import db
from forum.core.i18n import N_
from forum.language.redaction import Marks
from forum.topics.logic import TopicState
from forum.topics.models import Endorsement, Topic

_TEXTS = ("title", "problem", "evidence", "proposal")
_EMPTY = {"title": "–", "problem": "", "evidence": "", "proposal": ""}

HELD = Held(
    title=N_("Your topics"),
    goes=N_(
        "Your name on the topics you proposed and inside them, and your support for those of others. "
        "Topics you withdrew are emptied."
    ),
    stays=N_("The words of your other topics, with the sector only."),
    words={
        "topics": N_("Topics"),
        "topic": N_("Topic"),
        "endorsements": N_("Topics you support"),
        "title": N_("Title"),
        "problem": N_("Problem"),
        "evidence": N_("Evidence"),
        "proposal": N_("Proposal"),
        "state": N_("State"),
        "proposed_at": N_("Proposed"),
    },
)


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
    marks = marks_of(person_id)
    for topic in db.session.scalars(select(Topic).where(Topic.proposer_id == person_id)):
        is_gone = topic.state is TopicState.WITHDRAWN
        for name in _TEXTS:
            words = marks.taken_out(getattr(topic, name), topic.language)
            setattr(topic, name, _EMPTY[name] if is_gone else words)
        topic.proposer_id = None
    for endorsement in db.session.scalars(
        select(Endorsement).where(Endorsement.person_id == person_id)
    ):
        db.session.delete(endorsement)


def merge(kept: int, double: int) -> None:
    """The double's topics are the person's; a topic both stand behind has one supporter."""
    db.session.execute(update(Topic).where(Topic.proposer_id == double).values(proposer_id=kept))
    supported = set(
        db.session.scalars(select(Endorsement.topic_id).where(Endorsement.person_id == kept))
    )
    for endorsement in db.session.scalars(
        select(Endorsement).where(Endorsement.person_id == double)
    ):
        if endorsement.topic_id in supported:
            db.session.delete(endorsement)
        else:
            endorsement.person_id = kept


def redact(person_id: int, marks: Marks) -> None:
    """Take the person out of what others proposed and answered at their forums."""
    query = select(Topic).where(Topic.forum_id.in_(forums_of(person_id)))
    for topic in db.session.scalars(query):
        for name in (*_TEXTS, "answer"):
            setattr(topic, name, marks.taken_out(getattr(topic, name), topic.language))


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
