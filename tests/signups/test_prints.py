import io
from datetime import date, timedelta
from decimal import Decimal

import pypdf
import pytest
from sqlalchemy import select

from forum.accounts.models import Opening
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.transaction import transaction
from forum.documents import typeset
from forum.journal.models import JournalEntry
from forum.signups.forms.prints import SumField, allowance_form
from forum.signups.logic.prints import CertificateText, Print, Who
from forum.signups.logic.states import SignupState
from forum.signups.logic.tickets import ticket_code
from forum.signups.models.certificates import CertificateSettings
from forum.signups.models.places import Ticket
from forum.signups.queries.prints import list_for_print
from forum.signups.service.prints import own_certificate, take_names, write_certificate
from forum.signups.service.tickets import issue_ticket
from forum.web.forms import BaseForm

pytestmark = pytest.mark.skipif(
    not any(typeset.FONTS.glob("*.ttf")), reason="the fonts come with the front end's build"
)

TEXT = CertificateText(
    issuer={"th": "มูลนิธิทดลอง"},
    text={"th": "ได้เข้าร่วมเวทีทดลอง"},
    given_on=date(2026, 11, 22),
    signatory="#pagebreak()",
)
HOSTILE = "#pagebreak() = $x$ *b* \\ <l> @r"


def pages_of(answer):
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Cache-Control"] == "no-store"
    return pypdf.PdfReader(io.BytesIO(answer.data)).pages


def names(signups):
    return [signup.person.given_name for signup in signups]


def prints(forum, kind):
    return f"/forums/{forum.public_id}/desk/prints/{kind}"


@pytest.fixture
def organiser(make, sign_in):
    return lambda forum: sign_in(make.account("organiser", forum.scope))


def test_people_stand_by_sector_and_in_the_order_of_the_dictionary(make):
    forum = make.forum()
    for sector, name, prefix in (
        ("ngo", "เมตตา", "นาง"),
        ("ngo", "ก้อง", "นาย"),
        ("ngo", "มานี", "นางสาว"),
        ("university", "แก้ว", "ดร."),
    ):
        make.signup(forum, sector, person=make.person(given_name=name, prefix=prefix))

    assert names(list_for_print(forum.id, Who.ALL)) == ["แก้ว", "ก้อง", "มานี", "เมตตา"]


def test_it_is_chosen_who_is_printed(make):
    forum = make.forum()
    make.signup(forum, person=make.person(given_name="ก"), checked_in=True)
    make.signup(forum, person=make.person(given_name="ข"))
    make.signup(forum, person=make.person(given_name="ค"), state=SignupState.WAITING)
    make.signup(forum, person=make.person(given_name="ง"), state=SignupState.WITHDRAWN)
    make.signup(make.forum(), checked_in=True)

    assert names(list_for_print(forum.id, Who.PRESENT)) == ["ก"]
    assert names(list_for_print(forum.id, Who.SEATED)) == ["ก", "ข"]
    assert names(list_for_print(forum.id, Who.ALL)) == ["ก", "ข", "ค"]


def test_whoever_prints_names_is_written_down(make, now):
    forum = make.forum()
    signup = make.signup(forum)
    organiser = make.staff("organiser", forum)

    with transaction():
        take_names(forum.public_id, Print.BADGES, Who.SEATED, actor=organiser, now=now)

    entry = db.session.scalars(select(JournalEntry)).one()
    assert entry.code == "signups.printed"
    assert entry.facts == {"what": "badges", "who": "seated", "people": 1}
    opened = db.session.scalars(select(Opening)).one()
    assert (opened.person_id, opened.account_id) == (signup.person_id, organiser.id)


@pytest.mark.parametrize("role", ["coordinator", "facilitator", "rapporteur"])
def test_only_organisers_of_this_forum_take_names_along(make, now, role):
    forum = make.forum()
    for stranger in (make.staff(role, forum), make.staff("organiser", make.forum())):
        with pytest.raises(NotFound), transaction():
            take_names(forum.public_id, Print.BADGES, Who.ALL, actor=stranger, now=now)
        with pytest.raises(NotFound), transaction():
            write_certificate(forum.public_id, TEXT, is_released=True, actor=stranger, now=now)


@pytest.mark.parametrize(
    "page", ["", "/sign-in-sheet", "/allowance-sheet", "/badges", "/tickets", "/certificates"]
)
def test_pages_for_printing_are_open_to_organisers_of_this_forum(make, organiser, page):
    forum, elsewhere = make.forum(), make.forum()
    browser = organiser(forum)

    assert browser.get(f"/forums/{forum.public_id}/desk/prints{page}").status_code == 200
    assert browser.get(f"/forums/{elsewhere.public_id}/desk/prints{page}").status_code == 404


