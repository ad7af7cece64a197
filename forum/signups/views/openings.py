"""Who opened people's data at a forum: for those who look after it."""

from flask import Blueprint

from forum.accounts.logic import OPENED_WORDS
from forum.accounts.queries import count_openings_in, list_openings_in
from forum.core.i18n import N_
from forum.core.permissions import Permission
from forum.events.access import forum_for
from forum.signups.views.shown import desk_page, may
from forum.web.guard import current_actor, requires
from forum.web.paging import page_of
from forum.web.tabs import Tab

bp = Blueprint("openings", __name__, template_folder="../templates")

DESK_TABS = (
    Tab(
        "openings",
        N_("Data opened"),
        "openings.show",
        may(Permission.JOURNAL_READ),
        under="signups",
    ),
)


@bp.get("/forums/<forum_id>/desk/openings")
@requires(Permission.JOURNAL_READ)
def show(forum_id: str) -> str:
    forum = forum_for(current_actor(), forum_id, Permission.JOURNAL_READ)
    return desk_page(
        forum,
        "openings",
        opened_words=OPENED_WORDS,
        page=page_of(
            lambda: count_openings_in(forum.scope),
            lambda limit, offset: list_openings_in(forum.scope, limit, offset),
        ),
    )
