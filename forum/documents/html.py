"""A document as HTML: a part for our own pages, and a page of its own to keep.

Classes only, no inline style (the pages' security policy allows none); `document.css` has the look.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import singledispatch
from importlib.resources import files

from markupsafe import Markup, escape

from forum.documents import tree
from forum.documents.labels import label
from forum.documents.printed import (
    bar_lengths,
    chart_table,
    is_blank,
    language_of,
    printed,
    thread_of,
)
from forum.documents.text import run_lines
from forum.documents.threads import colour_name
from forum.documents.tree import Block, Document, Text

_NOTHING = Markup("")
_VOID = {"meta", "hr"}


@dataclass(frozen=True, slots=True)
class _Setting:
    """What every block needs to know of the whole."""

    document: Document
    title_level: int
    authors: bool = False

    def heading(self, level: int) -> str:
        return f"h{min(self.title_level + level, 6)}"


def render(document: Document, *, title_level: int = 1, authors: bool = False) -> Markup:
    """The document as one `<article>`.

    `title_level` is the level of the title's heading, where the page around has one of its own.
    With `authors`, typed blocks name who wrote them.
    """
    setting = _Setting(printed(document), title_level, authors)
    return _element(
        "article",
        _head(setting),
        *(_block(block, setting) for block in setting.document.blocks),
        class_=_document_classes(document),
        lang=document.language,
    )


def render_head(document: Document, *, title_level: int = 1) -> Markup:
    """The title and the lines below it, for pages that set the blocks one by one."""
    return _head(_Setting(printed(document), title_level))


def render_blocks(
    document: Document, *, title_level: int = 1, authors: bool = False
) -> Iterator[tuple[Block, Markup]]:
    """Each top block, as it is in the tree, with its HTML, so that a page can set its own beside it."""
    setting = _Setting(printed(document), title_level, authors)
    for original, block in zip(document.blocks, setting.document.blocks, strict=True):
        yield original, _block(block, setting)


def page(document: Document, css: str | None = None, *, stamp: str = "") -> str:
    """A complete HTML file that needs nothing else: no script, no address to load from.

    `css` is the style sheet to embed, else `document.css`. `stamp` stands below the document, e.g.
    the number and hash of a certified version.
    """
    style = (stylesheet() if css is None else css).replace("</", "<\\/")
    title = printed(document).title
    head = _element(
        "head",
        _element("meta", charset="utf-8"),
        _element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        _element("title", title),
        # A style sheet is not text: "</" is the only thing that could end it, and is gone above.
        Markup("<style>{}</style>").format(Markup(style)),  # noqa: S704
    )
    foot = _element("footer", stamp, class_="doc-stamp") if stamp else _NOTHING
    body = _element("body", _element("main", render(document), foot), class_="doc-page")
    whole = _element("html", head, body, lang=document.language)
    return f"<!doctype html>\n{whole}\n"


def stylesheet() -> str:
    """The style sheet of documents, for a page to link or embed."""
    return files("forum.documents").joinpath("document.css").read_text("utf-8")


def _element(name: str, /, *children: str | Markup, **attributes: str | None) -> Markup:
    """An element; children and attributes that are not Markup are escaped, None is left out."""
    written = _NOTHING.join(
        Markup(' {}="{}"').format(key.rstrip("_").replace("_", "-"), value)
        for key, value in attributes.items()
        if value is not None
    )
    tag = Markup(name)  # noqa: S704 - always a literal of this module
    if name in _VOID:
        return Markup("<{}{}>").format(tag, written)
    inner = _NOTHING.join(escape(child) for child in children)
    return Markup("<{}{}>{}</{}>").format(tag, written, inner, tag)


def _document_classes(document: Document) -> str:
    layout = document.layout.value.replace("_", "-")
    return f"doc doc-layout-{layout} doc-digits-{document.digits.value}"


def _head(setting: _Setting) -> Markup:
    lines = (_element("p", line, class_="doc-subtitle") for line in setting.document.subtitle)
    title = _element(setting.heading(0), setting.document.title, class_="doc-title")
    return _element("header", title, *lines, class_="doc-head")


def _block(block: Block, setting: _Setting) -> Markup:
    language = language_of(block, setting.document)
    return _element(
        "section" if isinstance(block, tree.Annex) else "div",
        _content(block, setting),
        _sources(block, setting.document.language),
        _author(block, language) if setting.authors else _NOTHING,
        class_=_classes(block),
        id=f"b-{block.key}",
        lang=language if language != setting.document.language else None,
    )


def _classes(block: Block) -> str:
    names = ["doc-block", f"doc-{block.kind.replace('_', '-')}", f"doc-{block.origin.value}"]
    if (tone := thread_of(block)) is not None:
        names += ["doc-thread", f"doc-tone-{tone.value}"]
    return " ".join(names)


@singledispatch
def _content(block: Block, setting: _Setting) -> Markup:
    """What a block says, without its sources."""
    raise TypeError(f"HTML for {block.kind} in {setting.document.title!r}")


@_content.register
def _(block: tree.Heading, setting: _Setting) -> Markup:
    return _element(setting.heading(block.level), block.text)


@_content.register
def _(block: tree.Paragraph, _setting: _Setting) -> Markup:
    return _text(block.text)


@_content.register
def _(block: tree.Quotation, _setting: _Setting) -> Markup:
    by = _element("figcaption", f"— {block.attribution}") if block.attribution else _NOTHING
    return _element("figure", _element("blockquote", _text(block.text)), by)


@_content.register
def _(block: tree.Resolution, setting: _Setting) -> Markup:
    lead = block.label or label(language_of(block, setting.document), "resolution")
    return _text((tree.Run(lead, strong=True), tree.Run(f" {block.text}")))


@_content.register
def _(block: tree.Commitment, setting: _Setting) -> Markup:
    language = language_of(block, setting.document)
    facts = (("owner", block.owner), ("due", block.due))
    parts = [
        _element("span", _element("b", label(language, name)), " ", value)
        for name, value in facts
        if value
    ]
    line = _element("p", Markup(" · ").join(parts), class_="doc-facts") if parts else _NOTHING
    return _text(block.text) + line


@_content.register
def _(block: tree.KeyValues, _setting: _Setting) -> Markup:
    rows = (
        _element("div", _element("dt", name), _element("dd", _lines(value)))
        for name, value in block.rows
    )
    return _element("dl", *rows)


@_content.register
def _(block: tree.List, _setting: _Setting) -> Markup:
    items = (_element("li", _lines(item)) for item in block.items)
    return _element("ol" if block.ordered else "ul", *items)


@_content.register
def _(block: tree.SignatureBlock, setting: _Setting) -> Markup:
    signed = label(language_of(block, setting.document), "signed")
    line = _element("p", signed, " ", _element("span", class_="doc-signature-line"))
    name = _element("p", f"({block.name})") if block.name else _NOTHING
    return _element("div", line, name, _element("p", block.role))


@_content.register
def _(block: tree.Annex, setting: _Setting) -> Markup:
    title = _element(setting.heading(1), block.title)
    return title + _NOTHING.join(_block(inner, setting) for inner in block.blocks)


@_content.register
def _(_block: tree.PageBreak, _setting: _Setting) -> Markup:
    return _element("hr")


@_content.register
def _(block: tree.Table, _setting: _Setting) -> Markup:
    aligns = [column.align for column in block.columns]
    heads = (_cell("th", column.heading, column.align, "col") for column in block.columns)
    rows = [_row(row, aligns) for row in block.rows]
    foot = _row(block.total, aligns) if block.total else None
    return _frame(block.caption, heads, rows, foot)


@_content.register
def _(chart: tree.BarChart, setting: _Setting) -> Markup:
    """The figures as a table with a bar in every row.

    The bars repeat the figures for the eye, so they are hidden from readers of the screen.
    """
    table = chart_table(chart, setting.document)
    heads = [_cell("th", column.heading, column.align, "col") for column in table.columns]
    heads.insert(1, _element("td", class_="doc-bars"))
    bars = map(_bar, chart.rows, bar_lengths(chart))
    rows = [_chart_row(row, bar) for row, bar in zip(table.rows, bars, strict=True)]
    foot = _chart_row(table.total, _NOTHING) if table.total else None
    return _frame(table.caption, heads, rows, foot)


def _text(text: Text) -> Markup:
    return _NOTHING.join(_element("p", *map(_run, line)) for line in run_lines(text))


def _lines(text: Text) -> Markup:
    """The text where no paragraphs may stand: lines with a break between."""
    lines = (_NOTHING.join(map(_run, line)) for line in run_lines(text))
    return Markup("<br>").join(lines)


def _run(run: tree.Run) -> Markup:
    inner = escape(run.text)
    if run.emphasis:
        inner = _element("em", inner)
    return _element("strong", inner) if run.strong else inner


def _sources(block: Block, language: str) -> Markup:
    if not block.sources:
        return _NOTHING
    links = Markup(" · ").join(
        _element("a", source.label, href=source.url) if source.url else escape(source.label)
        for source in block.sources
    )
    return _element("p", f"{label(language, 'source')}: ", links, class_="doc-source")


def _author(block: Block, language: str) -> Markup:
    if block.origin is not tree.Origin.TYPED or not block.author:
        return _NOTHING
    return _element("p", f"{label(language, 'author')}: {block.author}", class_="doc-author")


def _frame(
    caption: Text, heads: Iterable[Markup], rows: Iterable[Markup], foot: Markup | None
) -> Markup:
    """A table in a box of its own, which may scroll sideways on a phone, by keyboard too."""
    table = _element(
        "table",
        _NOTHING if is_blank(caption) else _element("caption", _lines(caption)),
        _element("thead", _element("tr", *heads)),
        _element("tbody", *rows),
        _NOTHING if foot is None else _element("tfoot", foot),
    )
    return _element("div", table, class_="doc-frame", tabindex="0")


def _cell(name: str, text: str, align: tree.Align, scope: str | None = None) -> Markup:
    css = None if align is tree.Align.START else f"doc-{align.value}"
    return _element(name, _lines(text), scope=scope, class_=css)


def _row(cells: tuple[str, ...], aligns: list[tree.Align]) -> Markup:
    first = _cell("th", cells[0], aligns[0], "row")
    rest = (_cell("td", text, align) for text, align in zip(cells[1:], aligns[1:], strict=True))
    return _element("tr", first, *rest)


def _chart_row(cells: tuple[str, ...], bar: Markup) -> Markup:
    figures = (_cell("td", text, tree.Align.END) for text in cells[1:])
    first = _cell("th", cells[0], tree.Align.START, "row")
    return _element("tr", first, _element("td", bar, class_="doc-bars"), *figures)


def _bar(bar: tree.Bar, length: float) -> Markup:
    """A rectangle as long as the share; an empty picture where nothing is shown."""
    rect = _element(
        "rect", width=f"{length * 100:.2f}", height="10", class_=f"doc-bar-{colour_name(bar)}"
    )
    return _element(
        "svg",
        rect,
        viewBox="0 0 100 10",
        width="100%",
        height="10",
        preserveAspectRatio="none",
        aria_hidden="true",
    )
