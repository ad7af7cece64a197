"""The organiser's desk: signing up the people of a list.

The list is read, shown row by row, and kept nowhere: it travels with the page, signed, until it is
confirmed or forgotten.
"""

import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, current_app, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.wrappers import Response as BaseResponse

from forum.accounts.logic import Opened
from forum.accounts.service.openings import tell_opened
from forum.core.clock import now
from forum.core.errors import ForumError, NotFound
from forum.core.i18n import N_
from forum.core.permissions import Permission
from forum.core.transaction import transaction
from forum.directory.queries import list_networks, list_sectors
from forum.documents.spreadsheet import csv_bytes, xlsx_bytes
from forum.documents.tables import MOST_ROWS, TableRow
from forum.events.access import forum_for
from forum.events.models import Forum
from forum.language.contacts import format_phone
from forum.language.names import Name, display_name
from forum.questionnaires.logic.questions import Asked
from forum.questionnaires.queries import open_signup_questions
from forum.signups.forms.lists import ColumnsForm, ListForm, columns_form
from forum.signups.logic.list_answers import listable
from forum.signups.logic.lists import (
    Basis,
    Fault,
    ListColumn,
    find_headings,
    headings_of,
)
from forum.signups.logic.rules import SeatRules
from forum.signups.queries.lists import list_imported
from forum.signups.queries.seats import list_pools
from forum.signups.queries.settings import rules_of
from forum.signups.service.lists import CheckedRow, Choice, Imported, check_list, import_list
from forum.signups.views.shown import STATES, desk_page, may, ticket_parts, ticket_secret
from forum.web.guard import current_actor, requires
from forum.web.locale import current_language, local_text
from forum.web.paging import page_of
from forum.web.tabs import Tab

bp = Blueprint("lists", __name__, template_folder="../templates")

DESK_TABS = (
    Tab(
        "import", N_("From a list"), "lists.upload", may(Permission.SIGNUP_MANAGE), under="signups"
    ),
)

LIFETIME = 2 * 60 * 60  # seconds that a list may be looked at before it has to be sent again
TICKETS_A_PAGE = 60
MOST_CARRIED = 400_000  # signs of the signed list on the page
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.app_template_filter()
def listed_name(name: Name) -> str:
    """A name as read from a list, in the reader's language."""
    return display_name(name, current_language())


@bp.app_template_filter()
def phone_number(e164: str) -> str:
    """A telephone number as one dials it."""
    return format_phone(e164, current_language())


@bp.app_template_filter()
def fault_sentence(fault: Fault) -> str:
    """What is wrong with a row, in words."""
    return str(_(fault.message, **fault.facts))


@dataclass(frozen=True)
class _List:
    """A list on its way: its key, its headings, its rows."""

    key: str
    headings: tuple[str, ...]
    rows: tuple[TableRow, ...]


@bp.route("/forums/<forum_id>/desk/import", methods=["GET", "POST"])
@requires(Permission.SIGNUP_MANAGE)
def upload(forum_id: str) -> str | Response | tuple[str, int]:
    """Read a list and show every row of it; nothing is written."""
    forum = forum_for(current_actor(), forum_id, Permission.SIGNUP_MANAGE)
    form = ListForm(*_offered(forum), data={"written_in": current_language()})
    if request.method != "POST":
        return _upload_page(forum, form)
    if not form.validate():
        return _upload_page(forum, form), 422
    list_ = _begun(form.rows)
    if len(_signer(forum).dumps(_packed(list_))) > MOST_CARRIED:
        form.file.errors = [
            _("The list is too long to be shown here. Split it, and send the parts.")
        ]
        return _upload_page(forum, form), 422
    held = {name: form[name].data for name in ("basis", "sector", "network", "pool", "written_in")}
    columns = columns_form(
        list_.headings, *_offered(forum), questions=_questions(forum), formdata=None, data=held
    )
    return _preview(forum, list_, columns)


