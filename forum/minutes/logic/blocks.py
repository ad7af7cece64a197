"""Blocks as they are kept: composed in every language at once, with the hash of what they say."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from forum.documents import tree
from forum.documents.serial import block_from_json, block_to_json
from forum.language.normal import shorten
from forum.minutes.logic.compose.main import compose
from forum.minutes.logic.compose.pieces import Composition
from forum.minutes.logic.facts import ForumFacts
from forum.minutes.logic.phrases import LANGUAGES
from forum.minutes.logic.states import TITLE

LABEL_LENGTH = 60
Content = dict[str, Any]


@dataclass(frozen=True)
class Composed:
    """A block composed from facts: what it says by language, and where it comes from.

    `facts_hash` is the SHA-256 of everything it says in all languages: another hash means that the
    facts in it have changed.
    """

    key: str
    section: str
    kind: str
    content: Content
    sources: list[dict[str, str]]
    facts_hash: str


def composed_blocks(facts: ForumFacts, languages: Sequence[str] = LANGUAGES) -> list[Composed]:
    """The minutes as blocks in reading order, the head first.

    Addresses of sources are not in them: they are made when a document is.
    """
    compositions = {language: compose(facts, language) for language in languages}
    first = compositions[languages[0]]
    blocks = [_head(compositions, facts)]
    for place, piece in enumerate(first.pieces):
        content = {
            language: block_to_json(each.pieces[place].block)
            for language, each in compositions.items()
        }
        sources = [{"kind": s.kind, "public_id": s.public_id} for s in piece.block.sources]
        blocks.append(
            Composed(
                key=piece.block.key,
                section=piece.section,
                kind=piece.block.kind,
                content=content,
                sources=sources,
                facts_hash=hash_of(content),
            )
        )
    return blocks


def hash_of(content: Mapping[str, Any]) -> str:
    """SHA-256 of content, however its names are ordered."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


def label_of(content: Mapping[str, Any], text: Mapping[str, str]) -> dict[str, str]:
    """The first words of a block by language, to speak of it."""
    labels = {language: _words(data) for language, data in content.items()} | dict(text)
    return {code: shorten(words, LABEL_LENGTH) for code, words in labels.items() if words}


def plain_text(content: Mapping[str, Any], language: str) -> str:
    """What a composed paragraph or resolution says in a language, to start rewriting from."""
    data = content.get(language)
    if data is None or data.get("kind") not in {"paragraph", "resolution"}:
        return ""
    block = block_from_json(data)
    if isinstance(block, tree.Paragraph):
        return tree.plain(block.text)
    return block.text if isinstance(block, tree.Resolution) else ""


def _head(compositions: Mapping[str, Composition], facts: ForumFacts) -> Composed:
    content = {
        language: {"title": each.title, "subtitle": list(each.subtitle)}
        for language, each in compositions.items()
    }
    sources = [{"kind": "forum", "public_id": facts.public_id}]
    return Composed(TITLE, TITLE, TITLE, content, sources, hash_of(content))


def _words(data: Mapping[str, Any]) -> str:
    if "kind" not in data:
        return str(data.get("title", ""))
    block = block_from_json(data)
    for name in ("text", "title", "caption"):
        said = getattr(block, name, "")
        if said:
            return " ".join(tree.plain(said).split())
    if isinstance(block, tree.KeyValues):
        return " ".join(block.rows[0]) if block.rows else ""
    return ""
