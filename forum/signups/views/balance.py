"""The organiser's desk: the balance of a forum at a glance, and whom to invite."""

from dataclasses import dataclass

from flask import Blueprint, request
from flask_babel import gettext as _

from forum.core.clock import now
from forum.core.i18n import N_
from forum.core.permissions import Permission
from forum.events.access import forum_for
from forum.language.normal import shorten
from forum.language.places import region_name
from forum.signups.forms.place import GENDERS, pool_name
from forum.signups.logic.seats import Characteristic, Share
from forum.signups.logic.states import Gender, SeatMode
from forum.signups.queries.balance import Balance, BalanceRow, Part, Tally, balance_of
from forum.signups.queries.coordinators import Coordinator, list_coordinators
from forum.signups.views.shown import desk_page, may
from forum.web.guard import current_actor, requires
from forum.web.locale import current_language, local_text
from forum.web.tabs import Tab

bp = Blueprint("balance", __name__, template_folder="../templates")

DESK_TABS = (
    Tab("balance", N_("Balance"), "balance.balance", may(Permission.SIGNUP_LIST), under="signups"),
)

HEADINGS = {
    Characteristic.SECTOR: N_("By sector"),
    Characteristic.GENDER: N_("By gender"),
    Characteristic.REGION: N_("By part of the country"),
    Characteristic.NETWORK: N_("By network"),
}
LONGEST_LABEL = 34  # signs of a name in a chart; the table beside it has it whole


@dataclass(frozen=True)
class ShownRow:
    """A value with its name, the sign and colour it is known by, and what is missing of it."""

    row: BalanceRow
    name: str
    letter: str
    look: str

    @property
    def short_name(self) -> str:
        """The name as a chart has room for it."""
        return shorten(self.name, LONGEST_LABEL)

    @property
    def tally(self) -> Tally:
        """How many people."""
        return self.row.tally

    @property
    def aim(self) -> Share:
        """How many there should be."""
        return self.row.aim


@dataclass(frozen=True)
class ShownPart:
    """A characteristic as a chart and a table."""

    part: Part
    heading: str
    rows: tuple[ShownRow, ...]

    @property
    def key(self) -> str:
        """For ids on the page."""
        return self.part.characteristic.value

    @property
    def scale(self) -> int:
        """What a full bar stands for: the largest number in the chart, at least one."""
        ends = (
            max(r.tally.seated + r.tally.waiting + r.tally.applied, r.tally.present,
                r.aim.minimum, r.aim.maximum or 0)
            for r in self.rows
        )  # fmt: skip
        return max(1, *ends)

    @property
    def lacking(self) -> tuple[ShownRow, ...]:
        """Values of which somebody is missing."""
        gaps = self.part.lacking
        return tuple(shown for shown in self.rows if shown.row in gaps)


@dataclass(frozen=True)
class Call:
    """A value that lacks people, and the coordinators who know some."""

    shown: ShownRow
    part: ShownPart
    coordinators: tuple[Coordinator, ...]

    @property
    def asked(self) -> dict[str, str | int]:
        """What an invitation for it starts with, as arguments of its page."""
        row = self.shown.row
        seats: dict[str, str | int] = {"seats": max(1, row.missing)}
        named = {Characteristic.SECTOR, Characteristic.NETWORK}
        each = self.part.part.characteristic
        return ({each.value: row.value} if each in named else {}) | seats


@bp.get("/forums/<forum_id>/desk/balance")
@requires(Permission.SIGNUP_LIST)
def balance(forum_id: str) -> str:
    forum = forum_for(current_actor(), forum_id, Permission.SIGNUP_LIST)
    found = balance_of(forum.id, request.args.get("pool", ""))
    parts = [_shown_part(part) for part in found.parts]
    coordinators = list_coordinators(forum, now())
    return desk_page(
        forum,
        "balance",
        balance=found,
        parts=parts,
        calls=_calls(parts, coordinators),
        coordinators=coordinators,
        columns=_columns(found),
        pool_name=pool_name,
    )


def _columns(found: Balance) -> list[tuple[str, str]]:
    """The figures that have something to tell for this forum: their name and their heading."""
    total, is_direct = found.total, found.rules.mode is SeatMode.DIRECT
    columns = [("active", _("Signed up"))]
    columns += [("applied", _("Applied"))] if total.applied or not is_direct else []
    is_draw = found.rules.mode is SeatMode.DRAW
    columns += [("drawn", _("Drawn"))] if total.drawn or is_draw else []
    return [
        *columns, ("waiting", _("Waiting")), ("seated", _("Seated")), ("present", _("Present")),
    ]  # fmt: skip


def _shown_part(part: Part) -> ShownPart:
    rows = tuple(_shown(part.characteristic, row) for row in part.rows)
    return ShownPart(part, _(HEADINGS[part.characteristic]), rows)


def _shown(each: Characteristic, row: BalanceRow) -> ShownRow:
    if row.sector is not None:
        letter = local_text(row.sector.letter)
        return ShownRow(row, local_text(row.sector.name), letter, f"thread-{row.sector.thread}")
    if row.network is not None:
        return ShownRow(row, local_text(row.network.name), "", "tone-plain")
    return ShownRow(row, _value_name(each, row.value), "", "tone-plain")


def _value_name(each: Characteristic, value: str) -> str:
    if not value:
        return str(_("No network") if each is Characteristic.NETWORK else _("Not said"))
    if each is Characteristic.GENDER:
        return str(GENDERS[Gender(value)])
    return region_name(value, current_language())


def _calls(parts: list[ShownPart], coordinators: list[Coordinator]) -> list[Call]:
    return [
        Call(shown, part, tuple(c for c in coordinators if _knows(c, shown.row)))
        for part in parts
        for shown in part.lacking
    ]


def _knows(coordinator: Coordinator, row: BalanceRow) -> bool:
    return row.network is not None and row.network.id in coordinator.network_ids
