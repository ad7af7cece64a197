"""What a file is, told from its content, and what it may be called."""

import io
import re
import unicodedata
import zipfile
from enum import StrEnum

import puremagic

from forum.language.normal import normalise

LARGEST = 15 * 1024 * 1024  # bytes; slides with pictures fit, films do not
LONGEST_NAME = 120
_MOST_ENTRIES = 5000  # in a packed document; more is not a document


class Kind(StrEnum):
    """The kinds of files that are taken, by their customary ending."""

    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"
    PPTX = "pptx"
    ODT = "odt"
    CSV = "csv"
    TXT = "txt"
    PNG = "png"
    JPG = "jpg"

    @property
    def media_type(self) -> str:
        """The kind as HTTP names it."""
        return _MEDIA_TYPES[self]

    @property
    def is_image(self) -> bool:
        """Whether it is a picture, which is drawn anew before it is kept."""
        return self in {Kind.PNG, Kind.JPG}


_OFFICE = "application/vnd.openxmlformats-officedocument"
_MEDIA_TYPES = {
    Kind.PDF: "application/pdf",
    Kind.DOCX: f"{_OFFICE}.wordprocessingml.document",
    Kind.XLSX: f"{_OFFICE}.spreadsheetml.sheet",
    Kind.PPTX: f"{_OFFICE}.presentationml.presentation",
    Kind.ODT: "application/vnd.oasis.opendocument.text",
    Kind.CSV: "text/csv",
    Kind.TXT: "text/plain",
    Kind.PNG: "image/png",
    Kind.JPG: "image/jpeg",
}
_SAME_ENDING = {"jpeg": "jpg", "text": "txt"}
_FIRST_BYTES = {
    "application/pdf": Kind.PDF,
    "image/png": Kind.PNG,
    "image/jpeg": Kind.JPG,
}
_PACKED = {
    "word/document.xml": Kind.DOCX,
    "xl/workbook.xml": Kind.XLSX,
    "ppt/presentation.xml": Kind.PPTX,
}
_ODT_MARK = b"application/vnd.oasis.opendocument.text"
_MARKUP = re.compile(r"\s*<(!doctype|html|head|body|script|svg|\?xml)", re.IGNORECASE)
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f]")
_UNFIT = re.compile(r'[\\/:*?"<>|]')


def kind_of(content: bytes, name: str) -> Kind | None:
    """What the content is; None for everything that is not taken.

    The name only tells apart what has no mark of its own: CSV from plain text.
    """
    if content.startswith(b"PK\x03\x04"):
        return _kind_of_packed(content)
    known = _FIRST_BYTES.get(_media_type_of(content))
    if known is not None:
        return known
    if not _is_text(content):
        return None
    return Kind.CSV if ending_of(name) == Kind.CSV else Kind.TXT


def ending_of(name: str) -> str:
    """The ending of a name in small letters, without the dot; jpeg counts as jpg."""
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    return _SAME_ENDING.get(ending, ending)


def fit_name(name: str, kind: Kind) -> str:
    """A name that is safe to hand out: no folders, no control signs, the kind's own ending."""
    last = normalise(name.replace("\\", "/").rpartition("/")[2])
    stem = last.rpartition(".")[0] if "." in last else last
    shown = "".join(sign for sign in stem if unicodedata.category(sign)[0] != "C")
    clean = _UNFIT.sub("", shown).strip(". ")[:LONGEST_NAME]
    return f"{clean or 'file'}.{kind.value}"


def _media_type_of(content: bytes) -> str:
    try:
        matches = puremagic.magic_string(content)
    except (puremagic.PureError, ValueError):
        return ""
    return str(matches[0].mime_type) if matches else ""


def _kind_of_packed(content: bytes) -> Kind | None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            names = packed.namelist()
            if len(names) > _MOST_ENTRIES or any(_is_macro(name) for name in names):
                return None
            if "mimetype" in names and _first(packed, "mimetype") == _ODT_MARK:
                return Kind.ODT
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError):
        return None
    if "[Content_Types].xml" not in names:
        return None
    return next((kind for path, kind in _PACKED.items() if path in names), None)


def _first(packed: zipfile.ZipFile, name: str) -> bytes:
    """The beginning of a packed file: no more is unpacked, whatever it claims to hold."""
    with packed.open(name) as stream:
        return stream.read(len(_ODT_MARK) + 1).strip()


def _is_macro(name: str) -> bool:
    return name.lower().endswith(("vbaproject.bin", "vbadata.xml"))


def _is_text(content: bytes) -> bool:
    """UTF-8 (or the Thai of older Windows programs) without control signs, and not a web page."""
    text = _decoded(content)
    if text is None or _MARKUP.match(text):
        return False
    return not _CONTROLS.search(text)


def _decoded(content: bytes) -> str | None:
    for encoding in ("utf-8-sig", "cp874"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None