@bp.post("/forums/<forum_id>/desk/import/rows")
@requires(Permission.SIGNUP_MANAGE)
def rows(forum_id: str) -> BaseResponse:
    """Look at the list again with other columns, or sign its people up."""
    actor = current_actor()
    forum = forum_for(actor, forum_id, Permission.SIGNUP_MANAGE)
    list_ = _carried(forum)
    if list_ is None:
        flash(_("The list was shown for too long. Please send it again."), "warning")
        return redirect(url_for(".upload", forum_id=forum_id))
    form = columns_form(list_.headings, *_offered(forum), questions=_questions(forum))
    if not form.validate():
        return _preview(forum, list_, form, 422)
    if request.form.get("go") != "import":
        return _preview(forum, list_, form)
    try:
        with transaction():
            imported = import_list(
                forum_id, list_.rows, _choice(form), list_key=list_.key,
                actor=actor, now=now(), secret=ticket_secret(),
            )  # fmt: skip
    except NotFound:
        raise
    except ForumError as error:
        form.refuse(error)
        return _preview(
            forum_for(actor, forum_id, Permission.SIGNUP_MANAGE), list_, form, form.again_status
        )
    flash(_told(imported))
    return redirect(url_for(".imported", forum_id=forum_id, list_key=list_.key))


@bp.get("/forums/<forum_id>/desk/import/lists/<list_key>")
@requires(Permission.SIGNUP_MANAGE)
def imported(forum_id: str, list_key: str) -> str:
    """What came of a list: counts, and whose tickets have to be printed."""
    forum = forum_for(current_actor(), forum_id, Permission.SIGNUP_MANAGE)
    made = list_imported(forum.id, list_key)
    if not made:
        raise NotFound
    shown = [signup.person_id for signup in made]
    tell_opened(shown, Opened.LIST, forum.scope, actor=current_actor())
    return desk_page(
        forum,
        "imported",
        made=made,
        list_key=list_key,
        states=STATES,
        counts=Counter(signup.state for signup in made),
        unreachable=[signup for signup in made if not signup.person.email],
    )


@bp.get("/forums/<forum_id>/desk/import/lists/<list_key>/tickets")
@requires(Permission.SIGNUP_MANAGE)
def tickets(forum_id: str, list_key: str) -> str:
    """The tickets of those on a list to whom nothing can be mailed, to print."""
    forum = forum_for(current_actor(), forum_id, Permission.SIGNUP_MANAGE)
    made = [each for each in list_imported(forum.id, list_key) if not each.person.email]
    if not made:
        raise NotFound
    page = page_of(
        lambda: len(made), lambda limit, offset: made[offset : offset + limit], size=TICKETS_A_PAGE
    )
    shown = [signup.person_id for signup in page.rows]
    tell_opened(shown, Opened.TICKET, forum.scope, actor=current_actor())
    printed = [{"signup": signup, **ticket_parts(signup)} for signup in page.rows]
    return desk_page(forum, "printed_tickets", printed=printed, page=page, list_key=list_key)


@bp.get("/forums/<forum_id>/desk/import/templates/<layout>")
@requires(Permission.SIGNUP_MANAGE)
def template(forum_id: str, layout: str) -> Response:
    """An empty list to fill in, headed as we understand it."""
    forum = forum_for(current_actor(), forum_id, Permission.SIGNUP_MANAGE)
    if layout not in {"csv", "xlsx"}:
        raise NotFound
    header = _headings(forum)
    is_csv = layout == "csv"
    content = csv_bytes(header, []) if is_csv else xlsx_bytes(_("People"), header, [])
    disposition = f'attachment; filename="people-{forum.public_id}.{layout}"'
    kind = "text/csv" if is_csv else _XLSX
    return Response(content, mimetype=kind, headers={"Content-Disposition": disposition})


def _offered(forum: Forum) -> tuple[Sequence[Any], Sequence[Any], Sequence[Any]]:
    return list_sectors(), list_networks(current_language()), list_pools(forum.id)


def _questions(forum: Forum) -> tuple[Asked, ...]:
    return listable(open_signup_questions(forum.id))


def _headings(forum: Forum) -> list[str]:
    """The headings of an empty list: what every list can hold, then the forum's own questions."""
    language = current_language()
    return [
        *(headings_of(column, language) for column in _columns_of(forum)),
        *(local_text(question.label) for question in _questions(forum)),
    ]


def _columns_of(forum: Forum) -> list[ListColumn]:
    """What a list for this forum can hold."""
    rules: SeatRules = rules_of(forum.id)
    left_out = {ListColumn.NAME}
    left_out |= set() if rules.asks_gender else {ListColumn.GENDER}
    left_out |= set() if rules.asks_province else {ListColumn.PROVINCE}
    left_out |= set() if rules.companions_most else {ListColumn.COMPANIONS}
    left_out |= set() if len(list_pools(forum.id)) > 1 else {ListColumn.POOL}
    return [column for column in ListColumn if column not in left_out]


