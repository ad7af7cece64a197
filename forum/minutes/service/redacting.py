"""Taking a person out of minutes that are written and of versions that are certified."""

from collections.abc import Iterable
from datetime import datetime

from forum.core.actor import SYSTEM
from forum.documents.serial import content_hash, from_json
from forum.jobs.queue import enqueue
from forum.journal.service import record
from forum.language.redaction import Marks
from forum.minutes.logic.redacting import Stands, taken_out_of_tree
from forum.minutes.models import Minutes, MinutesVersion


def take_out(minutes: Minutes, marks: Marks, stands: Stands, *, now: datetime) -> None:
    """A marker stands wherever the person stood: in blocks, in every version, in what was told.

    A certified version keeps the hash it was certified with. The hash of what it says from now on
    is added to its redactions and to the journal, so that every file that was ever handed out can
    be matched with one link of that chain.
    """
    for block in minutes.blocks:
        if stands.covers(block.key, block.kind, block.sources):
            block.content = marks.taken_out_of(block.content, "th")
            block.text = marks.taken_out_of(block.text, "th")
            block.hidden_reason = marks.taken_out(block.hidden_reason, "th")
    minutes.changes = marks.taken_out_of(minutes.changes, "th")
    for version in minutes.versions:
        _take_out_of_version(minutes, version, marks, stands, now)


def forget_files(minutes: Iterable[Minutes]) -> None:
    """Have the rendered files thrown away that may still show somebody."""
    if any(True for _each in minutes):
        enqueue("minutes.forget_files", unique_key="now")


def _take_out_of_version(
    minutes: Minutes, version: MinutesVersion, marks: Marks, stands: Stands, now: datetime
) -> None:
    trees = {
        language: taken_out_of_tree(tree, marks, stands, language)
        for language, tree in version.trees.items()
    }
    if stands.has_signed or stands.everywhere:
        version.signatories = marks.taken_out_of(version.signatories, "th")
    if trees == version.trees:
        return
    before = version.current_hashes
    after = {language: content_hash(from_json(tree)) for language, tree in trees.items()}
    version.trees = trees
    version.redactions = [*version.redactions, {"at": now.isoformat(), "hashes": after}]
    record(
        "minutes.redacted",
        "minutes",
        minutes.public_id,
        actor=SYSTEM,
        now=now,
        forum_id=minutes.forum_id,
        version=version.number,
        before=before,
        after=after,
    )
