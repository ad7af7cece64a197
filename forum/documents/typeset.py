"""Setting pages with Typst: text goes in as data, as words that stay whole, never as markup."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, Literal

from forum.documents.text import run_lines
from forum.documents.tree import Run, Text
from forum.language.calendar import MONTHS
from forum.language.normal import grapheme_count, graphemes
from forum.language.words import break_points

_HERE: Final = Path(__file__).parent
FONTS: Final = _HERE / "fonts"

_THAI = re.compile("[\u0e01-\u0e5b]")
_DAY_AND_MONTH = re.compile(
    rf"(?<!\d)\d{{1,2}} (?:{'|'.join((*MONTHS['th'], *MONTHS['en']))})(?![A-Za-z])"
)
_SPACE = re.compile(r"(\s+)")
_SHORTEST_WHOLE: Final = 3  # signs; shorter ones are not broken anyway
_LONGEST_WHOLE: Final = (
    40  # signs; more than any word: a long address, or noise, must break somewhere
)
_CHUNK: Final = 10  # signs
_LONGEST_NAME: Final = 18  # signs; what a column for names holds in one line

Line = list[dict[str, Any]]
Standard = Literal["a-2a", "ua-1"]


class FontsMissing(RuntimeError):
    """The fonts that documents are set in are not there."""


def typeset(
    template: str,
    data: Mapping[str, Any],
    *,
    fonts: Path = FONTS,
    standards: Sequence[Standard] = (),
) -> bytes:
    """The template `typst/<template>.typ` filled with the data, as PDF. The same gives the same bytes.

    Where a sign is in no font (an emoji in a name) the `standards` forbid to go on; the file is then
    written without their claim, with a box for the sign. Raises FontsMissing where `fonts` holds no
    TrueType file.
    """
    import typst  # noqa: PLC0415 - heavy, loaded when used

    if not any(fonts.glob("*.ttf")):
        raise FontsMissing(
            f"PDF files need the Sarabun fonts in {fonts.name}/. Install the package with its front end "
            "built (without WETHI_SKIP_FRONTEND) and try again."
        )
    compiler = typst.Compiler(
        _HERE / "typst" / f"{template}.typ",
        root=_HERE / "typst",
        font_paths=[fonts],
        ignore_system_fonts=True,
        sys_inputs={"document": json.dumps(data, ensure_ascii=False)},
    )
    try:
        done = compiler.compile(format="pdf", pdf_standards=list(standards), timestamp=0)
    except typst.TypstError:
        done = compiler.compile(format="pdf", timestamp=0)
    assert isinstance(done, bytes)
    return done


def lines(text: Text) -> list[Line]:
    """The lines of a text that say something, for the template's `lines`."""
    return [line(runs) for runs in run_lines(text)]


def line(runs: tuple[Run, ...]) -> Line:
    """One line, for the template's `line`."""
    return [
        {"strong": run.strong, "emphasis": run.emphasis, "words": list(words(run.text))}
        for run in runs
    ]


def name_lines(text: str) -> list[Line]:
    """As `lines`, for names of people: they break at spaces, elsewhere only if they are very long."""
    parts: list[str | list[str]] = []
    for part in _SPACE.split(" ".join(text.split())):
        is_short = grapheme_count(part) <= _LONGEST_NAME
        parts += [part if part.isspace() else [part]] if is_short else words(part)
    return [[{"strong": False, "emphasis": False, "words": parts}]] if text.strip() else []


def words(text: str) -> Iterator[str | list[str]]:
    """The text in pieces; what must stay whole is alone in a list, and lines end around lists.

    Typst's own breaking of Thai lines cuts inside some words, so words that the dictionary knows
    are handed over as wholes. So is a day with its month: "12 ธันวาคม".
    """
    start = 0
    for date in _DAY_AND_MONTH.finditer(text):
        yield from _plain_words(text[start : date.start()])
        yield [date.group()]
        start = date.end()
    yield from _plain_words(text[start:])


def _plain_words(text: str) -> Iterator[str | list[str]]:
    start, is_open = 0, False
    for end in (*break_points(text), len(text)) if _THAI.search(text) else (len(text),):
        for part in _SPACE.split(text[start:end]):
            for piece in _pieces(part):
                # Between two short ones nobody but the dictionary would know that a line may end.
                joins = is_open and isinstance(piece, str) and bool(_THAI.search(piece))
                yield [str(piece)] if joins else piece
                is_open = not joins and isinstance(piece, str) and bool(_THAI.search(piece))
        start = end


def _pieces(part: str) -> Iterator[str | list[str]]:
    if len(part) > _LONGEST_WHOLE and not part.isspace():
        signs = list(graphemes(part))
        yield from (["".join(signs[n : n + _CHUNK])] for n in range(0, len(signs), _CHUNK))
    elif _THAI.search(part) and len(part) >= _SHORTEST_WHOLE:
        yield [part]
    elif part:
        yield part
