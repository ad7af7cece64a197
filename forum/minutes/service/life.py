"""The life of minutes: checked by a second person, certified, succeeded by a corrected version."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from functools import partial

from forum.core.actor import Actor, ActorKind
from forum.core.i18n import localised
from forum.core.permissions import Permission
from forum.documents.serial import content_hash, to_json
from forum.documents.tree import Document
from forum.journal.service import record
from forum.language.dates import local
from forum.minutes.access import minutes_for
from forum.minutes.errors import NameMissing, NotReady, SecondPersonNeeded
from forum.minutes.logic.documents import Frame, Signatory, document_of
from forum.minutes.logic.phrases import LANGUAGES
from forum.minutes.logic.states import MinutesState, can_become
from forum.minutes.models import Minutes, MinutesVersion
from forum.minutes.ports import source_urls
from forum.signups.service.reminders import thank_with_minutes


def check_minutes(forum_id: str, *, actor: Actor, now: datetime) -> Minutes:
    """Note that a second person has read the draft and found it right.

    Raises SecondPersonNeeded for whoever edited last, and NotReady when this is no draft.
    """
    minutes = minutes_for(actor, forum_id, Permission.MINUTES_EDIT, lock=True)
    _refuse_unless(minutes, MinutesState.CHECKED)
    if actor.kind is ActorKind.ACCOUNT and actor.id == minutes.edited_by_id:
        raise SecondPersonNeeded
    minutes.state = MinutesState.CHECKED
    minutes.checked_by_id = actor.account_id
    minutes.checked_at = now
    _note(minutes, "minutes.checked", actor, now)
    return minutes


def certify_minutes(
    forum_id: str,
    signatories: Sequence[Signatory] = (),
    *,
    with_thanks: bool = True,
    actor: Actor,
    now: datetime,
) -> MinutesVersion:
    """Freeze checked minutes as a numbered version, in every language, with their hashes.

    From now on everybody may read them, and nobody can change them. The names of signatories are
    printed. Those who were there are thanked with a link to them, once. Raises NotReady when they are not checked, and NameMissing when a person certifies
    without naming themselves.
    """
    minutes = minutes_for(actor, forum_id, Permission.MINUTES_CERTIFY, lock=True)
    _refuse_unless(minutes, MinutesState.CERTIFIED)
    signed = tuple(each for each in signatories if each.name.strip())
    if actor.kind is ActorKind.ACCOUNT and not any(s.role == "certifier" for s in signed):
        raise NameMissing
    documents = documents_of(minutes, signed)
    version = MinutesVersion(
        number=1 + len(minutes.versions),
        trees={language: to_json(document) for language, document in documents.items()},
        hashes={language: content_hash(document) for language, document in documents.items()},
        signatories=[asdict(each) for each in signed],
        certified_by_id=actor.account_id,
        created_at=now,
    )
    minutes.versions.append(version)
    minutes.state, minutes.certified_at, minutes.changes = MinutesState.CERTIFIED, now, []
    for block in [block for block in minutes.blocks if block.removed_at is not None]:
        minutes.blocks.remove(block)
    _note(minutes, "minutes.certified", actor, now, version=version.number, hashes=version.hashes)
    if with_thanks:
        thank_with_minutes(forum_id, actor=actor, now=now)
    return version


def begin_correction(forum_id: str, *, actor: Actor, now: datetime) -> Minutes:
    """Begin a corrected version from certified minutes; the certified one stays as it is.

    Raises NotReady when nothing is certified.
    """
    minutes = minutes_for(actor, forum_id, Permission.MINUTES_CERTIFY, lock=True)
    if minutes.state is not MinutesState.CERTIFIED:
        raise NotReady
    minutes.state = MinutesState.DRAFT
    minutes.checked_at = minutes.checked_by_id = None
    _note(minutes, "minutes.reopened", actor, now)
    return minutes


def documents_of(
    minutes: Minutes, signatories: tuple[Signatory, ...] = ()
) -> Mapping[str, Document]:
    """The minutes as documents, one a language, as they stand now."""
    return {language: document_in(minutes, language, signatories) for language in LANGUAGES}


def document_in(
    minutes: Minutes, language: str, signatories: tuple[Signatory, ...] = ()
) -> Document:
    """The minutes as a document in one language, as they stand now."""
    forum = minutes.forum
    organiser = forum.programme.organisation
    frame = Frame(
        thai_digits=minutes.thai_digits,
        day=local(forum.starts_at).date().isoformat(),
        publisher=localised(organiser.name, language) if organiser else "",
        signatories=signatories,
    )
    rows = [block for block in minutes.blocks if block.removed_at is None]
    return document_of(rows, language, frame, partial(_address, forum.public_id))


def _address(forum_id: str, kind: str, public_id: str) -> str | None:
    makers = {kind: make for each in source_urls.suppliers for kind, make in each.items()}
    make = makers.get(kind)
    return make(forum_id, public_id) if make else None


def _refuse_unless(minutes: Minutes, wanted: MinutesState) -> None:
    if not can_become(minutes.state, wanted):
        raise NotReady


def _note(minutes: Minutes, code: str, actor: Actor, now: datetime, **facts: object) -> None:
    record(
        code,
        "minutes",
        minutes.public_id,
        actor=actor,
        now=now,
        forum_id=minutes.forum_id,
        **facts,
    )
