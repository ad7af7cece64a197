"""A document as Markdown (CommonMark with tables). Text is escaped: what somebody wrote stays text."""

import re
from collections.abc import Iterable
from functools import singledispatch

from forum.documents import tree
from forum.documents.labels import label
from forum.documents.printed import chart_table, is_blank, language_of, printed
from forum.documents.text import run_lines
from forum.documents.tree import Align, Block, Document, Run, Text

_SPECIAL = re.compile(r"[\\`*_\[\]<>|~&#$!]")
_LINE_START = re.compile(r"^([-+=:]|[0-9]+(?=[.)](?:\s|$)))")
_RULES = {Align.START: ":---", Align.CENTER: ":---:", Align.END: "---:"}


def render(document: Document) -> str:
    """The document as Markdown, one blank line between blocks."""
    document = printed(document)
    parts = [f"# {_inline(document.title)}"]
    if document.subtitle:
        parts.append("  \n".join(_inline(line) for line in document.subtitle if line.strip()))
    parts += (_block(block, document) for block in document.blocks)
    return "\n\n".join(part for part in parts if part) + "\n"


def _block(block: Block, document: Document) -> str:
    parts = (_content(block, document), _sources(block, document.language))
    return "\n\n".join(part for part in parts if part)


def _sources(block: Block, language: str) -> str:
    if not block.sources:
        return ""
    links = " · ".join(
        f"[{_inline(source.label)}](<{source.url}>)" if source.url else _inline(source.label)
        for source in block.sources
    )
    return f"{label(language, 'source')}: {links}"


@singledispatch
def _content(block: Block, document: Document) -> str:
    raise TypeError(f"Markdown for {block.kind} in {document.title!r}")


@_content.register
def _(block: tree.Heading, _document: Document) -> str:
    return f"{'#' * (block.level + 1)} {_inline(block.text)}"


@_content.register
def _(block: tree.Paragraph, _document: Document) -> str:
    return _text(block.text)


@_content.register
def _(block: tree.Quotation, _document: Document) -> str:
    said = _text(block.text)
    if block.attribution.strip():
        said += f"\n\n— {_inline(block.attribution)}"
    return "\n".join(f"> {line}".rstrip() for line in said.split("\n"))


@_content.register
def _(block: tree.Resolution, document: Document) -> str:
    lead = block.label or label(language_of(block, document), "resolution")
    return _text((Run(lead, strong=True), Run(f" {block.text}")))


@_content.register
def _(block: tree.Commitment, document: Document) -> str:
    language = language_of(block, document)
    facts = (("owner", block.owner), ("due", block.due))
    line = " · ".join(
        f"**{label(language, name)}** {_inline(value)}" for name, value in facts if value.strip()
    )
    return "\n\n".join(part for part in (_text(block.text), line) if part)


@_content.register
def _(block: tree.KeyValues, _document: Document) -> str:
    return "\n".join(
        f"- {_strong(name)}: {_inline(value)}" if name.strip() else f"- {_inline(value)}"
        for name, value in block.rows
    )


@_content.register
def _(block: tree.List, _document: Document) -> str:
    """Numbers stay Arabic: Markdown knows no others."""
    marks = (f"{n}." if block.ordered else "-" for n in range(1, len(block.items) + 1))
    return "\n".join(
        f"{mark} {_inline(item)}".rstrip() for mark, item in zip(marks, block.items, strict=True)
    )


@_content.register
def _(block: tree.SignatureBlock, document: Document) -> str:
    lines = [f"{label(language_of(block, document), 'signed')} ......................"]
    if block.name.strip():
        lines.append(f"({_inline(block.name)})")
    return "  \n".join([*lines, _inline(block.role)]).rstrip()


@_content.register
def _(_block: tree.PageBreak, _document: Document) -> str:
    return "---"


@_content.register
def _(block: tree.Annex, document: Document) -> str:
    inner = (_block(each, document) for each in block.blocks)
    return "\n\n".join(part for part in (f"## {_inline(block.title)}", *inner) if part)


@_content.register
def _(block: tree.Table, _document: Document) -> str:
    rows = [_row(column.heading for column in block.columns)]
    rows.append(f"| {' | '.join(_RULES[column.align] for column in block.columns)} |")
    rows += (_row(row) for row in block.rows)
    if block.total:
        rows.append(f"| {' | '.join(_strong(cell) for cell in block.total)} |")
    table = "\n".join(rows)
    return table if is_blank(block.caption) else f"{_inline(block.caption)}\n\n{table}"


@_content.register
def _(chart: tree.BarChart, document: Document) -> str:
    return _content(chart_table(chart, document), document)


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(map(_inline, cells))} |"


def _text(text: Text) -> str:
    return "\n\n".join(_line(runs) for runs in run_lines(text))


def _inline(text: Text) -> str:
    """The text where no paragraphs may stand."""
    return " ".join(_line(runs) for runs in run_lines(text))


def _strong(text: str) -> str:
    return f"**{_inline(text)}**" if text.strip() else ""


def _line(runs: tuple[Run, ...]) -> str:
    return _LINE_START.sub(_escaped_start, "".join(map(_run, runs)))


def _escaped_start(start: re.Match[str]) -> str:
    """What would begin a list or a rule: a sign gets its backslash, a number gets it before its dot."""
    mark = start.group()
    return f"{mark}\\" if mark.isdigit() else f"\\{mark}"


def _run(run: Run) -> str:
    text = _SPECIAL.sub(r"\\\g<0>", run.text)
    mark = "**" * run.strong + "*" * run.emphasis
    if not mark or not text.strip():
        return text
    # Marks must touch the words they mark.
    lead = text[: len(text) - len(text.lstrip())]
    trail = text[len(text.rstrip()) :]
    return f"{lead}{mark}{text.strip()}{mark[::-1]}{trail}"