@pytest.mark.parametrize(
    ("kind", "asked", "pages"),
    [
        ("sign-in-sheet", {"signing": "twice", "has_thai_digits": "y", "blanks": "๕"}, 1),
        ("allowance-sheet", {"amount": "๓๐๐", "amount_ngo": "450.50", "blanks": "0"}, 1),
        ("badges", {"size": "a6"}, 1),
    ],
)
@pytest.mark.parametrize("language", ["th", "en"])
def test_a_print_comes_as_pdf_with_hostile_names_as_text(
    make, organiser, kind, asked, pages, language
):
    forum = make.forum(title={"th": HOSTILE, "en": HOSTILE})
    for n in range(3):
        make.signup(
            forum,
            "ngo",
            person=make.person(given_name=HOSTILE, family_name="ฏี่ฐู้" * n),
            organisation_name=HOSTILE,
            province="40",
        )

    answer = organiser(forum).post(
        prints(forum, kind), data={"who": "seated", "language": language, **asked}
    )

    assert len(pages_of(answer)) == pages
    assert "#pagebreak()" in pages_of(answer)[0].extract_text()
    assert forum.public_id in answer.headers["Content-Disposition"]


def test_a_forum_of_two_days_has_a_sheet_for_each(make, organiser):
    one, two = make.forum(), make.forum(starts_at=make.now, ends_at=make.now + timedelta(days=1))

    assert 'name="day"' not in organiser(one).get(prints(one, "sign-in-sheet")).text
    page = organiser(two).get(prints(two, "sign-in-sheet")).text
    assert 'value="2026-11-22"' in page
    assert 'value="2026-11-23"' in page
    chosen = {"who": "seated", "language": "th", "signing": "once"}
    for day, status in (("2026-11-23", 200), ("2026-11-24", 422)):
        answer = organiser(two).post(prints(two, "sign-in-sheet"), data={**chosen, "day": day})
        assert answer.status_code == status


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("300", Decimal(300)),
        ("๑,๒๕๐.๕๐", Decimal("1250.50")),
        ("0", Decimal(0)),
        ("-1", None),
        ("1.005", None),
        ("1e3", None),
        ("1000001", None),
        (".5", None),
        ("=1+1", None),
    ],
)
def test_a_sum_is_read_in_baht_and_satang(app, typed, amount):
    form_class = type("Form", (BaseForm,), {"sum": SumField("Sum")})
    with app.test_request_context(method="POST", data={"sum": typed}):
        form = form_class()

        assert form.validate() is (amount is not None)
        assert form["sum"].data == amount


def test_a_sector_may_get_another_sum(app, make):
    sectors = [make.sector("ngo"), make.sector("business")]
    with app.test_request_context(method="POST", data={"amount": "300", "amount_ngo": "0"}):
        form = allowance_form(sectors, [])

        assert form.amount_for("ngo") == 0
        assert form.amount_for("business") == 300
        assert form.amount_for("a sector made later") == 300


def test_five_hundred_names_are_printed_with_as_many_queries_as_one(make, organiser, count_queries):
    forum = make.forum(seats={"ngo": 500})
    browser, url = organiser(forum), prints(forum, "badges")
    asked = {"who": "seated", "language": "th", "size": "90x55"}
    make.signup(forum, "ngo")
    browser.post(url, data=asked)

    with count_queries() as few:
        browser.post(url, data=asked)
    for _ in range(24):
        make.signup(forum, "ngo")
    with count_queries() as many:
        answer = browser.post(url, data=asked)

    assert len(pages_of(answer)) == 3
    assert len(many) == len(few)


@pytest.fixture
def seated(app, make):
    """Makes somebody with a seat and a ticket that the installation's secret opens."""

    def seated(forum, **values):
        signup = make.signup(forum, **values)
        with transaction():
            secret = str(app.config["SECRET_KEY"])
            ticket = issue_ticket(signup, secret=secret, now=make.now)
            db.session.flush()
            ticket_id = ticket.id
        return signup, type("Opened", (), {"id": ticket_id})

    return seated


@pytest.mark.parametrize(("size", "sheets"), [("wallet", 2), ("a5", 11)])
def test_everybodys_ticket_is_printed_for_whoever_has_no_phone(
    make, organiser, seated, size, sheets
):
    forum = make.forum(seats={"ngo": 20})
    codes = []
    for _ in range(11):
        _signup, opened = seated(forum)
        codes.append(ticket_code(db.session.get(Ticket, opened.id).serial))
    seated(forum, state=SignupState.WITHDRAWN)
    asked = {"who": "seated", "language": "th", "size": size}

    answer = organiser(forum).post(prints(forum, "tickets"), data=asked)

    pages = pages_of(answer)
    told = " ".join(page.extract_text() for page in pages)
    assert len(pages) == sheets
    assert [code for code in codes if code in told] == codes
    entry = db.session.scalars(
        select(JournalEntry).where(JournalEntry.code == "signups.printed")
    ).one()
    assert entry.facts == {"what": "tickets", "who": "seated", "people": 11}


