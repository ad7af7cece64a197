"""Keeping uploads and sweeping up what nothing uses."""

import io
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, BinaryIO

from sqlalchemy import select

from forum.core.db import db
from forum.files import store
from forum.files.errors import (
    FileEmpty,
    FileTooLarge,
    ImageUnreadable,
    KindNotAllowed,
    KindUnlikeName,
)
from forum.files.logic import LARGEST, Kind, ending_of, fit_name, kind_of
from forum.files.models import StoredFile
from forum.files.ports import in_use

if TYPE_CHECKING:
    from PIL import Image

_MOST_PIXELS = 50_000_000  # a large camera's picture; a small file can claim far more
_WIDEST = 2400  # pixels; enough for a screen and for A4 in print
# An upload is written before its row is committed; give every transaction time to end.
_GRACE = timedelta(hours=1)


def store_file(stream: BinaryIO, name: str, *, now: datetime) -> StoredFile:
    """Keep an upload under its content; the row is added to the session.

    What it is, its content tells, not its name or the sender's media type. Pictures are drawn anew,
    which leaves behind where and by whom they were taken. Raises FileEmpty, FileTooLarge,
    KindNotAllowed, KindUnlikeName, ImageUnreadable.
    """
    content = stream.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise FileTooLarge(most=LARGEST // 1024 // 1024)
    if not content:
        raise FileEmpty
    kind = kind_of(content, name)
    if kind is None:
        raise KindNotAllowed
    if ending_of(name) != kind:
        raise KindUnlikeName
    if kind.is_image:
        content = redrawn(content, kind)
    file = StoredFile(
        sha256=store.keep(content),
        name=fit_name(name, kind),
        media_type=kind.media_type,
        size=len(content),
        created_at=now,
    )
    db.session.add(file)
    return file


def redrawn(content: bytes, kind: Kind) -> bytes:
    """A picture with nothing but its pixels, turned upright, no wider than needed.

    Raises ImageUnreadable for what is damaged or claims to be gigantic.
    """
    from PIL import Image, ImageOps  # noqa: PLC0415 - heavy, loaded when used

    form = "PNG" if kind is Kind.PNG else "JPEG"
    try:
        with Image.open(io.BytesIO(content), formats=[form]) as picture:
            if picture.width * picture.height > _MOST_PIXELS:
                raise ImageUnreadable
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail((_WIDEST, _WIDEST))
            drawn = upright.convert(_mode_of(upright, form))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise ImageUnreadable from error
    bare = Image.new(drawn.mode, drawn.size)
    bare.paste(drawn)
    out = io.BytesIO()
    bare.save(out, form, optimize=True, **({"quality": 88} if form == "JPEG" else {}))
    return out.getvalue()


def remove_orphans(*, now: datetime) -> int:
    """Delete rows that no feature uses and content that no row names; how many rows went.

    Nothing younger than an hour is touched: its transaction may still be open.
    """
    query = select(StoredFile).where(StoredFile.created_at < now - _GRACE)
    rows = {row.id: row for row in db.session.scalars(query)}
    used: set[int] = set()
    for list_used in in_use.suppliers:
        used |= list_used(list(rows))
    orphans = [row for id_, row in rows.items() if id_ not in used]
    for row in orphans:
        db.session.delete(row)
    db.session.flush()  # what the store must keep is read from the rows that are left
    return len(orphans)


def remove_unnamed_content(*, now: datetime) -> int:
    """Delete content on disk that no row names any more; how many files went."""
    named = set(db.session.scalars(select(StoredFile.sha256)))
    unnamed = [
        path for path in store.kept_before((now - _GRACE).timestamp()) if path.name not in named
    ]
    for path in unnamed:
        path.unlink(missing_ok=True)
    return len(unnamed)


def _mode_of(picture: "Image.Image", form: str) -> str:
    has_alpha = picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info
    return "RGBA" if form == "PNG" and has_alpha else "RGB"
