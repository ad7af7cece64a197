"""Sweeping up files that nothing uses."""

from forum.core.clock import now
from forum.core.transaction import transaction
from forum.files.service import remove_orphans, remove_unnamed_content


def sweep() -> None:
    """Rows first, content afterwards: a row without content would be a broken link.

    The content goes while the write lock is held, so that no row can come to name it meanwhile.
    """
    with transaction():
        remove_orphans(now=now())
    with transaction():
        remove_unnamed_content(now=now())
