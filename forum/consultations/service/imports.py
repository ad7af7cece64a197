"""Bringing in what was gathered elsewhere."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import insert, select

from forum.consultations.errors import BrokenExport, ExportMissing, ImportedAlready
from forum.consultations.logic.plain import plain_text
from forum.consultations.logic.polis import (
    COMMENTS,
    SUMMARY,
    VOTES,
    Export,
    language_of,
    read_export,
)
from forum.consultations.logic.states import ConsultationState, StatementState
from forum.consultations.models import Consultation, Respondent, Statement, StatementAnswer
from forum.consultations.queries import find_by_origin
from forum.consultations.service.desk import note
from forum.core.actor import Actor
from forum.core.db import db
from forum.core.ids import new_public_id
from forum.core.permissions import Permission
from forum.events.access import forum_for
from forum.language.normal import normalise, normalise_lines

ORIGIN = "polis"
# What the licence of the Computational Democracy Project's open data asks to be said (CC BY 4.0).
ATTRIBUTION = (
    "Data was gathered using the Polis software (compdemocracy.org/polis) and is sub-licensed "
    "under CC BY 4.0 with Attribution to The Computational Democracy Project"
)


@dataclass(frozen=True)
class PolisImport:
    """What an import brought in: the consultation and its numbers."""

    consultation: Consultation
    statements: int
    hidden: int
    voters: int
    votes: int


def import_polis(
    directory: Path,
    forum_id: str,
    *,
    source_note: str | None = None,
    again: bool = False,
    actor: Actor,
    now: datetime,
) -> PolisImport:
    """Bring a Polis export into a forum as a closed consultation with anonymous respondents.

    Reads comments.csv, votes.csv and, where there, summary.csv (title, description, address). A
    statement keeps its comment-id as number, so that every figure can be looked up in the export;
    statements that Polis' moderators took out are hidden, with their answers. Each voter's latest
    vote on a statement counts. `source_note` says where the data came from (by default the
    attribution that the open data of the Computational Democracy Project asks for, with the
    address in summary.csv). With any broken row nothing is written.

    Raises ExportMissing, BrokenExport with all problems, and ImportedAlready for the very same
    files in the same forum, unless a second consultation is wanted (`again`).
    """
    forum = forum_for(actor, forum_id, Permission.CONSULTATION_EDIT, lock=True)
    comments, votes = _content(directory, COMMENTS), _content(directory, VOTES)
    summary = _content(directory, SUMMARY) if (directory / SUMMARY).exists() else None
    fingerprint = hashlib.sha256(comments + b"\0" + votes).hexdigest()[:40]
    known = find_by_origin(forum, ORIGIN, fingerprint)
    if known is not None and not again:
        raise ImportedAlready(id=known.public_id)
    reading = read_export(comments, votes, summary)
    if reading.export is None:
        raise BrokenExport(reading.problems)
    export = reading.export
    title = normalise(export.topic) or directory.resolve().name
    consultation = Consultation(
        forum=forum,
        title={language_of(title): title},
        description=_localised(plain_text(export.description)),
        state=ConsultationState.CLOSED,
        source_note=source_note if source_note is not None else _attribution(export),
        origin_kind=ORIGIN,
        origin_id=fingerprint,
        created_at=now,
    )
    db.session.add(consultation)
    db.session.flush()  # its id is what the rows below refer to
    _write_rows(consultation, export)
    done = _counted(consultation, export)
    note("consultation.imported", consultation, actor, now, votes=done.votes, voters=done.voters)
    return done


def _content(directory: Path, name: str) -> bytes:
    try:
        return (directory / name).read_bytes()
    except OSError:
        raise ExportMissing(file=name) from None


def _localised(text: str) -> dict[str, str]:
    lines = normalise_lines(text)
    return {language_of(lines): lines} if lines else {}


def _attribution(export: Export) -> str:
    return f"{ATTRIBUTION} · {export.url}" if export.url else ATTRIBUTION


def _write_rows(consultation: Consultation, export: Export) -> None:
    """Statements, voters and votes in three statements each, however many there are."""
    db.session.execute(
        insert(Statement),
        [
            {
                "public_id": new_public_id(),
                "consultation_id": consultation.id,
                "number": statement.id,
                "text": normalise_lines(statement.text),
                "language": language_of(statement.text),
                "state": statement.state,
                "created_at": statement.created_at,
            }
            for statement in export.statements
        ],
    )
    voters = [
        {"consultation_id": consultation.id, "imported_as": str(voter)} for voter in export.voters
    ]
    if not voters:
        return
    db.session.execute(insert(Respondent), voters)
    statement_ids = _ids(consultation)
    respondent_ids = _respondents(consultation)
    db.session.execute(
        insert(StatementAnswer),
        [
            {
                "statement_id": statement_ids[vote.statement],
                "respondent_id": respondent_ids[str(vote.voter)],
                "value": vote.value,
                "answered_at": vote.voted_at,
            }
            for vote in export.votes
        ],
    )


def _ids(consultation: Consultation) -> dict[int, int]:
    """Statement ids by number."""
    query = select(Statement.number, Statement.id).where(
        Statement.consultation_id == consultation.id
    )
    return dict(db.session.execute(query).all())


def _respondents(consultation: Consultation) -> dict[str | None, int]:
    """Respondent ids by the number of the voter in the export."""
    query = select(Respondent.imported_as, Respondent.id).where(
        Respondent.consultation_id == consultation.id
    )
    return dict(db.session.execute(query).all())


def _counted(consultation: Consultation, export: Export) -> PolisImport:
    hidden = sum(each.state is StatementState.HIDDEN for each in export.statements)
    return PolisImport(
        consultation=consultation,
        statements=len(export.statements),
        hidden=hidden,
        voters=len(export.voters),
        votes=len(export.votes),
    )