def test_all_tickets_take_as_many_queries_as_one(make, organiser, seated, count_queries):
    forum = make.forum(seats={"ngo": 50})
    browser, url = organiser(forum), prints(forum, "tickets")
    asked = {"who": "seated", "language": "th", "size": "wallet"}
    seated(forum)
    browser.post(url, data=asked)

    with count_queries() as few:
        browser.post(url, data=asked)
    for _ in range(9):
        seated(forum)
    with count_queries() as many:
        browser.post(url, data=asked)

    assert len(many) == len(few)


def test_tickets_of_others_are_only_for_whoever_manages_sign_ups(make, sign_in, seated):
    forum = make.forum()
    seated(forum)
    facilitator = sign_in(make.account("facilitator", forum.scope))

    assert facilitator.get(prints(forum, "tickets")).status_code == 403


@pytest.mark.parametrize("size", ["", "a4", "a5", "wallet", "nonsense"])
def test_a_ticket_is_for_its_holder_alone(make, sign_in, client, seated, size):
    forum = make.forum()
    _signup, ticket = seated(forum)
    _other, foreign = seated(make.forum())
    url = f"/forums/{forum.public_id}/ticket.pdf?size={size}"

    assert len(pages_of(sign_in(tickets=[ticket]).get(url))) == 1
    assert client.get(url).status_code == 404
    assert sign_in(tickets=[foreign]).get(url).status_code == 404
    assert sign_in(make.account("organiser")).get(url).status_code == 404


def test_a_ticket_that_has_ended_is_not_printed(make, sign_in, seated):
    forum = make.forum()
    _signup, ticket = seated(forum, state=SignupState.WITHDRAWN)

    url = f"/forums/{forum.public_id}/ticket.pdf"
    assert sign_in(tickets=[ticket]).get(url).status_code == 404


def test_whoever_helped_prints_the_ticket(make, sign_in, seated):
    forum = make.forum()
    helper = make.account("coordinator", forum.scope)
    signup, _ticket = seated(forum, helped_by_id=helper.id)
    url = f"/forums/{forum.public_id}/desk/assist/{signup.public_id}/ticket.pdf?size=wallet"

    assert len(pages_of(sign_in(helper).get(url))) == 1
    other = make.account("coordinator", forum.scope)
    assert sign_in(other).get(url).status_code == 404


def test_a_certificate_waits_for_whoever_was_there_once_it_is_over_and_released(make, now):
    forum = make.forum(starts_at=now - timedelta(hours=8), ends_at=now)
    organiser = make.staff("organiser", forum)
    present = make.participant(make.signup(forum, checked_in=True))
    absent = make.participant(make.signup(forum))
    stranger = make.participant(make.signup(make.forum(), checked_in=True))

    def fetch(actor, at=now):
        return own_certificate(forum.public_id, actor=actor, now=at)

    def write(*, is_released):
        with transaction():
            write_certificate(
                forum.public_id, TEXT, is_released=is_released, actor=organiser, now=now
            )

    with pytest.raises(NotFound):
        fetch(present)
    write(is_released=False)
    with pytest.raises(NotFound):
        fetch(present)
    write(is_released=True)
    assert fetch(present)[1].text == {"th": "ได้เข้าร่วมเวทีทดลอง"}
    for actor, at in ((present, now - timedelta(seconds=1)), (absent, now), (stranger, now)):
        with pytest.raises(NotFound):
            fetch(actor, at)
    write(is_released=False)
    with pytest.raises(NotFound):
        fetch(present)


def test_an_organiser_writes_and_prints_certificates_and_people_fetch_theirs(
    make, sign_in, organiser, seated
):
    begun = make.now - timedelta(days=400)  # long over, whatever the clock says
    forum = make.forum(starts_at=begun, ends_at=begun + timedelta(hours=8))
    signups = [seated(forum, person=make.person(given_name=HOSTILE)) for _ in range(3)]
    for signup, _ticket in signups[:2]:
        make.save(*[_check_in(signup, make)])
    browser, url = organiser(forum), prints(forum, "certificates")
    written = {
        "issuer-th": HOSTILE,
        "text-th": "ได้เข้าร่วม",
        "given_on": "22/11/2569",
        "is_released": "y",
    }

    assert browser.post(f"{url}/file").status_code == 404  # nothing is written yet
    assert browser.post(url, data={}).status_code == 422
    assert browser.post(url, data=written).status_code == 303

    assert db.session.scalars(select(CertificateSettings)).one().given_on == date(2026, 11, 22)
    assert len(pages_of(browser.post(f"{url}/file"))) == 2
    mine = f"/forums/{forum.public_id}/ticket/certificate.pdf"
    for (_signup, ticket), status in zip(signups, (200, 200, 404), strict=True):
        holder = sign_in(tickets=[ticket])
        assert holder.get(mine).status_code == status
        page = holder.get(f"/forums/{forum.public_id}/ticket").text
        assert ("certificate.pdf" in page) is (status == 200)


def _check_in(signup, make):
    from forum.signups.logic.states import CheckInChannel
    from forum.signups.models.places import CheckIn

    return CheckIn(signup_id=signup.id, channel=CheckInChannel.TICKET, at=make.now)
