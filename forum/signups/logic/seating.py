"""Who sits at which table: everybody evenly, the sectors spread."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import TypeVar

Table = TypeVar("Table", bound=Hashable)


@dataclass(frozen=True)
class Sitter:
    """Somebody to be seated; who shares `sector` or `organisation` is to be spread."""

    id: int
    sector: str
    organisation: str = ""


def mixed(people: Sequence[Sitter], tables: Sequence[Table]) -> dict[int, Table]:
    """A table for everybody, by the person's id.

    Dealt like cards, a table after the other, one sector after the other and in it one organisation
    after the other: so the numbers at any two tables differ by one at most, in all, of each sector,
    and of each organisation within a sector. Within an organisation the order given counts.
    """
    if not tables:
        return {}
    in_order = sorted(people, key=lambda each: (each.sector, each.organisation))
    return {person.id: tables[n % len(tables)] for n, person in enumerate(in_order)}
