"""The files minutes can be taken away in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from forum.documents import docx, html, json_file, pdf
from forum.documents.tree import Document

Render = Callable[[Document, str], bytes]

# Where rendered files are kept, below the instance folder.
CACHE = Path("cache") / "minutes"


@dataclass(frozen=True)
class Format:
    """One kind of file; `render` takes the document and the stamp for the foot of its pages."""

    name: str
    label: str
    mimetype: str
    render: Render


def _html(document: Document, stamp: str) -> bytes:
    return html.page(document, stamp=stamp).encode("utf-8", errors="replace")


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        each.name: each
        for each in (
            Format("pdf", "PDF", "application/pdf", lambda d, s: pdf.render(d, stamp=s)),
            Format(
                "docx",
                "Word",
                "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
                lambda d, s: docx.render(d, stamp=s),
            ),
            Format("html", "HTML", "text/html", _html),
            Format("json", "JSON", "application/json", lambda d, _s: json_file.render(d)),
        )
    }
)
