"""Where files lie: below the instance folder, under the hash of their content."""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from flask import current_app


def keep(content: bytes) -> str:
    """Put content into the store, safe on disk before this returns; its SHA-256 in hex.

    The same content is kept once. Keeping it again makes it new for the sweeper.
    """
    digest = hashlib.sha256(content).hexdigest()
    path = path_of(digest)
    if path.exists():
        os.utime(path)
        return digest
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)
    return digest


def path_of(digest: str) -> Path:
    """Where content of this hash lies, or would lie."""
    return _folder() / digest[:2] / digest


def kept_before(moment: float) -> Iterator[Path]:
    """All files of the store that were last kept before a moment (seconds since 1970)."""
    for path in _folder().glob("??/*"):
        if path.stat().st_mtime < moment:
            yield path


def _folder() -> Path:
    return Path(current_app.config["INSTANCE"]) / "files"


def _sync_folder(folder: Path) -> None:
    """A renamed file survives a power cut only when its folder was written, too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
