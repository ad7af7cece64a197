"""Rankings as PrefLib files: .soc, .soi, .toc, .toi (preflib.github.io/PrefLib-Jekyll/format).

Header lines are `# KEY: value`; each further line is `votes: order`, the order a list of numbers of
the header, best first, equals in braces: `12: 3,{1,2}`. The ending tells the kind of the orders:
strict or with ties, complete or incomplete. Files of categories (.cat), as PrefLib has approvals,
are read, too: each group is a category, the first the best, and `{}` an empty one.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain

from forum.core.i18n import N_
from forum.polls.logic.formats.faults import Unreadable
from forum.polls.logic.tally.profile import Groups
from forum.polls.logic.tally.shapes import Cast, Choice, Option

MOST_VOTES = 10_000_000  # in a file; more is a mistake, and would fill the memory

_Numbers = tuple[tuple[int, ...], ...]  # an order as numbers of the options

_GROUP = r"(?:\d{1,9}|\{\s*(?:\d{1,9}(?:\s*,\s*\d{1,9})*)?\s*\})"
_LINE = re.compile(rf"(\d{{1,9}})\s*:\s*({_GROUP}(?:\s*,\s*{_GROUP})*)", re.ASCII)
_NAME_OF = re.compile(r"ALTERNATIVE NAME (\d{1,9})", re.ASCII)


class Kind(StrEnum):
    """Strict or with ties, complete or incomplete orders; also the ending of the file's name."""

    SOC = "soc"
    SOI = "soi"
    TOC = "toc"
    TOI = "toi"


CATEGORIES = "cat"  # the DATA TYPE of a file that sorts options instead of ranking them


@dataclass(frozen=True)
class Preferences:
    """The options' names by key, in their order, and how many votes each order of keys has.

    `is_sorted`: the groups of an order are categories, the first of them what is approved of.
    """

    names: Mapping[str, str]
    orders: Mapping[Groups, int]
    is_sorted: bool = False
    title: str = ""
    description: str = ""
    published: str = ""  # a day, YYYY-MM-DD

    @property
    def has_ties(self) -> bool:
        """Some order has equal ranks."""
        return any(len(group) > 1 for order in self.orders for group in order)

    @property
    def is_complete(self) -> bool:
        """Every order ranks every option."""
        return all(sum(map(len, order)) == len(self.names) for order in self.orders)

    @property
    def kind(self) -> Kind:
        """The most restrictive kind that holds all orders."""
        if self.is_complete:
            return Kind.TOC if self.has_ties else Kind.SOC
        return Kind.TOI if self.has_ties else Kind.SOI

    @property
    def options(self) -> tuple[Option, ...]:
        """For a count."""
        return tuple(map(Option, self.names))

    @property
    def has_orders(self) -> bool:
        """The groups are ranks."""
        return not self.is_sorted

    @property
    def approves(self) -> bool:
        """Something is named and something is not: by a first of two categories, or by few ranks."""
        if self.is_sorted:
            return all(len(order) <= 2 for order in self.orders)
        return not self.is_complete

    def ballots(self) -> list[Cast]:
        """For a count of orders: one for each vote."""
        return self._each(lambda order: {"ranks": [list(group) for group in order]})

    def approvals(self) -> list[Cast]:
        """For a count of approvals: the first category, or whatever an order ranks."""
        depth = 1 if self.is_sorted else None
        return self._each(lambda order: {"options": list(chain.from_iterable(order[:depth]))})

    def _each(self, choice_of: Callable[[Groups], Choice]) -> list[Cast]:
        casts = [(Cast(choice_of(order)), votes) for order, votes in self.orders.items()]
        return [cast for cast, votes in casts for _ in range(votes)]


def orders_of(ballots: Iterable[Cast]) -> Counter[Groups]:
    """The orders of kept ballots (`{"ranks": [[key, …], …]}`) with the weight of each."""
    orders = Counter[Groups]()
    for ballot in ballots:
        orders[tuple(map(tuple, ballot.choice["ranks"]))] += ballot.weight
    return orders


def read(text: str) -> Preferences:
    """What a file holds; options are called by their numbers in it.

    Equal lines are added up, unknown header lines passed over. Raises Unreadable with the line
    where votes would be lost or mistaken.
    """
    header, orders = _Header(), Counter[Groups]()
    for number, line in _lines(text):
        if line.startswith("#"):
            header.take(number, line)
        else:
            votes, order = _order_in(number, line, header)
            orders[order] += votes
    if not header.names:
        raise Unreadable(0, N_("There is no line “# ALTERNATIVE NAME 1: …”."))
    preferences = Preferences(
        header.names,
        orders,
        is_sorted=header.is_sorted,
        title=header.values.get("TITLE", ""),
        description=header.values.get("DESCRIPTION", ""),
        published=header.values.get("PUBLICATION DATE", ""),
    )
    header.check(preferences)
    return preferences


def written(preferences: Preferences, stem: str) -> str:
    """The text of a file: full header, the most restrictive kind, each order once, most votes first.

    Options are numbered in their order, two of one name told apart. Orders that rank nothing are
    left out: the format has none.
    """
    numbers = {key: number for number, key in enumerate(preferences.names, start=1)}
    orders = Counter[_Numbers]()
    for order, votes in preferences.orders.items():
        if order:
            orders[tuple(tuple(sorted(numbers[key] for key in group)) for group in order)] += votes
    ranked = sorted(orders.items(), key=lambda item: (-item[1], item[0]))
    lines = [*_head(preferences, stem, orders), *(f"{votes}: {_told(o)}" for o, votes in ranked)]
    return "\n".join(lines) + "\n"


