"""Paper ballots to print."""

from functools import partial

from flask import Blueprint, Response, request
from flask_babel import force_locale
from flask_babel import gettext as _

from forum.core.errors import NotFound
from forum.core.i18n import localised
from forum.core.permissions import Permission
from forum.documents.prints.slips import Mark, Slip, slips
from forum.language.digits import format_number
from forum.polls.access import poll_for
from forum.polls.logic.kinds import Method, PollState, SecrecyLevel
from forum.polls.logic.sheets import code_of
from forum.polls.logic.slips import asked_on_paper
from forum.polls.models import Poll, PollOption
from forum.web.guard import current_actor, requires
from forum.web.locale import current_language

bp = Blueprint("slips", __name__)


@bp.get("/forums/<forum_id>/desk/polls/<poll_id>/slips.pdf")
@requires(Permission.POLL_EDIT)
def download(forum_id: str, poll_id: str) -> Response:
    """A sheet of A4 full of the poll's paper ballot, in the language asked for."""
    poll = poll_for(current_actor(), forum_id, poll_id, Permission.POLL_EDIT)
    if not has_slips(poll):
        raise NotFound
    wanted = request.args.get("language", "")
    language = wanted if wanted in {"th", "en"} else current_language()
    with force_locale(language):
        paper = partial(slips, _slip(poll, language))
    headers = {
        "Content-Disposition": f'inline; filename="ballot-{poll_id}.pdf"',
        "Cache-Control": "no-store",
    }
    return Response(paper(), mimetype="application/pdf", headers=headers)


@bp.app_template_global()
def has_slips(poll: Poll) -> bool:
    """Whether a paper ballot is of use: not for names, which no slip carries, nor after closing."""
    return poll.level is not SecrecyLevel.NAMED and poll.state is not PollState.CLOSED


def _slip(poll: Poll, language: str) -> Slip:
    asked = asked_on_paper(poll.method, poll.rules, len(poll.options))
    columns = (_("Can come"), _("If need be"), _("Cannot come")) if asked.mark is Mark.THREE else ()
    return Slip(
        forum=localised(poll.forum.title, language),
        question=localised(poll.question, language),
        how=_(asked.how, **asked.facts),
        options=tuple(_answer(poll, option, language) for option in poll.options),
        code=code_of(poll.public_id),
        mark=asked.mark,
        language=language,
        columns=columns,
        blanks=asked.blanks,
    )


def _answer(poll: Poll, option: PollOption, language: str) -> str:
    label = localised(option.label, language)
    if poll.method is not Method.BUDGET:
        return label
    price = format_number(option.price, language)
    return str(_("%(answer)s · %(price)s baht", answer=label, price=price))
