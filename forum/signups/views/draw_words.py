"""How draws are shown: the words for values, states, algorithms and findings."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext

from forum.core.i18n import N_
from forum.directory.queries import list_sectors
from forum.language.places import region_name
from forum.signups.forms.draw import TargetRow
from forum.signups.logic.draw import (
    ACCOMPANIED,
    ALONE,
    CHARACTERISTICS,
    COMPANIONS,
    UNSAID,
    Algorithm,
    Finding,
    Line,
    Target,
)
from forum.signups.logic.states import DrawRole, DrawState, Gender
from forum.signups.models.draws import Draw
from forum.signups.queries.draw import Entrant, names_of_networks
from forum.signups.views.shown import STATES
from forum.web.locale import current_language, local_text

CHARACTERISTIC_WORDS: Mapping[str, str] = {
    "sector": N_("Sector"),
    "gender": N_("Gender"),
    "region": N_("Region"),
    "network": N_("Network"),
    COMPANIONS: N_("Companions"),
}
COMPANION_WORDS: Mapping[str, str] = {
    ACCOMPANIED: N_("Those who bring somebody"),
    ALONE: N_("Those who come alone"),
}
GENDER_WORDS: Mapping[str, str] = {
    Gender.WOMAN: N_("Women"),
    Gender.MAN: N_("Men"),
    Gender.OTHER: N_("Other genders"),
}
# The word for a state and the tone it is shown in.
STATE_WORDS: Mapping[DrawState, tuple[str, str]] = {
    DrawState.PREPARED: (N_("Being prepared"), "plain"),
    DrawState.COMMITTED: (N_("Fixed"), "open"),
    DrawState.RUNNING: (N_("Being drawn"), "open"),
    DrawState.DONE: (N_("Draw made"), "agree"),
    DrawState.FAILED: (N_("Not drawn"), "object"),
    DrawState.CANCELLED: (N_("Given up"), "quiet"),
}
ALGORITHM_WORDS: Mapping[str, str] = {
    Algorithm.MAXIMIN: N_("The smallest chance is as large as it can be"),
    Algorithm.NASH: N_("All chances are weighed against each other"),
    Algorithm.LEXIMIN: N_("First the smallest chance, then the next, and so on"),
    Algorithm.LEGACY: N_("Quickly, without knowing the chances"),
}
ALGORITHM_HINTS: Mapping[str, str] = {
    Algorithm.MAXIMIN: N_("Recommended. Called “maximin”; some seconds to a minute."),
    Algorithm.NASH: N_("Called “nash”; takes two or three times as long."),
    Algorithm.LEXIMIN: N_(
        "Called “leximin”. Needs the program Gurobi; where that is missing, “maximin” is used and"
        " written down."
    ),
    Algorithm.LEGACY: N_("Called “legacy”; people whose mix is rare may have small chances."),
}
SEED_HINTS: Mapping[str, str] = {
    "public": N_(
        "Such as the first prize of a lottery on a day to come. Nobody can know or choose it, we"
        " neither."
    ),
    "hash": N_(
        "Its hash is published now and the number after the draw. Nobody who uses this program can"
        " see it before; whoever runs the server could."
    ),
}
PROBLEM_WORDS: Mapping[str, str] = {
    "missing": N_("The library for draws is not installed here."),
    "impossible": N_("No panel was found that meets all targets."),
    "late": N_("It took longer than an hour and was stopped."),
    "stopped": N_("It was stopped."),
    "broken": N_("The program that draws ended without an answer."),
}
SIGNUP_STATES = STATES
ROLE_WORDS: Mapping[DrawRole, tuple[str, str]] = {
    DrawRole.APPLICANT: (N_("In the draw"), "plain"),
    DrawRole.CHOSEN: (N_("Drawn"), "agree"),
    DrawRole.RESERVE: (N_("On the reserve list"), "open"),
    DrawRole.REPLACEMENT: (N_("Came in as a replacement"), "agree"),
}


def said(words: Mapping[str, str]) -> dict[str, str]:
    """Words marked with N_ in the reader's language, by the value of their key."""
    return {str(key): str(gettext(text)) for key, text in words.items()}


