"""The tree as JSON and back, and the hash that names its content.

Fields that hold their default are left out, so that a later field does not change the hash of
documents already certified.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from forum.documents import tree
from forum.documents.tree import Block, Document, TreeError

T = TypeVar("T")

FORMAT = "wethi-document"
VERSION = 1

_KINDS: dict[str, type[Block]] = {
    kind.kind: kind
    for kind in (
        tree.Heading,
        tree.Paragraph,
        tree.Quotation,
        tree.Table,
        tree.BarChart,
        tree.Resolution,
        tree.Commitment,
        tree.KeyValues,
        tree.List,
        tree.SignatureBlock,
        tree.PageBreak,
        tree.Annex,
    )
}


def to_json(document: Document) -> dict[str, Any]:
    """The document as what `json.dumps` takes."""
    return {"format": FORMAT, "version": VERSION, **_encode(document)}


def from_json(data: Mapping[str, Any]) -> Document:
    """The document that `to_json` wrote.

    Raises TreeError when the data has another format or version, an unknown kind of block, an
    unknown or missing field, or a value of the wrong type.
    """
    if data.get("format") != FORMAT or data.get("version") != VERSION:
        raise TreeError("not a document of this format and version")
    body = {name: value for name, value in data.items() if name not in {"format", "version"}}
    return _decode_object(Document, body)


def canonical_bytes(document: Document) -> bytes:
    """The one way to write this document: JSON in UTF-8, names sorted, no blanks between."""
    text = json.dumps(
        to_json(document),
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
        allow_nan=False,
    )
    # Half a surrogate pair has no UTF-8; backslashreplace writes it the way JSON escapes it.
    return text.encode("utf-8", errors="backslashreplace")


def content_hash(document: Document) -> str:
    """SHA-256 of the canonical bytes, in hexadecimal."""
    return hashlib.sha256(canonical_bytes(document)).hexdigest()


def block_to_json(block: Block) -> dict[str, Any]:
    """One block as what `json.dumps` takes."""
    return _encode(block)  # type: ignore[no-any-return]


def block_from_json(data: Mapping[str, Any]) -> Block:
    """The block that `block_to_json` wrote. Raises TreeError as `from_json` does."""
    return _decode_block(data)


def _encode(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        kind = {"kind": value.kind} if isinstance(value, Block) else {}
        return kind | {
            field.name: _encode(getattr(value, field.name))
            for field in fields(value)
            if field.default is MISSING or getattr(value, field.name) != field.default
        }
    if isinstance(value, tuple):
        return [_encode(item) for item in value]
    return value.value if isinstance(value, StrEnum) else value


@cache
def _hints(cls: Any) -> dict[str, Any]:
    return get_type_hints(cls)


def _decode_block(data: Any) -> Block:
    if not isinstance(data, Mapping):
        raise TreeError("a block is not an object")
    cls = _KINDS.get(str(data.get("kind")))
    if cls is None:
        raise TreeError(f"unknown kind of block {data.get('kind')!r}")
    return _decode_object(cls, {name: value for name, value in data.items() if name != "kind"})


def _decode_object(cls: type[T], data: Any) -> T:
    if not isinstance(data, Mapping):
        raise TreeError(f"{cls.__name__} is not an object")
    known = {field.name for field in fields(cls)}  # type: ignore[arg-type]
    if unknown := set(data) - known:
        raise TreeError(f"{cls.__name__} has no {sorted(unknown)}")
    hints = _hints(cls)  # type: ignore[arg-type]
    values = {name: _decode(hints[name], value) for name, value in data.items()}
    try:
        return cls(**values)
    except TypeError as missing:
        raise TreeError(str(missing)) from missing


def _decode(hint: Any, value: Any) -> Any:
    if isinstance(hint, UnionType):
        return _decode_union(get_args(hint), value)
    if get_origin(hint) is tuple:
        return _decode_tuple(get_args(hint), value)
    if hint is Block:
        return _decode_block(value)
    if is_dataclass(hint):
        return _decode_object(hint, value)  # type: ignore[arg-type]
    if issubclass(hint, StrEnum):
        return _decode_enum(hint, value)
    if type(value) is hint:
        return value
    raise TreeError(f"{value!r} where {hint.__name__} belongs")


def _decode_union(hints: tuple[Any, ...], value: Any) -> Any:
    if value is None and NoneType in hints:
        return None
    for hint in hints:
        if isinstance(value, list) == (get_origin(hint) is tuple) and _fits(hint, value):
            return _decode(hint, value)
    if float in hints and type(value) is int:  # elsewhere 1.0 is written as 1
        return float(value)
    raise TreeError(f"{value!r} has a wrong type")


def _fits(hint: Any, value: Any) -> bool:
    return get_origin(hint) is tuple or type(value) is hint


def _decode_tuple(hints: tuple[Any, ...], value: Any) -> tuple[Any, ...]:
    if not isinstance(value, list):
        raise TreeError(f"{value!r} where a list belongs")
    if hints[-1] is Ellipsis:
        return tuple(_decode(hints[0], item) for item in value)
    if len(value) != len(hints):
        raise TreeError(f"{len(value)} values where {len(hints)} belong")
    return tuple(_decode(hint, item) for hint, item in zip(hints, value, strict=True))


def _decode_enum(hint: type[StrEnum], value: Any) -> StrEnum:
    try:
        return hint(value)
    except ValueError as wrong:
        raise TreeError(str(wrong)) from wrong
