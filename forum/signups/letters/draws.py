"""Letters about a draw: who was drawn, and who stands on its reserve list."""

from forum.core.i18n import N_
from forum.mail.ports import BuiltLetter
from forum.signups.letters.parts import calendar_file, reader_of, ticket_line, written
from forum.signups.letters.places import still
from forum.signups.logic.states import SignupState
from forum.signups.models.places import Signup
from forum.signups.queries.draw import own_key
from forum.web.links import absolute_url


def drawn(signup_id: int, occasion: str) -> BuiltLetter | None:
    """They were drawn, and have a seat, or get the next one that has room for them."""
    waits = still(signup_id, occasion, SignupState.WAITING)
    if waits is not None:
        subject = N_("You were drawn, and get a seat as soon as there is room: %(forum)s")
        short = N_("You were drawn at %(forum)s and get a seat as soon as there is room: %(link)s")
        return _told(waits, subject, short, is_drawn=True)
    return _told(
        still(signup_id, occasion, SignupState.SEATED),
        N_("You were drawn and have a seat: %(forum)s"),
        N_("You were drawn: you have a seat at %(forum)s, %(moment)s. Ticket: %(link)s"),
        is_drawn=True,
    )


def on_reserve(signup_id: int, occasion: str) -> BuiltLetter | None:
    """They were not drawn, and stand on the reserve list."""
    return _told(
        still(signup_id, occasion, SignupState.WAITING),
        N_("You were not drawn, but are on the reserve list: %(forum)s"),
        N_("You were not drawn at %(forum)s, but are on the reserve list. Ticket: %(link)s"),
        is_drawn=False,
    )


def _told(signup: Signup | None, subject: str, short: str, *, is_drawn: bool) -> BuiltLetter | None:
    mine = own_key(signup.id) if signup is not None else None
    if signup is None or mine is None:
        return None
    is_in = signup.state is SignupState.SEATED
    return written(
        reader_of(signup),
        signup.forum,
        subject,
        "drawn",
        short=short,
        attachments=[calendar_file(signup.forum, signup.language)] if is_in else [],
        ticket=ticket_line(signup),
        is_drawn=is_drawn,
        is_in=is_in,
        people=len(mine.draw.candidates),
        seats=mine.draw.size,
        place=mine.position,
        key=mine.key,
        report=absolute_url(
            "draws.draw",
            forum_id=signup.forum.public_id,
            draw_id=mine.draw.public_id,
            lang=signup.language,
        ),
    )
