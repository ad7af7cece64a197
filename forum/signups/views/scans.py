"""The door on a phone: a page that reads tickets with the camera, and goes on without signal.

What the device gets is the least it needs to tell who stands before it: names, sectors and who is
there, with shortened hashes instead of tickets and codes. It stays in the page's memory, and is gone
with the page; only looks that could not be sent (a key, a hash, a time) are kept on the device.
"""

import hashlib

from flask import Blueprint, Response, jsonify, request
from flask_wtf.csrf import generate_csrf
from werkzeug.exceptions import BadRequest

from forum.accounts.logic import Opened
from forum.accounts.service.openings import tell_opened
from forum.core.clock import now
from forum.core.permissions import Permission
from forum.core.transaction import transaction
from forum.events.access import forum_for
from forum.events.models import Forum
from forum.language import dates
from forum.signups.forms.scans import UnreadableScans, read_looks
from forum.signups.logic.states import SignupState
from forum.signups.logic.tickets import ticket_code
from forum.signups.models.places import Signup
from forum.signups.queries.door import list_expected, names_of_accounts
from forum.signups.queries.people import Wanted, count_present, count_signups
from forum.signups.service.scans import Seen, record_scans
from forum.signups.views.shown import desk_page, person_name
from forum.web.guard import current_actor, requires
from forum.web.locale import current_language, local_text

bp = Blueprint("scans", __name__, template_folder="../templates")

# Signs of a hash that a device gets: enough to tell people of one forum apart, too few to be a key.
_SHORT = 16
# How many a device asks for at once: some 100 kB, on a slow line a second or two.
AT_ONCE = 500


@bp.get("/forums/<forum_id>/desk/check-in/scan")
@requires(Permission.CHECK_IN_RECORD)
def scan_page(forum_id: str) -> str:
    actor = current_actor()
    forum = forum_for(actor, forum_id, Permission.CHECK_IN_RECORD)
    # Told once, with the page; its list then comes anew every minute.
    expected = [signup.person_id for signup in list_expected(forum.id)]
    tell_opened(expected, Opened.LIST, forum.scope, actor=actor)
    return desk_page(forum, "scan", **_counts(forum))


@bp.get("/forums/<forum_id>/desk/check-in/people")
@requires(Permission.CHECK_IN_RECORD)
def people(forum_id: str) -> Response:
    """Who is expected and who is there, for a device at the door; `next` is where it goes on."""
    forum = forum_for(current_actor(), forum_id, Permission.CHECK_IN_RECORD)
    expected = list_expected(forum.id, request.args.get("after", ""), AT_ONCE)
    last = expected[-1].public_id if len(expected) == AT_ONCE else None
    listed = [_face(signup) for signup in expected]
    return jsonify(people=listed, next=last, token=generate_csrf(), **_counts(forum))


@bp.post("/forums/<forum_id>/desk/check-in/scans")
@requires(Permission.CHECK_IN_RECORD)
def receive(forum_id: str) -> Response:
    """Looks at tickets as a device sends them, at once or later; sending again changes nothing."""
    try:
        looks = read_looks(request.get_json(silent=True), now())
    except UnreadableScans as error:
        raise BadRequest from error
    with transaction():
        seen = record_scans(forum_id, looks, actor=current_actor(), now=now())
        helpers = names_of_accounts({each.by for each in seen if each.by is not None})
        answers = [_answer(each, helpers) for each in seen]
    forum = forum_for(current_actor(), forum_id, Permission.CHECK_IN_RECORD)
    return jsonify(answers=answers, **_counts(forum))


def _counts(forum: Forum) -> dict[str, int]:
    seated = count_signups(forum.id, Wanted(state=SignupState.SEATED))
    return {"present": count_present(forum.id), "total": seated}


def _face(signup: Signup) -> dict[str, object]:
    tickets = [ticket for ticket in signup.tickets if ticket.revoked_at is None]
    return {
        "id": signup.public_id,
        "tickets": [ticket.token_hash[:_SHORT] for ticket in tickets],
        "codes": [_code_hash(signup, ticket.serial) for ticket in tickets],
        "seated": signup.state is SignupState.SEATED,
        **_shown(signup),
    }


def _answer(seen: Seen, helpers: dict[int, str]) -> dict[str, object]:
    told: dict[str, object] = {"key": seen.key, "result": seen.found.value}
    if seen.signup is not None:
        told |= {
            "id": seen.signup.public_id,
            "by": helpers.get(seen.by or 0),
            **_shown(seen.signup),
        }
    return told


def _shown(signup: Signup) -> dict[str, object]:
    arrived = signup.check_in
    language = current_language()
    return {
        "name": person_name(signup.person),
        "sector": local_text(signup.sector.name),
        "letter": local_text(signup.sector.letter),
        "thread": signup.sector.thread,
        "at": dates.format_time(dates.local(arrived.at), language) if arrived else None,
    }


def _code_hash(signup: Signup, serial: str) -> str:
    """The code on a ticket as a device knows it: the device hashes what is typed alike."""
    plain = ticket_code(serial).replace(" ", "")
    return hashlib.sha256(f"{signup.forum.public_id}:{plain}".encode()).hexdigest()[:_SHORT]
