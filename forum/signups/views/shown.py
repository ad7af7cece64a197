"""How sign-ups and tickets are shown: words, codes, rows of a list."""

import io
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, TypeVar

import segno
from flask import current_app, render_template, request
from flask_babel import gettext
from markupsafe import Markup

from forum.accounts.models import Person
from forum.core.i18n import N_
from forum.core.ids import hashed
from forum.core.permissions import Permission
from forum.events.models import Forum
from forum.language import dates
from forum.language.contacts import format_phone
from forum.language.names import Name, display_name
from forum.questionnaires.logic.answers import text_of
from forum.questionnaires.logic.questions import Asked
from forum.signups.logic.states import CheckInChannel, Gender, SignupChannel, SignupState
from forum.signups.logic.tickets import ticket_code, ticket_token
from forum.signups.models.places import Signup, Ticket
from forum.signups.queries.people import Order, Wanted, newest_ticket
from forum.signups.queries.seats import SectorSeats
from forum.web.links import absolute_url
from forum.web.locale import current_language, local_text

Value = TypeVar("Value", bound=StrEnum)

# The word for a state and the tone it is shown in.
STATES: Mapping[SignupState, tuple[str, str]] = {
    SignupState.SEATED: (N_("Seated"), "agree"),
    SignupState.WAITING: (N_("Waiting"), "open"),
    SignupState.APPLIED: (N_("Applied"), "plain"),
    SignupState.OFFERED: (N_("Offered"), "open"),
    SignupState.DECLINED: (N_("Declined"), "quiet"),
    SignupState.WITHDRAWN: (N_("Withdrawn"), "quiet"),
    SignupState.CANCELLED: (N_("Cancelled"), "quiet"),
}
CHANNELS: Mapping[SignupChannel, str] = {
    SignupChannel.SELF: N_("By themselves"),
    SignupChannel.ASSISTED: N_("With a coordinator's help"),
    SignupChannel.HALL: N_("In the hall"),
    SignupChannel.IMPORT: N_("From a list"),
}
CHECK_IN_CHANNELS: Mapping[CheckInChannel, str] = {
    CheckInChannel.TICKET: N_("By ticket"),
    CheckInChannel.SELF: N_("By themselves"),
    CheckInChannel.HELPER: N_("By a helper"),
    CheckInChannel.LIVE: N_("By joining the live page"),
}
EXPORT_HEADER = (
    N_("Prefix"),
    N_("Given name"),
    N_("Family name"),
    N_("E-mail"),
    N_("Telephone"),
    N_("Sector"),
    N_("Organisation"),
    N_("Network"),
    N_("State"),
    N_("Signed up"),
    N_("Checked in"),
)


def person_name(person: Person) -> str:
    """A person's name as lists and tickets show it in the reader's language."""
    if person.erased_at is not None:
        return str(gettext("(data erased)"))
    name = Name(person.prefix, person.given_name, person.family_name)
    return display_name(name, current_language())


def export_row(signup: Signup) -> list[str]:
    """One person as a list's row. Access needs stay out: they are kept apart from names."""
    person = signup.person
    return [
        person.prefix,
        person.given_name,
        person.family_name,
        person.email or "",
        format_phone(person.phone, current_language()) if person.phone else "",
        local_text(signup.sector.name),
        signup.organisation_name,
        local_text(signup.network.name) if signup.network else "",
        gettext(STATES[signup.state][0]),
        dates.local(signup.applied_at).strftime("%Y-%m-%d %H:%M"),
        dates.local(signup.check_in.at).strftime("%Y-%m-%d %H:%M") if signup.check_in else "",
    ]


def answer_cell(question: Asked, values: Mapping[str, Any]) -> str:
    """What somebody answered to a question, as a list's cell."""
    return text_of(question, values.get(question.id), current_language(), gettext)


def seats_left(row: SectorSeats) -> str:
    """How many seats a sector has left, in words; empty where nothing limits it."""
    if row.left is None:
        return ""
    if row.is_full and not row.waiting:
        return str(gettext("Full"))
    if row.is_full:
        return str(gettext("Full · waiting %(number)s", number=row.waiting))
    if row.maximum is None:
        return str(gettext("Seats left: %(left)s", left=row.left))
    return str(
        gettext(
            "Seats left: %(left)s of %(maximum)s",
            left=row.left,
            maximum=row.maximum,
        )
    )


def ticket_secret() -> str:
    """What tickets' links are made with."""
    return str(current_app.config["SECRET_KEY"])


def ticket_parts(signup: Signup) -> dict[str, object]:
    """QR code, link and short code of a sign-up's ticket; empty when it has to be sent anew."""
    row = newest_ticket(signup.id)
    link = ticket_link(row)
    if row is None or link is None:
        return {"qr": None, "link": None, "code": None}
    return {"qr": qr_svg(link), "link": link, "code": ticket_code(row.serial)}


def ticket_link(ticket: Ticket | None) -> str | None:
    """The link of a ticket; None where there is none that could be made again."""
    token = ticket_token(ticket_secret(), ticket.serial) if ticket is not None else ""
    if ticket is None or ticket.token_hash != hashed(token):
        return None
    return absolute_url("signups.show_link", token=token)


def qr_svg(link: str) -> Markup:
    """A QR code of the link as inline SVG, without styles."""
    out = io.BytesIO()
    segno.make(link, error="m").save(
        out, kind="svg", border=2, omitsize=True, xmldecl=False, svgns=False, nl=False,
        svgclass=None, lineclass=None,
    )  # fmt: skip
    # The library draws only what it computed from the link.
    return Markup(out.getvalue().decode())  # noqa: S704


def may(permission: Permission) -> Any:
    """For tabs: whether the actor holds the permission at the forum."""
    return lambda forum, actor: actor.may(permission, *forum.scopes)


def desk_page(forum: Forum, name: str, **facts: object) -> str:
    """One of the desk's pages about sign-ups."""
    return render_template(f"signups/desk/{name}.html", forum=forum, **facts)


def wanted_people(*, only_active: bool = False) -> Wanted:
    """What the address says the list is narrowed to, and its order."""
    asked = request.args
    return Wanted(
        words=asked.get("words", "")[:200],
        sector=asked.get("sector", ""),
        state=_one_of(SignupState, asked.get("state")),
        only_active=only_active,
        network=asked.get("network", ""),
        pool=asked.get("pool", ""),
        gender=_one_of(Gender, asked.get("gender")),
        region=asked.get("region", ""),
        channel=_one_of(SignupChannel, asked.get("channel")),
        is_present={"yes": True, "no": False}.get(asked.get("present", "")),
        order=_one_of(Order, asked.get("order")) or Order.CAME,
    )


def _one_of(kind: type[Value], text: str | None) -> Value | None:
    return kind(text) if text in set(kind) else None
