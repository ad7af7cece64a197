"""Paper for the day: sheets to sign, badges, certificates, tickets."""

from collections.abc import Callable
from datetime import date
from functools import partial

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from forum.core.clock import now
from forum.core.errors import NotFound
from forum.core.i18n import N_, localised
from forum.core.permissions import Permission
from forum.core.transaction import transaction
from forum.directory.queries import list_sectors
from forum.documents.prints.cards import BadgeSize, TicketSize, badges, tickets
from forum.documents.prints.certificates import certificates
from forum.documents.prints.sheets import Sheet, Signing, allowance_sheet, sign_in_sheet
from forum.events.access import forum_for
from forum.events.models import Forum
from forum.language import dates
from forum.signups.access import helped_signup, own_signup
from forum.signups.forms.prints import (
    AllowanceForm,
    BadgesForm,
    CertificateForm,
    PrintForm,
    SheetForm,
    SignInForm,
    TicketsForm,
    allowance_form,
    written,
)
from forum.signups.logic.prints import Print, Who, certificate_language
from forum.signups.logic.states import ACTIVE
from forum.signups.logic.tickets import ticket_code
from forum.signups.models.places import Signup
from forum.signups.queries.people import count_present
from forum.signups.queries.prints import find_certificate, newest_tickets
from forum.signups.service.prints import (
    has_certificate,
    own_certificate,
    take_names,
    write_certificate,
)
from forum.signups.views.print_parts import (
    Amount,
    badge_of,
    certificate_of,
    days_of,
    name_of,
    names_of,
    sheet_of,
    ticket_of,
    words_of_taking_part,
)
from forum.signups.views.shown import desk_page, may, ticket_link, ticket_parts
from forum.web.guard import current_actor, public, requires
from forum.web.limits import limiter
from forum.web.locale import current_language
from forum.web.saving import save
from forum.web.session import opened_tickets
from forum.web.tabs import Tab

bp = Blueprint("prints", __name__, template_folder="../templates")

# What is laid out already, and set as PDF when called.
Paper = Callable[[], bytes]

DESK_TABS = (
    Tab("prints", N_("Print"), "prints.home", may(Permission.SIGNUP_EXPORT), under="signups"),
)


@bp.get("/forums/<forum_id>/desk/prints")
@requires(Permission.SIGNUP_EXPORT)
def home(forum_id: str) -> str:
    forum = forum_for(current_actor(), forum_id, Permission.SIGNUP_EXPORT)
    return desk_page(forum, "prints", present=count_present(forum.id))


@bp.route("/forums/<forum_id>/desk/prints/sign-in-sheet", methods=["GET", "POST"])
@requires(Permission.SIGNUP_EXPORT)
def sign_in(forum_id: str) -> str | Response | tuple[str, int]:
    """The list that everybody signs."""
    forum = forum_for(current_actor(), forum_id, Permission.SIGNUP_EXPORT)
    form = SignInForm(days_of(forum, current_language()))

    def laid_out(people: list[Signup]) -> Paper:
        return partial(sign_in_sheet, _sheet(forum, people, form), Signing(form.signing.data))

    return _print(forum, Print.SIGN_IN, form, laid_out)


@bp.route("/forums/<forum_id>/desk/prints/allowance-sheet", methods=["GET", "POST"])
@requires(Permission.SIGNUP_EXPORT)
def allowance(forum_id: str) -> str | Response | tuple[str, int]:
    """The receipt for travel money that everybody signs."""
    forum = forum_for(current_actor(), forum_id, Permission.SIGNUP_EXPORT)
    form: AllowanceForm = allowance_form(list_sectors(), days_of(forum, current_language()))

    def laid_out(people: list[Signup]) -> Paper:
        sheet = _sheet(forum, people, form, form.amount_for)
        return partial(allowance_sheet, sheet, form.payer, has_total=form.has_total.data == "yes")

    return _print(forum, Print.ALLOWANCE, form, laid_out)


@bp.route("/forums/<forum_id>/desk/prints/badges", methods=["GET", "POST"])
@requires(Permission.SIGNUP_EXPORT)
def name_badges(forum_id: str) -> str | Response | tuple[str, int]:
    """Name badges to cut out."""
    forum = forum_for(current_actor(), forum_id, Permission.SIGNUP_EXPORT)
    form = BadgesForm()

    def laid_out(people: list[Signup]) -> Paper:
        language = form.language.data
        cards = [badge_of(signup, language) for signup in people]
        title = localised(forum.title, language)
        return partial(badges, cards, BadgeSize(form.size.data), title, language)

    return _print(forum, Print.BADGES, form, laid_out)


@bp.route("/forums/<forum_id>/desk/prints/tickets", methods=["GET", "POST"])
@requires(Permission.SIGNUP_MANAGE)
def all_tickets(forum_id: str) -> str | Response | tuple[str, int]:
    """Tickets to hand over, a card or a page each. As with a single one: for who manages sign-ups."""
    forum = forum_for(current_actor(), forum_id, Permission.SIGNUP_MANAGE)
    form = TicketsForm()

    def laid_out(people: list[Signup]) -> Paper:
        language, in_use = form.language.data, newest_tickets(forum.id)
        cards = [
            ticket_of(signup, language, link=link, code=ticket_code(in_use[signup.id].serial))
            for signup in people
            if (link := ticket_link(in_use.get(signup.id))) is not None
        ]
        return partial(tickets, cards, TicketSize(form.size.data), language)

    return _print(forum, Print.TICKETS, form, laid_out)


