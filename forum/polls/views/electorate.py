"""Who votes in a poll: as its rule says, or a list written by hand; and who came late."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.core.clock import now
from forum.core.errors import NotFound
from forum.core.permissions import Permission
from forum.core.transaction import transaction
from forum.directory.queries import list_sectors
from forum.events.forms import EmptyForm
from forum.language.names import Name, display_name
from forum.polls.access import poll_for
from forum.polls.forms.electorate import ElectorForm
from forum.polls.logic.kinds import ElectorateRule, PollState
from forum.polls.models import Elector, Poll
from forum.polls.queries.people import (
    count_by_sector,
    count_people,
    electors_of,
    find_silent_elector,
    list_holders,
    list_not_electors,
    list_people,
    names_of,
)
from forum.polls.service.listing import has_weights, list_electors, weigh_elector
from forum.polls.service.running import admit_late
from forum.polls.views.standing_in import sought_people
from forum.signups.models.places import Signup
from forum.web.guard import current_actor, requires
from forum.web.locale import current_language
from forum.web.paging import page_of
from forum.web.saving import save

bp = Blueprint(
    "electorate", __name__, url_prefix="/forums/<forum_id>/desk/polls/<poll_id>/electorate"
)

Page = str | Response | tuple[str, int]
_MOST_LATE = 20


@bp.get("")
@requires(Permission.POLL_EDIT)
def show(forum_id: str, poll_id: str) -> str:
    """Who would vote, or votes; of a list everybody with a seat, to be ticked."""
    poll = poll_for(current_actor(), forum_id, poll_id, Permission.POLL_EDIT)
    sought, is_list = sought_people(), _is_list(poll)
    page = page_of(
        lambda: count_people(poll, sought, is_candidate=is_list),
        lambda limit, offset: list_people(poll, sought, limit, offset, is_candidate=is_list),
    )
    electors = electors_of(poll.id, [signup.id for signup in page.rows])
    return render_template(
        "polls/electorate/show.html",
        forum=poll.forum,
        poll=poll,
        is_list=is_list,
        sectors=list_sectors(),
        by_sector=count_by_sector(poll),
        sought=sought,
        page=page,
        electors=electors,
        holders=names_of([e.proxy_id for e in electors.values() if e.proxy_id]),
        may_weigh=has_weights(poll) or poll.forum.most_proxies > 0,
        button=EmptyForm(),
        late=_late(poll),
    )


@bp.post("")
@requires(Permission.POLL_EDIT)
def tick(forum_id: str, poll_id: str) -> Response:
    """Keep which of the people on the page vote."""
    shown, ticked = request.form.getlist("shown"), request.form.getlist("elector")
    with transaction():
        list_electors(forum_id, poll_id, shown, ticked, actor=current_actor(), now=now())
    flash(_("The list is kept."))
    words, sector, page = (request.form.get(name) or None for name in ("words", "sector", "page"))
    back = url_for(
        ".show", forum_id=forum_id, poll_id=poll_id, words=words, sector=sector, page=page
    )
    return redirect(back)


@bp.route("/<signup_id>", methods=["GET", "POST"])
@requires(Permission.POLL_EDIT)
def elector(forum_id: str, poll_id: str, signup_id: str) -> Page:
    """One elector of a list: weight and proxy."""
    poll = poll_for(current_actor(), forum_id, poll_id, Permission.POLL_EDIT)
    signup = find_silent_elector(poll.id, signup_id)
    if signup is None or not _is_list(poll):
        raise NotFound
    form = _elector_form(poll, signup)
    if form.validate_on_submit():
        weight, proxy = form.weight.data or 0, form.proxy.data or None
        if not has_weights(poll):
            weight = 1
        saved = save(
            form,
            lambda: weigh_elector(
                forum_id, poll_id, signup_id, weight, proxy, actor=current_actor(), now=now()
            ),
        )
        if saved is not None:
            flash(_("Kept."))
            return redirect(url_for(".show", forum_id=forum_id, poll_id=poll_id))
    page = render_template(
        "polls/electorate/elector.html",
        forum=poll.forum,
        poll=poll,
        signup=signup,
        form=form,
        has_weights=has_weights(poll),
    )
    return (page, form.again_status) if form.is_submitted() else page


@bp.post("/late/<signup_id>")
@requires(Permission.FLOOR_RUN)
def admit(forum_id: str, poll_id: str, signup_id: str) -> Response:
    """Let somebody vote who came after the poll had opened."""
    with transaction():
        is_new = admit_late(forum_id, poll_id, signup_id, actor=current_actor(), now=now())
    flash(_("This person can vote now.") if is_new else _("This person could vote already."))
    return redirect(url_for(".show", forum_id=forum_id, poll_id=poll_id))


def _is_list(poll: Poll) -> bool:
    is_listed = poll.rules.electorate is ElectorateRule.LISTED
    return is_listed and poll.state is PollState.DRAFTED


def _late(poll: Poll) -> list[Signup]:
    """People with a seat who cannot vote, while they could still be let in."""
    if poll.state is not PollState.OPEN:
        return []
    return list_not_electors(poll, sought_people(), _MOST_LATE)


def _elector_form(poll: Poll, signup: Signup) -> ElectorForm:
    row: Elector = electors_of(poll.id, [signup.id])[signup.id]
    people = [each for each in list_holders(poll) if each.id != signup.id]
    holder = next((each.public_id for each in people if each.id == row.proxy_id), "")
    named = [(each.public_id, _name_of(each)) for each in people]
    return ElectorForm(named, data={"weight": row.weight, "proxy": holder})


def _name_of(signup: Signup) -> str:
    person = signup.person
    name = Name(person.prefix, person.given_name, person.family_name)
    return display_name(name, current_language())
