"""What a draw is made from, whether it can be made, and what is published of it.

The drawing itself is in `lottery`, which also runs alone. The rules:

* In the draw are those who have applied when it is committed to. Whoever withdraws between the
  commitment and the draw stays in it, since the published hash names them; a seat drawn for them
  goes to a replacement at once.
* Only characteristics that targets ask for are written down; names never.
* Every key is random and made for one draw: two draws cannot be joined by it.
* People are drawn, and whoever is drawn brings their companions: a draw whose people might need more
  seats than are free is not fixed. A target for those who bring somebody keeps it within the seats.
  Nor is one that might give a sector, gender, region or network more than its limit leaves.
* Seats that come free or are added after the draw (somebody withdrew, an invitation ran out, a limit
  was raised) go to the reserve, by the rule of replacements: whoever keeps the targets best, the
  first on the list among equals, and only who has room under every limit. Seats that the draw left
  free on purpose stay free.
* Should limits have fallen between fixing and drawing, whoever was drawn and has no room waits for
  it before the reserve.
"""

import hashlib
import hmac
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from forum.core.i18n import N_
from forum.language.digits import arabic
from forum.signups.logic.lottery import FORMAT, sha256
from forum.signups.logic.states import SeedSource

# What a draw can look at, in the order in which pages show it.
CHARACTERISTICS = ("sector", "gender", "region", "network", "companions")
# The value of a characteristic somebody said nothing of.
UNSAID = "unsaid"
# Whether somebody brings others, who need seats too.
COMPANIONS, ACCOMPANIED, ALONE = "companions", "accompanied", "alone"


class Algorithm(StrEnum):
    """How the library chooses among the panels that meet all targets."""

    MAXIMIN = "maximin"
    NASH = "nash"
    LEXIMIN = "leximin"
    LEGACY = "legacy"


@dataclass(frozen=True, order=True)
class Target:
    """How many people with a value of a characteristic the panel must and may have."""

    characteristic: str
    value: str
    minimum: int
    maximum: int


@dataclass(frozen=True)
class Plan:
    """What an organiser asks for. `seed_note` names the public number and its day beforehand."""

    size: int
    targets: tuple[Target, ...]
    algorithm: Algorithm = Algorithm.MAXIMIN
    seed_source: SeedSource = SeedSource.HASH
    seed_note: str = ""


@dataclass(frozen=True)
class Finding:
    """One sentence about a draw before it is made: a message marked with N_, and its facts.

    `target` says whose value the sentence names. What is no problem is only to be known.
    """

    message: str
    facts: Mapping[str, object] = field(default_factory=dict)
    target: Target | None = None
    characteristic: str | None = None
    is_problem: bool = True


Values = Mapping[str, str]


def looked_at(targets: Iterable[Target]) -> tuple[str, ...]:
    """The characteristics that the targets ask for: no others are written down."""
    named = {target.characteristic for target in targets}
    return tuple(name for name in CHARACTERISTICS if name in named)


def narrowed(values: Values, targets: Iterable[Target]) -> dict[str, str]:
    """Of what somebody said of themselves, what the targets ask for."""
    return {name: values.get(name) or UNSAID for name in looked_at(targets)}


def material_of(
    plan: Plan, candidates: Mapping[str, Values], *, draw: str, forum: str, seed_hash: str | None
) -> dict[str, Any]:
    """All that fixes a draw before its seed is known; `candidates` are characteristics by key."""
    seed: dict[str, str] = {"source": plan.seed_source.value, "note": plan.seed_note}
    if seed_hash is not None:
        seed["hash"] = seed_hash
    return {
        "format": FORMAT,
        "draw": draw,
        "forum": forum,
        "size": plan.size,
        "algorithm": plan.algorithm.value,
        "seed": seed,
        "targets": [asdict(target) for target in sorted(plan.targets)],
        "candidates": [
            {"key": key, "values": narrowed(candidates[key], plan.targets)}
            for key in sorted(candidates)
        ],
    }


