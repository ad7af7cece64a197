"""Letters of invitation: seats are reserved, and a link opens the sign-up for them."""

from flask import current_app
from flask_babel import force_locale, ngettext

from forum.core.clock import now
from forum.core.db import db
from forum.core.i18n import N_
from forum.events.logic.stages import AHEAD
from forum.language.dates import format_date, local
from forum.mail.logic import Topic
from forum.mail.ports import BuiltLetter
from forum.signups.letters.official import attached_letter
from forum.signups.letters.parts import Reader, calendar_file, harmless, written
from forum.signups.logic.states import InvitationState
from forum.signups.logic.tickets import invitation_token
from forum.signups.models.seats import Invitation
from forum.signups.queries.invitations import invited
from forum.signups.queries.official import letter_of_invitation
from forum.signups.service.official import last_day
from forum.web.links import absolute_url


def invitation(invitation_id: int, _occasion: str) -> BuiltLetter | None:
    """Seats reserved until a day, with the link that opens the form for them.

    Nothing when it has been used, declined or revoked, has expired, or the forum is called off.
    """
    row = db.session.get(Invitation, invitation_id)
    if row is None or not row.email or row.forum.stage not in AHEAD:
        return None
    if row.forum.published_at is None or invited(row, now()).state is not InvitationState.OPEN:
        return None
    language = row.language
    with force_locale(language):
        seats = ngettext("%(num)s seat", "%(num)s seats", row.seats)
    return written(
        Reader(row.email, language, harmless(row.recipient)),
        row.forum,
        N_("An invitation: %(forum)s"),
        "invitation",
        attachments=[
            calendar_file(row.forum, language),
            *attached_letter(letter_of_invitation(row.id), language),
        ],
        topic=Topic.INVITATIONS,
        link=invitation_link(row),
        seats=seats,
        deadline=format_date(local(last_day(row)).date(), language, "full"),
        note=row.note,
    )


def invitation_link(row: Invitation) -> str:
    """The link that opens the sign-up form for an invitation's seats."""
    token = invitation_token(str(current_app.config["SECRET_KEY"]), row.serial)
    return absolute_url("invitations.show", token=token, lang=row.language)
