"""What minutes hold of a person.

Certified versions are records that others rely on, so erasing leaves them standing and takes only
the person out: where the program itself put them (the list of names, what they said, what they
signed) a marker stands instead. The certified hash stays, the hash of what is left is added, and
both are journaled. What others typed is the staff's to look at (`redact`).
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import or_, select

from forum.accounts.models import Account
from forum.accounts.ports import Held
from forum.accounts.queries import forums_of, marks_of
from forum.comments.models import Comment
from forum.consultations.models import Statement
from forum.core.clock import now
from forum.core.db import db
from forum.core.i18n import N_
from forum.events.logic.stages import AttributionMode
from forum.events.models import Forum
from forum.language.redaction import Marks
from forum.minutes.logic.redacting import NAMES, Stands
from forum.minutes.logic.states import BlockOrigin, is_writable
from forum.minutes.models import Minutes, MinutesBlock, MinutesVersion
from forum.minutes.service.redacting import forget_files, take_out
from forum.polls.models import Ballot, Poll
from forum.signups.models.places import CheckIn, Signup
from forum.topics.models import Topic

HELD = Held(
    title=N_("Minutes"),
    goes=N_(
        "Your name wherever the minutes list, quote or were signed by you, also in certified "
        "versions: a marker stands there instead, and the page says that a name was removed."
    ),
    stays=N_(
        "The minutes with all figures. What was certified keeps its hash beside the new one, so "
        "that printed copies can still be checked. Words that others typed: ask the organiser."
    ),
    words={
        "minutes_texts": N_("Texts you typed in minutes"),
        "forum": N_("Forum"),
    },
)
_VOICES = frozenset({"topic", "comment", "poll"})


def export(person_id: int) -> dict[str, Any]:
    """The text the person typed or reworded in minutes, by forum."""
    query = (
        select(Forum.public_id, MinutesBlock.text)
        .join(Minutes, Minutes.forum_id == Forum.id)
        .join(MinutesBlock, MinutesBlock.minutes_id == Minutes.id)
        .join(Account, Account.id == MinutesBlock.edited_by_id)
        .where(Account.person_id == person_id)
        .order_by(MinutesBlock.id)
    )
    return {
        "minutes_texts": [
            {"forum": forum_id, "text": text}
            for forum_id, text in db.session.execute(query)
            if text
        ]
    }


def erase(person_id: int) -> None:
    """Take the person out of drafts and of certified versions, where the program put them.

    What may name them in drafts goes whole; composing again puts the rest back.
    """
    marks, found = marks_of(person_id), _list_minutes(person_id)
    stands = Stands(
        said=_said(person_id), is_listed=_was_present(person_id), has_signed=_has_account(person_id)
    )
    for minutes in found:
        if is_writable(minutes.state):
            for block in [block for block in minutes.blocks if _may_name(minutes.forum, block)]:
                minutes.blocks.remove(block)
        take_out(minutes, marks, stands, now=now())
    forget_files(found)


def redact(person_id: int, marks: Marks) -> None:
    """Take the person out of everything the minutes of their forums say, whoever typed it."""
    found = _list_minutes(person_id)
    for minutes in found:
        take_out(minutes, marks, Stands(everywhere=True), now=now())
    forget_files(found)


def _list_minutes(person_id: int) -> list[Minutes]:
    """The minutes of forums the person came to, and those they worked on."""
    own = select(Account.id).where(Account.person_id == person_id).scalar_subquery()
    worked = or_(
        Minutes.edited_by_id == own,
        Minutes.checked_by_id == own,
        Minutes.blocks.any(MinutesBlock.edited_by_id == own),
        Minutes.versions.any(MinutesVersion.certified_by_id == own),
    )
    query = select(Minutes).where(or_(Minutes.forum_id.in_(forums_of(person_id)), worked))
    return list(db.session.scalars(query.order_by(Minutes.id)))


def _said(person_id: int) -> frozenset[tuple[str, str]]:
    """The sources that are the person's: topics, comments, statements, and named votes."""
    topics = db.session.scalars(select(Topic.public_id).where(Topic.proposer_id == person_id))
    comments = db.session.scalars(select(Comment.public_id).where(Comment.author_id == person_id))
    polls = db.session.scalars(
        select(Poll.public_id)
        .join(Ballot, Ballot.poll_id == Poll.id)
        .join(Signup, Signup.public_id == Ballot.key)
        .where(Signup.person_id == person_id)
    )
    own = select(Statement).where(Statement.author_id == person_id)
    statements = list(db.session.scalars(own))
    said: dict[str, Iterable[str]] = {
        "topic": topics,
        "comment": comments,
        "poll": polls,
        "statement": [each.public_id for each in statements],
        "consultation": [each.consultation.public_id for each in statements],
    }
    return frozenset((kind, id_) for kind, ids in said.items() for id_ in ids)


def _was_present(person_id: int) -> bool:
    """Whether the person can stand in a list of names: those are of people who were there."""
    query = select(CheckIn.id).join(CheckIn.signup).where(Signup.person_id == person_id)
    return db.session.scalars(query.limit(1)).first() is not None


def _has_account(person_id: int) -> bool:
    """Whether the person can have signed: only accounts write and certify."""
    query = select(Account.id).where(Account.person_id == person_id)
    return db.session.scalars(query).first() is not None


def _may_name(forum: Forum, block: MinutesBlock) -> bool:
    if block.origin is BlockOrigin.TYPED:
        return False
    is_quoting = bool(block.source_kinds & _VOICES)
    return block.key in NAMES or (forum.attribution_mode is AttributionMode.NAMED and is_quoting)
