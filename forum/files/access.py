"""Getting a file: readable only through what hands it out."""

from sqlalchemy import select

from forum.core.actor import Actor
from forum.core.db import db
from forum.core.errors import NotFound
from forum.files.models import StoredFile
from forum.files.ports import may_read


def file_for(actor: Actor, public_id: str) -> StoredFile:
    """The file, for whoever may see something that hands it out. Raises NotFound otherwise."""
    query = select(StoredFile).where(StoredFile.public_id == public_id)
    file = db.session.scalars(query).one_or_none()
    if file is None or not any(reads(actor, file.id) for reads in may_read.suppliers):
        raise NotFound
    return file
