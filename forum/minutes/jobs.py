"""Rendered files are kept for speed only; what must not be kept longer is thrown away here."""

from datetime import datetime, timedelta
from pathlib import Path

from flask import current_app

from forum.core.clock import now
from forum.minutes.logic.formats import CACHE

_A_DAY = timedelta(days=1)


def forget_files() -> None:
    """Throw away all rendered minutes: they are made anew when somebody asks."""
    _forget(now() + _A_DAY)


def forget_old_files() -> None:
    """Throw away what was rendered more than a day ago, in case the job after an erasure was lost."""
    _forget(now() - _A_DAY)


def _forget(before: datetime) -> None:
    folder = Path(current_app.config["INSTANCE"]) / CACHE
    for path in folder.glob("*") if folder.exists() else ():
        if path.stat().st_mtime < before.timestamp():
            path.unlink(missing_ok=True)