def _upload_page(forum: Forum, form: ListForm) -> str:
    return desk_page(
        forum,
        "import",
        form=form,
        sectors=list_sectors(),
        most_rows=MOST_ROWS,
        columns=_headings(forum),
        asks_more=bool(_questions(forum)) or rules_of(forum.id).companions_most > 0,
    )


def _begun(rows: Sequence[TableRow]) -> _List:
    first = find_headings([row.cells for row in rows])
    width = max(len(row.cells) for row in rows)
    cells = rows[first].cells
    headings = cells + ("",) * (width - len(cells))
    return _List(secrets.token_hex(8), headings, tuple(rows[first + 1 :]))


def _preview(forum: Forum, list_: _List, form: ColumnsForm, status: int = 200) -> Response:
    choice = _choice(form)
    checked = check_list(forum, list_.rows, choice, list_key=list_.key, now=now())
    page = desk_page(
        forum,
        "import_rows",
        form=form,
        sector_names={each.code: local_text(each.name) for each in list_sectors()},
        headings=list_.headings,
        samples=_samples(list_),
        carried=_signer(forum).dumps(_packed(list_)),
        choice=choice,
        sorted_rows=_sorted(checked),
        standings=Counter(each.standing for each in checked if each.standing),
        asks_paper=choice.basis is Basis.PAPER,
    )
    response = Response(page, status)
    response.headers["Cache-Control"] = "no-store"  # people's data: no copy stays anywhere
    return response


def _sorted(checked: Sequence[CheckedRow]) -> Mapping[str, list[CheckedRow]]:
    """Rows as the page shows them: faulty ones, likely doubles, those that can be signed up."""
    return {
        "faulty": [each for each in checked if not each.row.is_sound and not each.is_there],
        "doubles": [each for each in checked if each.double],
        "there": [each for each in checked if each.is_there],
        "taken": [each for each in checked if each.standing],
    }


def _samples(list_: _List) -> list[str]:
    """For each column what stands in it first, to know it by."""
    return [
        next((row.cells[n] for row in list_.rows if n < len(row.cells) and row.cells[n]), "")[:40]
        for n in range(len(list_.headings))
    ]


def _choice(form: ColumnsForm) -> Choice:
    lines = (line for line in request.form.getlist("anyway") if line.isascii() and line.isdigit())
    return Choice(
        places=form.places,
        answers_at=form.answers_at,
        basis=Basis(form.basis.data) if form.basis.data in set(Basis) else Basis.LETTER,
        language=form.written_in.data if form.written_in.data in {"th", "en"} else "th",
        sector=form.sector.data or "",
        network=form.network.data or "",
        pool=form.pool.data or "",
        anyway=frozenset(int(line[:9]) for line in lines),
    )


def _told(imported: Imported) -> str:
    parts = [
        ngettext("%(num)s person is signed up.", "%(num)s people are signed up.", imported.total)
    ]
    if imported.left_out:
        rows = ngettext(
            "%(num)s row was left out.", "%(num)s rows were left out.", imported.left_out
        )
        parts.append(rows)
    if imported.there:
        parts.append(_("%(number)s were signed up from this list before.", number=imported.there))
    return " ".join(str(part) for part in parts)


def _signer(forum: Forum) -> URLSafeTimedSerializer:
    """Signs for this forum and this account only; what it signs is packed, too."""
    return URLSafeTimedSerializer(
        str(current_app.secret_key),
        f"signups.list:{forum.public_id}:{current_actor().id}",
        serializer_kwargs={"ensure_ascii": False, "separators": (",", ":")},
    )


def _packed(list_: _List) -> list[Any]:
    rows = [[row.number, list(row.cells), sorted(row.calculated)] for row in list_.rows]
    return [list_.key, list(list_.headings), rows]


def _carried(forum: Forum) -> _List | None:
    """The list that came with the page; None where it is too old, altered or somebody else's."""
    try:
        key, headings, rows = _signer(forum).loads(request.form.get("rows", ""), max_age=LIFETIME)
    except BadData:
        return None
    return _List(
        key,
        tuple(headings),
        tuple(TableRow(number, tuple(cells), frozenset(places)) for number, cells, places in rows),
    )
