"""Taking somebody out of text that others keep: name, address and number, by a marker in their place."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from forum.language.digits import arabic
from forum.language.names import Name, display_name

NAME_MARKERS = {"th": "[ลบชื่อแล้ว]", "en": "[name removed]"}
CONTACT_MARKERS = {"th": "[ลบแล้ว]", "en": "[removed]"}

_THAI_DIGITS = "๐๑๒๓๔๕๖๗๘๙"
_HOME = "+66"
# Where a name of one part may stand: alone, in a list of names, after the words for "by".
_BEFORE, _AFTER = r"(?:\A\s*|(?<=, )|(?<=โดย)|(?<=\bby ))", r"(?=\s*(?:\(|,|\Z))"
_SHORTEST_NUMBER = 8  # digits; fewer would be found in any figure


@dataclass(frozen=True)
class Marks:
    """What somebody is known by: the parts of their name, addresses, telephone numbers (E.164).

    A name of given and family name is found inside text. A name of one part would be found inside
    other words, so it is taken out only where names stand: alone, in lists of names, after "by".
    """

    name: Name
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()

    @cached_property
    def _name(self) -> re.Pattern[str] | None:
        if not self.name.given:
            return None
        prefix = f"(?:{re.escape(self.name.prefix)} ?)?" if self.name.prefix else ""
        forms = sorted(_forms(self.name), key=len, reverse=True)
        whole = "|".join(_flexible(form) for form in forms)
        if self.name.family:
            return re.compile(rf"(?<![A-Za-z]){prefix}(?:{whole})(?![A-Za-z])", re.IGNORECASE)
        return re.compile(rf"{_BEFORE}{prefix}(?:{whole}){_AFTER}", re.IGNORECASE)

    @cached_property
    def _contacts(self) -> re.Pattern[str] | None:
        parts = [rf"(?<![\w.+-]){re.escape(email)}(?![\w-])" for email in self.emails]
        parts += [_number(phone) for phone in self.phones if len(phone) > _SHORTEST_NUMBER]
        return re.compile("|".join(parts), re.IGNORECASE) if parts else None

    def taken_out(self, text: str, language: str) -> str:
        """The text with a marker in the language wherever the person stood."""
        if self._name:
            text = self._name.sub(NAME_MARKERS.get(language, NAME_MARKERS["en"]), text)
        if self._contacts:
            text = self._contacts.sub(CONTACT_MARKERS.get(language, CONTACT_MARKERS["en"]), text)
        return text

    def taken_out_of(self, value: Any, language: str) -> Any:
        """As `taken_out`, for all texts inside lists and mappings; a key `th` or `en` is a language."""
        return _mapped(value, language, self.taken_out)

    def is_in(self, value: Any) -> bool:
        """Whether the person stands anywhere in a text, or in texts inside lists and mappings."""
        return any(self.taken_out(text, "en") != text for text in _texts(value))


def _forms(name: Name) -> set[str]:
    bare = Name("", name.given, name.family)
    shown = {display_name(name, language) for language in ("th", "en")}
    whole = " ".join(part for part in (name.prefix, name.given, name.family) if part)
    return {display_name(bare, "th"), whole, *shown}


def _flexible(form: str) -> str:
    return r"\s+".join(re.escape(part) for part in form.split())


def _number(e164: str) -> str:
    """A pattern for a number as people write it: with spaces and dashes, Thai digits, 0 for +66."""
    home = e164.startswith(_HOME)
    digits = e164.removeprefix(_HOME).removeprefix("+")
    gap = r"[\s().\-–]*"
    written = gap.join(f"[{digit}{_THAI_DIGITS[int(digit)]}]" for digit in arabic(digits))
    begins = rf"(?:\+?66{gap}\(?[0๐]?\)?|[0๐])" if home else r"\+?"
    return rf"(?<![\d+]){begins}{gap}{written}(?!\d)"


def _mapped(value: Any, language: str, change: Callable[[str, str], str]) -> Any:
    if isinstance(value, str):
        return change(value, language)
    if isinstance(value, dict):
        return {
            key: _mapped(each, key if key in NAME_MARKERS else language, change)
            for key, each in value.items()
        }
    if isinstance(value, list | tuple):
        return [_mapped(each, language, change) for each in value]
    return value


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _texts(each)
