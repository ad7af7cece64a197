"""What only features above, or the installation, know."""

from collections.abc import Callable
from dataclasses import dataclass

from forum.core.actor import Actor
from forum.core.port import Port


@dataclass(frozen=True)
class Respondent:
    """Who fills in a sheet: the key that sheets carry, and their reporting group (sector's code)."""

    key: str
    group: str


# The installation's secret, with which respondents' keys are made.
installation_secret: Port[Callable[[], str]] = Port("questionnaires.installation_secret")

# (actor, forum id): who the actor is to that forum's questionnaires; None for whoever has no place.
respondent_in: Port[Callable[[Actor, int], Respondent | None]] = Port(
    "questionnaires.respondent_in"
)