def file_name(preferences: Preferences, stem: str) -> str:
    """The name with the ending of the kind."""
    return f"{stem}.{preferences.kind}"


class _Header:
    """The header as far as it is read."""

    def __init__(self) -> None:
        self.names: dict[str, str] = {}
        self.values: dict[str, str] = {}
        self.lines: dict[str, int] = {}

    @property
    def is_sorted(self) -> bool:
        """What follows are categories, not ranks."""
        return self.values.get("DATA TYPE") == CATEGORIES

    def take(self, number: int, line: str) -> None:
        """Keep a line; a name given twice is a mistake."""
        key, _colon, value = (_in_one_line(part) for part in line.lstrip("#").partition(":"))
        name = _NAME_OF.fullmatch(key)
        if not name:
            self.values[key], self.lines[key] = value, number
            return
        option = str(int(name[1]))
        if option in self.names:
            raise Unreadable(number, N_("Option %(option)s is named twice."), option=option)
        self.names[option] = value

    def check(self, preferences: Preferences) -> None:
        """The file holds what its header says."""
        votes = sum(preferences.orders.values())
        if votes > MOST_VOTES:
            raise Unreadable(0, N_("There are more than %(most)s votes."), most=MOST_VOTES)
        self._agrees("NUMBER ALTERNATIVES", len(preferences.names))
        self._agrees("NUMBER VOTERS", votes)
        if not self.is_sorted:
            self._check_kind(preferences)

    def _check_kind(self, preferences: Preferences) -> None:
        kind = self.values.get("DATA TYPE", Kind.TOI)
        if kind not in list(Kind):
            line = self.lines["DATA TYPE"]
            raise Unreadable(line, N_("“%(kind)s” is no kind of rankings."), kind=kind)
        if (preferences.has_ties and kind[0] == "s") or (
            not preferences.is_complete and kind[2] == "c"
        ):
            message = N_("The file says %(said)s, but its orders are %(found)s.")
            raise Unreadable(
                self.lines["DATA TYPE"], message, said=kind, found=preferences.kind.value
            )

    def _agrees(self, key: str, found: int) -> None:
        said = self.values.get(key, str(found))
        if said != str(found):
            message = N_("The header says %(said)s, but there are %(found)s.")
            raise Unreadable(self.lines[key], message, said=said, found=found)


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Lines that are not empty, with their numbers."""
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), start=1):
        if line.strip():
            yield number, line.strip()


def _order_in(number: int, line: str, header: _Header) -> tuple[int, Groups]:
    found = _LINE.fullmatch(line)
    if not found:
        raise Unreadable(number, N_("This is no line like “12: 3,1,2” or “12: 3,{1,2}”."))
    order = tuple(
        tuple(str(int(option)) for option in re.findall(r"\d+", group))
        for group in re.findall(_GROUP, found[2])
    )
    if not (header.is_sorted or all(order)):
        raise Unreadable(number, N_("“{}” is for files of categories (“cat”) only."))
    options = [option for group in order for option in group]
    for option in options:
        if option not in header.names:
            message = N_("Option %(option)s is not named in the header.")
            raise Unreadable(number, message, option=option)
        if len(set(options)) < len(options) and options.count(option) > 1:
            raise Unreadable(number, N_("Option %(option)s is ranked twice."), option=option)
    return int(found[1]), tuple(tuple(sorted(group, key=int)) for group in order)


def _head(preferences: Preferences, stem: str, orders: Counter[_Numbers]) -> list[str]:
    values = {
        "FILE NAME": file_name(preferences, stem),
        "TITLE": preferences.title,
        "DESCRIPTION": preferences.description,
        "DATA TYPE": preferences.kind.value,
        "MODIFICATION TYPE": "original",
        "RELATES TO": "",
        "RELATED FILES": "",
        "PUBLICATION DATE": preferences.published,
        "MODIFICATION DATE": preferences.published,
        "NUMBER ALTERNATIVES": str(len(preferences.names)),
        "NUMBER VOTERS": str(sum(orders.values())),
        "NUMBER UNIQUE ORDERS": str(len(orders)),
    }
    for number, name in enumerate(_told_apart(preferences.names.values()), start=1):
        values[f"ALTERNATIVE NAME {number}"] = name
    return [f"# {key}: {_in_one_line(value)}" for key, value in values.items()]


def _told_apart(names: Iterable[str]) -> list[str]:
    """Names in one line each; an empty one is its number, one that was there before gets it added."""
    told: list[str] = []
    for number, name in enumerate(map(_in_one_line, names), start=1):
        plain = name or str(number)
        while plain in told:
            plain = f"{plain} ({number})"
        told.append(plain)
    return told


def _in_one_line(text: str) -> str:
    return " ".join(text.split())


def _told(order: Iterable[tuple[int, ...]]) -> str:
    groups = (",".join(map(str, group)) for group in order)
    return ",".join(f"{{{group}}}" if "," in group else group for group in groups)