def fingerprint(plan: Plan, people: Iterable[Values]) -> str:
    """Tells apart what a check was made for, without saying who is in it.

    The same for the same size, targets and numbers of people of each kind, in any order.
    """
    kinds = Counter(tuple(narrowed(values, plan.targets).items()) for values in people)
    written = [
        plan.size,
        sorted(asdict(t).items() for t in sorted(plan.targets)),
        sorted(kinds.items()),
    ]
    return sha256(repr(written))


def public_number(text: str) -> str:
    """A public number as it is drawn with: Arabic digits, without spaces at the ends or doubled."""
    return " ".join(arabic(unicodedata.normalize("NFKC", text)).split())


def findings(plan: Plan, people: Sequence[Values], free_seats: int | None) -> list[Finding]:
    """What stands in the way of a draw, or should be known before it, from counting alone.

    Whether all targets can be met together takes the library (`lottery.check`).
    """
    return [
        *_size_findings(plan, len(people), free_seats),
        *(each for target in plan.targets for each in _target_findings(target, people)),
        *(each for name in looked_at(plan.targets) for each in _sum_findings(plan, name, people)),
        *_privacy_findings(plan, people),
    ]


def companion_findings(plan: Plan, parties: Sequence[int], free_seats: int | None) -> list[Finding]:
    """Whether those drawn and their companions may need more seats than are free.

    People are drawn, not seats: whoever is drawn brings their companions. `parties` are the seats
    that each applicant needs. A target for those who bring somebody keeps it within the seats.
    """
    if free_seats is None or free_seats < plan.size:
        return []
    extra = sorted((seats - 1 for seats in parties if seats > 1), reverse=True)
    limits = [t.maximum for t in plan.targets if (t.characteristic, t.value) == _WITH_OTHERS]
    most = plan.size + sum(extra[: min([plan.size, *limits])])
    if most <= free_seats:
        return []
    fit = sum(sum(extra[:number]) <= free_seats - plan.size for number in range(1, len(extra) + 1))
    message = N_(
        "Some bring companions, who need seats too: the %(size)s people drawn may need up to"
        " %(most)s seats, and %(free)s are free. Add seats, draw fewer people, or ask for at most"
        " %(fit)s who bring somebody, which makes their chance smaller."
    )
    facts = {"size": plan.size, "most": most, "free": free_seats, "fit": fit}
    return [Finding(message, facts)]


_WITH_OTHERS = (COMPANIONS, ACCOMPANIED)


def limit_findings(
    plan: Plan, people: Sequence[Values], left: Mapping[tuple[str, str], int]
) -> list[Finding]:
    """Whether more people of a kind may be drawn than the limits of the seats leave.

    `left` is what each value's limit leaves now; a value without one is missing.
    """
    targets = {(t.characteristic, t.value): t for t in plan.targets}
    found = []
    for (name, value), seats in sorted(left.items()):
        applied = sum(1 for values in people if _value(values, name) == value)
        target = targets.get((name, value)) or Target(name, value, 0, plan.size)
        most = min(applied, plan.size, target.maximum)
        if most > seats:
            message = N_(
                "%(value)s: up to %(most)s could be drawn, and their limit leaves %(left)s seats."
                " Ask for at most %(left)s."
            )
            found.append(Finding(message, {"most": most, "left": seats}, target))
    return found


def _size_findings(plan: Plan, applied: int, free_seats: int | None) -> list[Finding]:
    found = []
    if applied < plan.size:
        found.append(
            Finding(
                N_("%(size)s seats are to be drawn, only %(applied)s people applied."),
                {"size": plan.size, "applied": applied},
            )
        )
    if applied == plan.size:
        found.append(
            Finding(
                N_("As many people applied as there are seats: everybody is chosen."),
                is_problem=False,
            )
        )
    if free_seats is not None and free_seats < plan.size:
        found.append(
            Finding(
                N_("%(size)s seats are to be drawn, only %(free)s are free."),
                {"size": plan.size, "free": free_seats},
            )
        )
    return found


