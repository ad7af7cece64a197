"""From blocks to a document: what is shown, in one language, with the addresses of its sources."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from forum.core.i18n import LocalText, localised
from forum.documents import tree
from forum.documents.serial import block_from_json
from forum.documents.tree import Annex, Block, Digits, Document, Layout, List, Origin, Source
from forum.minutes.logic import phrases
from forum.minutes.logic.compose.pieces import other_language
from forum.minutes.logic.states import TITLE, BlockOrigin, TypedKind

AddressOf = Callable[[str, str], str | None]  # kind and public id of a source → its page


class Row(Protocol):
    """A block as it is kept."""

    key: Any
    kind: Any
    origin: Any
    content: Any
    text: Any
    is_hidden: Any
    hidden_reason: Any


@dataclass(frozen=True)
class Signatory:
    """Somebody who signs, by the name they gave for this; `role` is `rapporteur` or `certifier`."""

    role: str
    name: str
    position: str = ""


@dataclass(frozen=True)
class Frame:
    """What a document has beside its blocks."""

    thai_digits: bool = False
    day: str = ""  # of the forum, ISO
    publisher: str = ""
    signatories: tuple[Signatory, ...] = ()


def document_of(
    rows: Sequence[Row], language: str, frame: Frame, address_of: AddressOf
) -> Document:
    """The minutes in one language, without what is hidden.

    What was left out is said in a last annex with the reasons, so that hiding leaves a trace.
    """
    head: Mapping[str, Any] = next((_in(r.content, language) for r in rows if r.kind == TITLE), {})
    shown = [row for row in rows if row.kind != TITLE and not row.is_hidden]
    blocks = [block_of(row, language) for row in shown]
    blocks = _signed(blocks, language, frame.signatories)
    blocks += _left_out([row for row in rows if row.is_hidden], language)
    return Document(
        title=str(head.get("title", "")),
        subtitle=tuple(head.get("subtitle", ())),
        language=language,
        layout=Layout.FORUM_REPORT,
        digits=Digits.THAI if frame.thai_digits and language == "th" else Digits.ARABIC,
        blocks=tuple(with_addresses(block, address_of) for block in blocks),
        meta=tuple((k, v) for k, v in (("author", frame.publisher), ("date", frame.day)) if v),
    )


def block_of(row: Row, language: str) -> Block:
    """One block in a language: as typed, as rewritten, else as composed."""
    if row.origin is BlockOrigin.TYPED:
        return _typed(row, language)
    block = block_from_json(_in(row.content, language))
    words = row.text.get(language)
    if not words:
        return block
    author = phrases.say(language, "rapporteur")
    return replace(block, text=words, language=None, origin=Origin.TYPED, author=author)  # type: ignore[call-arg]


def with_addresses(block: Block, address_of: AddressOf) -> Block:
    """The block with the page of each of its sources, inside annexes too."""
    sources = tuple(_with_address(source, address_of) for source in block.sources)
    block = replace(block, sources=sources)
    if not isinstance(block, Annex):
        return block
    inner = tuple(with_addresses(each, address_of) for each in block.blocks)
    return replace(block, blocks=inner)


def is_translated(row: Row, languages: Iterable[str]) -> bool:
    """Whether typed text is there in every language."""
    if row.origin is BlockOrigin.COMPOSED and not row.text:
        return True
    return all(row.text.get(language) for language in languages)


def _with_address(source: Source, address_of: AddressOf) -> Source:
    return replace(source, url=address_of(source.kind, source.public_id))


def _in(content: Mapping[str, Any], language: str) -> Any:
    return content.get(language) or next(iter(content.values()))


def _typed(row: Row, language: str) -> Block:
    text: LocalText = row.text
    words = localised(text, language)
    written_in = next((code for code, each in text.items() if each == words), language)
    shared: dict[str, Any] = {
        "key": row.key,
        "origin": Origin.TYPED,
        "author": phrases.say(language, "rapporteur"),
        "language": other_language(language if text.get(language) else written_in, language),
    }
    if row.kind == TypedKind.RESOLUTION:
        return tree.Resolution(text=words, **shared)
    if row.kind == TypedKind.QUOTATION:
        return tree.Quotation(text=words, **shared)
    if row.kind == TypedKind.RESERVATION:
        lead = tree.Run(phrases.say(language, "reservation"), strong=True)
        return tree.Paragraph(text=(lead, tree.Run(f" {words}")), **shared)
    return tree.Paragraph(text=words, **shared)


def _signed(blocks: list[Block], language: str, signatories: Sequence[Signatory]) -> list[Block]:
    """The blocks with lines to sign on, before the first annex."""
    lines: list[Block] = [
        tree.SignatureBlock(
            key=f"signature:{place}",
            role="\n".join(
                part for part in (phrases.say(language, each.role), each.position) if part
            ),
            name=each.name,
        )
        for place, each in enumerate(signatories, start=1)
    ]
    body = [block for block in blocks if not isinstance(block, Annex)]
    annexes = [block for block in blocks if isinstance(block, Annex)]
    return [*body, *lines, *annexes]


def _left_out(hidden: Sequence[Row], language: str) -> list[Block]:
    if not hidden:
        return []
    items = tuple(
        phrases.say(
            language,
            "left_out",
            kind=phrases.say(language, f"kind.{_kind_of(row)}"),
            reason=row.hidden_reason,
        )
        for row in hidden
    )
    notes = List(
        key="annex:left-out:list",
        items=items,
        origin=Origin.TYPED,
        author=phrases.say(language, "rapporteur"),
    )
    title = phrases.say(language, "annex.left_out")
    return [Annex(key="annex:left-out", title=title, blocks=(notes,))]


def _kind_of(row: Row) -> str:
    return "paragraph" if row.kind == TypedKind.RESERVATION else str(row.kind)
