import re
import unicodedata
from collections.abc import Iterator
from itertools import groupby

from forum.language.digits import arabic

# Signs that show nothing: zero-width spaces and non-joiners, word joiner, byte order mark, soft
# hyphen, and the marks that turn the reading direction (a way to make a name look like another).
# The zero-width joiner stays: it holds emoji together.
_UNSEEN = re.compile(
    "[\u00ad\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]"
)
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")
_SPACES = re.compile(r"\s+")
_NEWLINES = re.compile(r"\r\n|[\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029]")

_TONES = "\u0e48\u0e49\u0e4a\u0e4b"
_LOOSE_SARA_AM = re.compile("\u0e4d([\u0e47-\u0e4c\u0e4e]*)า")  # the circle of ำ and its stroke

# Marks of one syllable in the order they are typed: above, then those Unicode itself puts in order
# (below, tone, accents of other scripts) in that order, so that composing (NFC) leaves the result
# alone, then the mark that silences.
_ABOVE = "\u0e31\u0e34\u0e35\u0e36\u0e37\u0e47\u0e4d"
_SILENCING = "\u0e4c\u0e4e"
_RANK = dict.fromkeys(_ABOVE, 0) | dict.fromkeys(_SILENCING, 256)
_ORDERED_BY_UNICODE = "".join(filter(unicodedata.combining, map(chr, range(0x20000))))
_MARK = _ABOVE + _SILENCING + _ORDERED_BY_UNICODE
# These begin with the sign they look for, and most text has none of the hundreds of rare marks: so
# long text is passed over twenty times faster.
_RARE = re.compile("[\U00010000-\U0001ffff]")
_MARKS = re.compile(f"[{_MARK}][{_MARK}]+")
_PLAIN_MARK = _RARE.sub("", _MARK)
_PLAIN_MARKS = re.compile(f"[{_PLAIN_MARK}][{_PLAIN_MARK}]+")
_AFTER_VOWEL = re.compile(  # a tone typed a key too late, in a syllable with nothing else odd
    f"([ะาำๅ](?<![ะาำๅ{_MARK}].)[ะาำๅ]*)([{_TONES}]+)(?![{_MARK}])"
)

_ZWJ = "\u200d"
_SPACING_MARKS = frozenset("\u0e33\u0eb3")  # ำ of Thai and Lao belong to the sign before them
_SKIN_TONES = range(0x1F3FB, 0x1F400)
_FLAG_LETTERS = range(0x1F1E6, 0x1F200)


def normalise(text: str) -> str:
    """One way of writing what looks alike, on one line.

    Composed (NFC), Thai marks in typing order, ํ+า as ำ, เเ as แ, unseen signs gone, every run
    of space one space, ends trimmed. NFC alone does none of the Thai parts.
    """
    return _SPACES.sub(" ", _same_signs(text)).strip()


def normalise_lines(text: str) -> str:
    """As `normalise`, line by line; keeps line breaks (as newline), at most one empty line."""
    lines = (normalise(line) for line in _NEWLINES.split(text))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def fold(text: str) -> str:
    """For comparing, never for showing: normalised, lower case, digits 0–9."""
    return normalise(arabic(normalise(text)).casefold())


def graphemes(text: str) -> Iterator[str]:
    """What a reader counts as one sign each: "ที่" is one, a family emoji is one.

    The extended grapheme clusters of Unicode's UAX 29 for the scripts and emoji people type
    here; conjoining Hangul letters and Indic conjuncts are counted by letter.
    """
    start = 0
    for place in range(1, len(text)):
        if not _joined(text, start, place):
            yield text[start:place]
            start = place
    if text:
        yield text[start:]


def grapheme_count(text: str) -> int:
    """How many signs a reader sees; limits for people are set in these."""
    return sum(1 for _ in graphemes(text))


def shorten(text: str, length: int) -> str:
    """The text if it has at most `length` graphemes, else its beginning and "…" within `length`.

    Never parts a vowel or tone from its consonant. Raises ValueError where `length` < 1.
    """
    if length < 1:
        raise ValueError("There must be room for at least one sign.")
    signs = list(graphemes(text))
    if len(signs) <= length:
        return text
    return "".join(signs[: length - 1]).rstrip() + "…"


def _same_signs(text: str) -> str:
    text = _CONTROLS.sub("", _UNSEEN.sub("", text))
    text = unicodedata.normalize("NFC", text).replace("เเ", "แ")
    text = (_MARKS if _RARE.search(text) else _PLAIN_MARKS).sub(_in_typing_order, text)
    text = _LOOSE_SARA_AM.sub(r"\1ำ", text)
    text = _AFTER_VOWEL.sub(r"\2\1", text)
    return unicodedata.normalize("NFC", text)


def _in_typing_order(marks: re.Match[str]) -> str:
    """A syllable's marks sorted; the same Thai mark twice is seen once and so written once."""
    ranked = sorted(marks.group(), key=lambda mark: _RANK.get(mark, unicodedata.combining(mark)))
    return "".join(
        mark * (1 if "\u0e00" <= mark <= "\u0e7f" else len(list(same)))
        for mark, same in groupby(ranked)
    )


def _joined(text: str, start: int, place: int) -> bool:
    """Whether the sign at `place` continues the cluster that began at `start`."""
    before, here = text[place - 1], text[place]
    if before == "\r" and here == "\n":
        return True
    if _is_control(before) or _is_control(here):
        return False
    if _extends(here):
        return True
    if before == _ZWJ:
        return _is_picture(here) and _is_picture(text[start])
    return _is_second_flag_letter(text, start, place)


def _extends(sign: str) -> bool:
    return (
        sign in _SPACING_MARKS
        or sign in "\u200c\u200d"
        or ord(sign) in _SKIN_TONES
        or unicodedata.category(sign) in {"Mn", "Me", "Mc"}
    )


def _is_control(sign: str) -> bool:
    category = unicodedata.category(sign)
    return category in {"Cc", "Zl", "Zp"} or (category == "Cf" and sign not in "\u200c\u200d")


def _is_picture(sign: str) -> bool:
    return unicodedata.category(sign) == "So" and ord(sign) not in _FLAG_LETTERS


def _is_second_flag_letter(text: str, start: int, place: int) -> bool:
    return place == start + 1 and all(
        ord(sign) in _FLAG_LETTERS for sign in text[start : place + 1]
    )