@bp.route("/forums/<forum_id>/desk/prints/certificates", methods=["GET", "POST"])
@requires(Permission.SIGNUP_MANAGE)
def certificate(forum_id: str) -> str | BaseResponse | tuple[str, int]:
    """What stands on the certificates; whoever manages sign-ups writes it."""
    actor = current_actor()
    forum = forum_for(actor, forum_id, Permission.SIGNUP_MANAGE)
    row = find_certificate(forum.id)
    form = CertificateForm(data=written(row) if row is not None else _proposed(forum))
    if request.method != "POST":
        return _certificate_page(forum, form)
    if not form.validate():
        return _certificate_page(forum, form), 422
    saved = save(
        form,
        lambda: write_certificate(
            forum_id,
            form.certificate,
            is_released=form.is_released.data,
            actor=actor,
            now=now(),
        ),
    )
    if saved is None:
        return _certificate_page(forum_for(actor, forum_id), form), form.again_status
    flash(_("The certificate was saved."))
    return redirect(url_for(".certificate", forum_id=forum_id), code=303)


@bp.post("/forums/<forum_id>/desk/prints/certificates/file")
@requires(Permission.SIGNUP_EXPORT)
def print_certificates(forum_id: str) -> Response:
    """Certificates for everybody who was present."""
    with transaction():
        people = take_names(
            forum_id, Print.CERTIFICATES, Who.PRESENT, actor=current_actor(), now=now()
        )
        forum = forum_for(current_actor(), forum_id, Permission.SIGNUP_EXPORT)
        row = find_certificate(forum.id)
        if row is None or not people:
            raise NotFound
        wanted, other = current_language(), forum.authoritative_language
        language = certificate_language(row.text, wanted, other)
        paper = partial(certificates, certificate_of(row, language), names_of(people, language))
    return pdf_file(paper(), f"certificates-{forum_id}")


@bp.get("/forums/<forum_id>/ticket.pdf")
@public
@limiter.limit("60 per hour")
def own_ticket(forum_id: str) -> Response:
    """One's own ticket to print: a page, or a card for the wallet."""
    forum_for(current_actor(), forum_id)
    return _ticket_file(own_signup(current_actor(), forum_id, opened_tickets()))


@bp.get("/forums/<forum_id>/desk/assist/<signup_id>/ticket.pdf")
@requires(Permission.SIGNUP_ASSIST)
def helped_ticket(forum_id: str, signup_id: str) -> Response:
    """The ticket of somebody who was helped."""
    return _ticket_file(helped_signup(current_actor(), forum_id, signup_id))


@bp.get("/forums/<forum_id>/ticket/certificate.pdf")
@public
@limiter.limit("60 per hour")
def certificate_of_mine(forum_id: str) -> Response:
    """One's own certificate, after the forum."""
    signup, row = own_certificate(
        forum_id, actor=current_actor(), now=now(), ticket_ids=opened_tickets()
    )
    wanted, other = current_language(), signup.forum.authoritative_language
    language = certificate_language(row.text, wanted, other)
    content = certificates(certificate_of(row, language), [name_of(signup, language)])
    return pdf_file(content, f"certificate-{forum_id}")


@bp.app_template_global()
def certificate_waits(signup: Signup) -> bool:
    """For the ticket's page: whether its holder may fetch a certificate."""
    if signup.check_in is None:
        return False
    return has_certificate(signup, find_certificate(signup.forum_id), signup.forum, now())


def pdf_file(content: bytes, name: str) -> Response:
    """A PDF that opens in the browser and is kept nowhere on the way."""
    disposition = f'inline; filename="{name}.pdf"'
    headers = {"Content-Disposition": disposition, "Cache-Control": "no-store"}
    return Response(content, mimetype="application/pdf", headers=headers)


def _print(
    forum: Forum, what: Print, form: PrintForm, laid_out: Callable[[list[Signup]], Paper]
) -> str | Response | tuple[str, int]:
    """The form; or, sent, the paper with the names taken for it.

    It is set after the transaction: hundreds of pages take seconds, and nobody should wait to write.
    """
    if request.method != "POST":
        return _print_page(forum, what, form)
    if not form.validate():
        return _print_page(forum, what, form), 422
    with transaction():
        people = take_names(forum.public_id, what, form.wanted, actor=current_actor(), now=now())
        paper, name = laid_out(people), f"{what}-{forum.public_id}"
    return pdf_file(paper(), name)


def _print_page(forum: Forum, what: Print, form: PrintForm) -> str:
    return desk_page(forum, f"print_{what.replace('-', '_')}", form=form)


def _certificate_page(forum: Forum, form: CertificateForm) -> str:
    return desk_page(
        forum,
        "print_certificates",
        form=form,
        is_written=find_certificate(forum.id) is not None,
        present=count_present(forum.id),
    )


def _sheet(forum: Forum, people: list[Signup], form: SheetForm, amount: Amount = None) -> Sheet:
    return sheet_of(
        forum,
        people,
        form.language.data,
        day=date.fromisoformat(form.day.data) if "day" in form else None,
        digits=form.digits,
        blanks=form.blanks.data or 0,
        amount=amount,
    )


def _proposed(forum: Forum) -> dict[str, object]:
    """A beginning that most forums can keep."""
    organisation = forum.programme.organisation
    return {
        "issuer": dict(organisation.name) if organisation else {},
        "text": {code: words_of_taking_part(forum, code) for code in forum.title},
        "given_on": dates.local(forum.ends_at).date(),
    }


def _ticket_file(signup: Signup) -> Response:
    parts = ticket_parts(signup)
    if signup.state not in ACTIVE or parts["link"] is None:
        raise NotFound
    wanted = request.args.get("size", "")
    size = TicketSize(wanted) if wanted in set(TicketSize) else TicketSize.A5
    language = current_language()
    card = ticket_of(signup, language, link=str(parts["link"]), code=str(parts["code"]))
    return pdf_file(tickets([card], size, language), f"ticket-{signup.forum.public_id}")
