"""The colours an option may have: a few that can be told apart, by name."""

from collections.abc import Mapping
from types import MappingProxyType

from forum.core.i18n import N_

COLOURS: Mapping[str, str] = MappingProxyType(
    {
        "red": N_("red"),
        "yellow": N_("yellow"),
        "green": N_("green"),
        "teal": N_("teal"),
        "blue": N_("blue"),
        "pink": N_("pink"),
        "brown": N_("brown"),
        "grey": N_("grey"),
    }
)
_IN_THAI = {
    "แดง": "red",
    "เหลือง": "yellow",
    "เขียว": "green",
    "เขียวน้ำทะเล": "teal",
    "น้ำเงิน": "blue",
    "ฟ้า": "blue",
    "ชมพู": "pink",
    "น้ำตาล": "brown",
    "เทา": "grey",
}


def read_colour(text: str) -> str | None:
    """A colour by its name, Thai or English ("สีแดง", "red"); empty for none, None for no colour."""
    name = text.strip().casefold().removeprefix("สี")
    known = _IN_THAI.get(name, name)
    return known if not known or known in COLOURS else None
