"""What renderers do to every text: take out what cannot be printed, write the digits asked for."""

import re
from dataclasses import replace

from forum.documents.tree import Digits, Run, Text, runs_of
from forum.language.digits import Number, format_number, thai

# Controls, half surrogate pairs, non-characters: no file format takes them. The marks that turn the
# reading direction go too: they let a line read otherwise than it is stored.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufeff"
    "\ufdd0-\ufdef\ufffe\uffff"
    + "".join(
        f"{chr(plane * 0x10000 + 0xFFFE)}{chr(plane * 0x10000 + 0xFFFF)}" for plane in range(1, 17)
    )
    + "]"
)
_WIDE_GAP = re.compile("\t|[ \t\u00a0]{2,}")
_NEWLINE = re.compile(r"\r\n|[\r\v\f\x85\u2028\u2029]")

# What keeps its digits: addresses, and any word with a Latin letter in it (COVID-19, A4, hashes,
# public ids), because somebody may want to type it again.
_URL_OR_WORD = re.compile(
    r"(?:https?://|www\.)[^\s<>\"'“”]+|[A-Za-z0-9][A-Za-z0-9._~/#%&=+:@-]*", re.IGNORECASE
)
_LATIN = re.compile("[A-Za-z]")


def printable(text: str) -> str:
    """The text without signs that no file can hold; line ends are newlines, wide gaps one space."""
    return _WIDE_GAP.sub(" ", _UNPRINTABLE.sub("", _NEWLINE.sub("\n", text)))


def in_digits(text: str, digits: Digits) -> str:
    """The text with its numerals in the digits asked for; addresses and ids stay as they are."""
    if digits is Digits.ARABIC:
        return text
    parts: list[str] = []
    start = 0
    for word in _URL_OR_WORD.finditer(text):
        if _LATIN.search(word.group()):
            parts += (thai(text[start : word.start()]), word.group())
            start = word.end()
    return "".join(parts) + thai(text[start:])


def number(value: Number, digits: Digits, decimals: int | None = None) -> str:
    """A number with commas between thousands, in the digits asked for."""
    return in_digits(format_number(value, "th", decimals), digits)


def run_lines(text: Text) -> list[tuple[Run, ...]]:
    """The lines of the text that say something, each as runs, trimmed at both ends."""
    lines: list[list[Run]] = [[]]
    for run in runs_of(text):
        first, *rest = run.text.split("\n")
        lines[-1].append(replace(run, text=first))
        lines += ([replace(run, text=part)] for part in rest)
    return [line for runs in lines if (line := _trimmed(runs))]


def _trimmed(runs: list[Run]) -> tuple[Run, ...]:
    said = [run for run in runs if run.text]
    while said and not said[0].text.strip():
        said.pop(0)
    while said and not said[-1].text.strip():
        said.pop()
    if said:
        said[0] = replace(said[0], text=said[0].text.lstrip())
        said[-1] = replace(said[-1], text=said[-1].text.rstrip())
    return tuple(said)
