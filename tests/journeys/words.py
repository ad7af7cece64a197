"""The words on the pages, from the program's own catalogues."""

from dataclasses import dataclass
from functools import cache

from babel.support import NullTranslations, Translations

from tests.journeys.house import ROOT


@dataclass(frozen=True)
class Words:
    """What the pages say in one language, asked for in English."""

    language: str

    def __call__(self, english: str, **facts: object) -> str:
        """A sentence in this language, with its facts put in."""
        text = _catalogue(self.language).gettext(english)
        return text % facts if facts else text

    def count(self, one: str, many: str, num: int) -> str:
        """A sentence about a number of things."""
        return _catalogue(self.language).ngettext(one, many, num) % {"num": num}


@cache
def _catalogue(language: str) -> NullTranslations:
    return Translations.load(str(ROOT / "translations"), [language])
