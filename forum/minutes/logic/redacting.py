"""Taking a person out of documents: only where the program itself put them, or everywhere."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from forum.language.redaction import Marks

NAMES = ("attendance:named", "attendance:named-heading")
SIGNATURE = "signature"


@dataclass(frozen=True)
class Stands:
    """Where a person stands by what the program knows: what they said, being listed, signing.

    `said` are sources (kind and public id) of what is theirs.
    """

    said: frozenset[tuple[str, str]] = frozenset()
    is_listed: bool = False
    has_signed: bool = False
    everywhere: bool = False

    def covers(self, key: str, kind: str, sources: Collection[Mapping[str, Any]]) -> bool:
        """Whether a block may hold the person."""
        if self.everywhere:
            return True
        if key in NAMES:
            return self.is_listed
        if kind == SIGNATURE:
            return self.has_signed
        return any((s.get("kind"), s.get("public_id")) in self.said for s in sources)


def taken_out_of_tree(
    tree: Mapping[str, Any], marks: Marks, stands: Stands, language: str
) -> dict[str, Any]:
    """A document's tree (as JSON) without the person; the same where they do not stand in it."""
    return {
        **(marks.taken_out_of(dict(tree), language) if stands.everywhere else tree),
        "blocks": [_block(block, marks, stands, language) for block in tree.get("blocks", ())],
    }


def _block(block: Mapping[str, Any], marks: Marks, stands: Stands, language: str) -> dict[str, Any]:
    here = dict(block)
    if stands.covers(str(block.get("key")), str(block.get("kind")), block.get("sources", ())):
        here = marks.taken_out_of(here, language)
    elif "blocks" in here:
        here["blocks"] = [_block(each, marks, stands, language) for each in here["blocks"]]
    return here
