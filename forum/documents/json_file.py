"""A document as the JSON file that anyone can check: its SHA-256 is the content hash."""

from forum.documents.serial import canonical_bytes
from forum.documents.tree import Document


def render(document: Document) -> bytes:
    """The canonical bytes, so that `sha256sum` on the file answers with the content hash."""
    return canonical_bytes(document)