def _target_findings(target: Target, people: Sequence[Values]) -> list[Finding]:
    applied = sum(1 for values in people if _value(values, target.characteristic) == target.value)
    if applied >= target.minimum:
        return []
    message = N_("%(value)s: %(asked)s are asked for, only %(applied)s applied.")
    return [Finding(message, {"asked": target.minimum, "applied": applied}, target)]


def _sum_findings(plan: Plan, name: str, people: Sequence[Values]) -> list[Finding]:
    """Whether one characteristic's targets fit the size at all."""
    targets = {target.value: target for target in plan.targets if target.characteristic == name}
    least = sum(target.minimum for target in targets.values())
    counts = Counter(_value(values, name) for values in people)
    most = sum(
        min(count, targets[value].maximum) if value in targets else count
        for value, count in counts.items()
    )
    if least > plan.size:
        message = N_(
            "%(characteristic)s: the smallest numbers add up to %(sum)s, more than the %(size)s seats."
        )
        return [Finding(message, {"sum": least, "size": plan.size}, characteristic=name)]
    if most < plan.size <= len(people):
        message = N_(
            "%(characteristic)s: with these largest numbers at most %(sum)s of the %(size)s seats"
            " can be filled."
        )
        return [Finding(message, {"sum": most, "size": plan.size}, characteristic=name)]
    return []


def _privacy_findings(plan: Plan, people: Sequence[Values]) -> list[Finding]:
    kinds = Counter(tuple(narrowed(values, plan.targets).items()) for values in people)
    alone = sum(1 for count in kinds.values() if count == 1)
    if not alone:
        return []
    message = N_(
        "%(number)s people are the only ones of their kind. Whoever knows them may recognise them"
        " in what is published, although it names nobody."
    )
    return [Finding(message, {"number": alone}, is_problem=False)]


def _value(values: Values, name: str) -> str:
    return values.get(name) or UNSAID


@dataclass(frozen=True)
class Line:
    """One target and what came of it: how many applied, were drawn, and are in now."""

    target: Target
    applied: int
    drawn: int
    now: int

    @property
    def is_met(self) -> bool:
        """Whether those who are in now keep the target."""
        return self.target.minimum <= self.now <= self.target.maximum


def outcome_lines(report: Mapping[str, Any]) -> list[Line]:
    """Every target against those who applied, those drawn, and those who are in after replacements."""
    values = {each["key"]: each["values"] for each in report["material"]["candidates"]}
    drawn, now = report["result"]["chosen"], members(report)

    def count(keys: Iterable[str], target: Target) -> int:
        return sum(1 for key in keys if values[key][target.characteristic] == target.value)

    return [
        Line(target, count(values, target), count(drawn, target), count(now, target))
        for target in (Target(**each) for each in report["material"]["targets"])
    ]


def members(report: Mapping[str, Any]) -> list[str]:
    """The keys of those in the panel after all replacements."""
    keys = list(report["result"]["chosen"])
    for step in report["replacements"]:
        keys = [key for key in keys if key not in step["left"]] + list(step["came"])
    return keys


def ranked_reserve(report: Mapping[str, Any]) -> list[str]:
    """The reserve list as drawn, without those who have come in since."""
    came = {key for step in report["replacements"] for key in step["came"]}
    return [key for key in report["result"]["reserve"] if key not in came]


def secret_seed(secret: str, draw: str) -> str:
    """A seed of ours: known to nobody who has the database alone, and the same when asked again.

    HMAC-SHA256 of the draw's public id under the installation's secret, as 64 hexadecimal digits.
    """
    return hmac.new(secret.encode(), f"draw:{draw}".encode(), hashlib.sha256).hexdigest()