class Words:
    """The words for values of characteristics, loaded once for a page."""

    def __init__(self, used: Iterable[Mapping[str, str]] = ()) -> None:
        self._sectors = {sector.code: sector.name for sector in list_sectors()}
        networks = sorted({values["network"] for values in used if "network" in values})
        self._networks = names_of_networks(networks) if networks else {}

    def of(self, characteristic: str, value: str) -> str:
        """The words for a value; the bare value where nobody knows it any more."""
        if value == UNSAID:
            return str(gettext("Not said"))
        if characteristic == "gender" and value in GENDER_WORDS:
            return str(gettext(GENDER_WORDS[value]))
        if characteristic == COMPANIONS and value in COMPANION_WORDS:
            return str(gettext(COMPANION_WORDS[value]))
        if characteristic == "region":
            return _region(value)
        names = self._networks if characteristic == "network" else self._sectors
        return local_text(names[value]) if value in names else value

    def sorted(self, targets: Iterable[Target]) -> list[Target]:
        """Targets as pages show them: sectors first, in their own order."""
        return sorted(targets, key=self._place)

    def lines(self, lines: Iterable[Line]) -> list[Line]:
        """What came of the targets, in the same order."""
        return sorted(lines, key=lambda line: self._place(line.target))

    def _place(self, target: Target) -> tuple[int, int, str]:
        sectors = list(self._sectors)
        place = sectors.index(target.value) if target.value in self._sectors else len(sectors)
        return CHARACTERISTICS.index(target.characteristic), place, target.value

    def values(self, characteristic: str) -> list[str]:
        """Values that are always offered for targets, in their order."""
        return list(self._sectors) if characteristic == "sector" else []

    def sentence(self, finding: Finding) -> str:
        """What a finding says, in the reader's language."""
        facts = dict(finding.facts)
        if finding.target is not None:
            facts["value"] = self.of(finding.target.characteristic, finding.target.value)
        if finding.characteristic is not None:
            facts["characteristic"] = gettext(CHARACTERISTIC_WORDS[finding.characteristic])
        return str(gettext(finding.message, **facts))

    def asked(self, target: Target) -> str:
        """A target as a line: "Women: 3 to 5"."""
        facts = {
            "value": self.of(target.characteristic, target.value),
            "least": target.minimum,
            "most": target.maximum,
        }
        if target.minimum == target.maximum:
            return str(gettext("%(value)s: %(least)s", **facts))
        return str(gettext("%(value)s: %(least)s to %(most)s", **facts))


def target_rows(
    entrants: Sequence[Entrant], targets: Iterable[Target], words: Words
) -> list[TargetRow]:
    """Every value that somebody has, that a target asks for, or that is always offered."""
    asked = list(targets)
    rows = []
    for name in CHARACTERISTICS:
        counts = Counter(entrant.values.get(name, UNSAID) for entrant in entrants)
        said = [value for value in counts if value != UNSAID]
        named = [target.value for target in asked if target.characteristic == name]
        if not said and not named and not words.values(name):
            continue
        values = dict.fromkeys([*words.values(name), *sorted({*said, *named} - {UNSAID})])
        if counts[UNSAID] or UNSAID in named:
            values[UNSAID] = None
        rows += [TargetRow(name, value, words.of(name, value), counts[value]) for value in values]
    return rows


def moment_in(step: Mapping[str, Any]) -> datetime:
    """When a replacement came in."""
    return datetime.fromisoformat(step["at"])


@dataclass(frozen=True)
class Chances:
    """The smallest and the largest probability, and how many people have the smallest."""

    smallest: float
    largest: float
    with_smallest: int


def grouped(rows: Iterable[TargetRow]) -> list[tuple[str, list[TargetRow]]]:
    """Rows by characteristic, in the order they come."""
    groups: dict[str, list[TargetRow]] = {}
    for row in rows:
        groups.setdefault(row.characteristic, []).append(row)
    return list(groups.items())


def chances_of(draw: Draw) -> Chances | None:
    """None where the algorithm knows no probabilities, or nothing is drawn yet."""
    known = (draw.report.get("result") or {}).get("probabilities")
    if not known:
        return None
    smallest = min(known.values())
    near = sum(1 for chance in known.values() if chance - smallest < 1e-6)
    return Chances(smallest, max(known.values()), near)


def _region(value: str) -> str:
    try:
        return region_name(value, current_language())
    except KeyError:
        return value
