import re
import unicodedata
from functools import lru_cache

from forum.language.normal import normalise

SortKey = tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...], str]

_LEAD_VOWEL = re.compile("([เแโใไ])([ก-ฮ])")
_DIGIT, _LATIN, _LETTER = 1 << 21, 1 << 22, 1 << 23  # above every code point, so groups never mix

# Where the order of the dictionary is not the order of the code points: ๅ sorts as า, the circle
# of ำ before all vowels, phinthu after them.
_THAI_PRIMARY = {"ๅ": ord("า"), "\u0e4d": ord("ฯ"), "\u0e3a": 0x0E4A}
# Marks that decide only between words otherwise alike, in the order of CLDR's Thai collation.
_THAI_SECONDARY = {
    mark: weight
    for weight, mark in enumerate("\u0e4e\u0e4c\u0e47\u0e48\u0e49\u0e4a\u0e4b", start=1)
}
_ACCENT = 1 << 8  # accents of Latin letters weigh more than any Thai mark


@lru_cache(maxsize=4096)  # the same few hundred names are sorted with every form
def sort_key(text: str) -> SortKey:
    """The key that puts Thai in dictionary order, digits first, Latin before Thai.

    First the letters, a leading vowel after its consonant; then ็ ์ and tones; then capitals;
    last all the rest (spaces, punctuation, ฯ ๆ). The order of the Royal Institute's dictionary as
    CLDR has it for Thai, but for one thing: CLDR's Thai puts Latin after Thai. Two texts have the same key only if `normalise` makes them the same.
    """
    text = normalise(text)
    primary: list[int] = []
    secondary: list[int] = []
    capitals: list[int] = []
    for sign in _in_sorting_order(text):
        letter, mark = _weights(sign)
        if letter:
            primary.append(letter)
            capitals.append(sign.isupper())
        if letter or mark:
            secondary.append(mark)
    return tuple(primary), tuple(secondary), tuple(capitals), text


def name_sort_key(prefix: str, given: str, family: str) -> tuple[SortKey, SortKey, SortKey]:
    """Names in the order of a Thai list: by given name, then family name.

    The prefix decides only between namesakes; sorted with it, every นาง would stand together.
    """
    return sort_key(given), sort_key(family), sort_key(prefix)


def _in_sorting_order(text: str) -> str:
    swapped = _LEAD_VOWEL.sub(r"\2\1", text.replace("ำ", "า\u0e4d"))
    return unicodedata.normalize("NFD", swapped)


def _weights(sign: str) -> tuple[int, int]:
    """The weight of a sign among letters (0: none) and among marks (0: none)."""
    if sign in _THAI_SECONDARY:
        return 0, _THAI_SECONDARY[sign]
    if sign in _THAI_PRIMARY:
        return _LETTER + _THAI_PRIMARY[sign], 0
    if "ก" <= sign <= "ๅ" and sign not in "ฯ฿":
        return _LETTER + ord(sign), 0
    return _weights_elsewhere(sign)


def _weights_elsewhere(sign: str) -> tuple[int, int]:
    group = unicodedata.category(sign)
    if group == "Nd":
        return _DIGIT + unicodedata.digit(sign), 0
    if group[0] == "M":
        return 0, _ACCENT + ord(sign)
    if group[0] in "PZC" or sign in "ๆฯ":
        return 0, 0
    return (_letter(sign) if group[0] == "L" else ord(sign)), 0


def _letter(sign: str) -> int:
    plain = ord(sign.lower()[0])
    return (_LATIN if unicodedata.name(sign, "").startswith("LATIN") else _LETTER) + plain
