"""Files that are answers."""

from datetime import datetime
from typing import BinaryIO

from forum.core.db import db
from forum.files.service import store_file


def keep_upload(stream: BinaryIO, name: str, *, now: datetime) -> dict[str, str]:
    """Store what was sent along; the answer that names it. Swept after an hour if nothing does.

    Raises what `files.service.store_file` raises.
    """
    file = store_file(stream, name, now=now)
    db.session.flush()  # its public id is made when it is written
    return {"id": file.public_id, "name": file.name}
