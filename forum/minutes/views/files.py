"""Files to take away: rendered once for each content, kept, and handed out under a proper name."""

import hashlib
import os
import tempfile
import threading
from pathlib import Path
from urllib.parse import quote

from flask import Response, current_app, request

from forum.core.errors import NotFound
from forum.documents.serial import canonical_bytes
from forum.documents.tree import Document
from forum.minutes.logic.formats import CACHE, FORMATS, Format

MOST_KEPT = 200
# What the files look like; raised when renderers change, so that kept files are made anew.
EDITION = "2"
_one_at_a_time = threading.Lock()


def file_response(document: Document, name: str, *, stamp: str, filename: str) -> Response:
    """A document as a file in a format, for keeping. Raises NotFound for an unknown format.

    `filename` is the plain name without ending; beside it stands the document's title.
    """
    kind = FORMATS.get(name)
    if kind is None:
        raise NotFound
    key = _key(document, kind, stamp)
    response = Response(rendered(document, kind, stamp, key), mimetype=kind.mimetype)
    response.headers["Content-Disposition"] = _disposition(document.title, filename, name)
    response.set_etag(key)
    response.make_conditional(request)
    return response


def rendered(document: Document, kind: Format, stamp: str, key: str) -> bytes:
    """The file's bytes, from the shelf when they were made before."""
    path = Path(current_app.config["INSTANCE"]) / CACHE / f"{key}.{kind.name}"
    if path.exists():
        return path.read_bytes()
    with _one_at_a_time:  # whoever waits finds it made
        if path.exists():
            return path.read_bytes()
        content = kind.render(document, stamp)
        _keep(path, content)
    return content


def _key(document: Document, kind: Format, stamp: str) -> str:
    parts = (EDITION.encode(), kind.name.encode(), stamp.encode(), canonical_bytes(document))
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def _disposition(title: str, filename: str, ending: str) -> str:
    words = " ".join(title.replace("/", "-").split())[:120]
    beautiful = quote(f"{words}.{ending}", safe="")
    return f"attachment; filename=\"{filename}.{ending}\"; filename*=UTF-8''{beautiful}"


def _keep(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    Path(temporary).replace(path)
    _sweep(path.parent)


def _sweep(folder: Path) -> None:
    """Drafts change with every word: only the newest files stay."""
    files = [path for path in folder.iterdir() if not path.name.startswith(".")]
    for path in sorted(files, key=lambda each: each.stat().st_mtime)[: -MOST_KEPT or None]:
        path.unlink(missing_ok=True)
