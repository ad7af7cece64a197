"""What people do, page by page, told once for all journeys."""

import re
from dataclasses import dataclass
from datetime import timedelta

from forum.core.clock import now
from forum.language.dates import format_date, local
from tests.journeys.person import Person

LANGUAGES = {"th": "ไทย", "en": "English"}
SEATS = {"civil-society": 1, "villagers": 5, "university": 5}


@dataclass(frozen=True)
class Plan:
    """A forum as its organiser types it."""

    title: dict[str, str]
    day: str
    opens: str
    closes: str


def sign_in(person: Person, link: str) -> None:
    """Open a link from a letter and press the button there."""
    person.visit(link)
    person.press("Sign in", within=person.page.locator("main"))


def invite(administrator: Person, given_name: str, email: str, role: str) -> None:
    """The administrator asks somebody to help, by mail."""
    administrator.visit("/me")
    administrator.follow("Roles in this installation")
    administrator.write(given_name=given_name, email=email)
    administrator.choose("role", role)
    administrator.press("Send the invitation")
    administrator.sees(administrator.say("%(name)s was invited by mail.", name=given_name))


def make_programme(organiser: Person, title: dict[str, str]) -> None:
    """The first thing somebody needs before a forum."""
    organiser.visit("/me")
    organiser.follow("Forums you prepare, run or minute")
    organiser.follow("New programme")
    organiser.write(**{"title-th": title["th"], "title-en": title["en"]})
    organiser.press("Save")


def draft_forum(organiser: Person, programme: str, plan: Plan) -> str:
    """Fill in a forum and keep it as a draft; its address."""
    organiser.visit("/desk")
    organiser.follow("New forum")
    organiser.pick("programme", label=programme)
    organiser.pick("authoritative_language", label=LANGUAGES[organiser.say.language])
    organiser.write(
        **{
            "title-th": plan.title["th"],
            "title-en": plan.title["en"],
            "summary-th": "เพื่อให้เด็กเล็กทุกคนได้รับการดูแลตั้งแต่แรกเกิด",
            "summary-en": "So that every small child is cared for from birth.",
            "description-th": "เชิญผู้ดูแลเด็ก ครู และเจ้าหน้าที่ในพื้นที่มาแลกเปลี่ยนกัน",
            "description-en": "Carers, teachers and officers of the area are welcome.",
            "place-th": "หอประชุมเทศบาล อำเภอเมือง จังหวัดขอนแก่น",
            "place-en": "Municipal hall, Mueang district, Khon Kaen",
            "starts_day": plan.day,
            "starts_time": "09.00",
            "ends_time": "16.30",
            "signup_opens_day": plan.opens,
            "signup_closes_day": plan.closes,
        }
    )
    organiser.press("Save as draft")
    found = re.search(r"/forums/([^/]+)/desk", organiser.page.url)
    assert found, organiser.page.url
    return f"/forums/{found[1]}"


def set_seats(organiser: Person, forum: str, seats: dict[str, int], capacity: int = 20) -> None:
    """Say how many of each sector may come."""
    organiser.visit(f"{forum}/desk")
    organiser.turn_to("Sign-ups")
    organiser.turn_to("Seats")
    organiser.write(
        capacity=str(capacity), **{f"sector_most_{code}": str(most) for code, most in seats.items()}
    )
    organiser.press("Set the seats")


def add_item(organiser: Person, forum: str, title: dict[str, str], minutes: str) -> None:
    """Put something on the agenda."""
    organiser.visit(f"{forum}/desk/agenda")
    organiser.follow("Add an item")
    organiser.write(**{"title-th": title["th"], "title-en": title["en"], "minutes": minutes})
    organiser.press("Put on the agenda")
    organiser.sees(title[organiser.say.language])


def ask_for_help(organiser: Person, forum: str, given_name: str, email: str, role: str) -> None:
    """The organiser gives somebody a role in this forum, by mail."""
    organiser.visit(f"{forum}/desk/team")
    organiser.write(given_name=given_name, email=email)
    organiser.choose("role", role)
    organiser.press("Send the invitation")
    organiser.sees(email)


def publish_and_open(organiser: Person, forum: str) -> None:
    """Let everybody see it and sign up, which is ticked."""
    organiser.visit(f"{forum}/desk")
    organiser.press("Publish")


def sign_up(visitor: Person, forum: str, name: str, sector: str, email: str) -> None:
    """Sign up on a phone without an account, step by step."""
    visitor.visit(forum)
    visitor.follow("Sign up for this forum")
    fill_in_sign_up(visitor, name, sector, email)


def fill_in_sign_up(visitor: Person, name: str, sector: str, email: str) -> None:
    """The steps of signing up, from the first page to the last button."""
    visitor.write(given_name=name, email=email)
    visitor.press("Next")
    visitor.choose("sector", sector)
    visitor.write(organisation="กลุ่มออมทรัพย์บ้านดอน")
    visitor.press("Next")
    visitor.choose("consent_organising", "y")
    visitor.choose("consent_name_in_minutes", "y")
    visitor.press("Next")
    visitor.sees(name)
    visitor.press("Sign up for this forum")


def open_ticket(participant: Person, link: str) -> None:
    """Open the link of a letter: looking at it changes nothing, pressing does."""
    participant.visit(link)
    participant.press("Open the ticket")


def join_by_code(participant: Person, code: str) -> None:
    """Type the code from the screen and come in."""
    participant.visit("/join")
    participant.write(code=code)
    participant.press("Go on")
    participant.press("Join the hall")


def open_forum(organiser: Person, title: dict[str, str]) -> str:
    """A forum with seats and one item, open for sign-up; its address."""
    make_programme(organiser, {code: f"{text} ·" for code, text in title.items()})
    forum = draft_forum(
        organiser, f"{title[organiser.say.language]} ·", plan(organiser.say.language, title)
    )
    set_seats(organiser, forum, SEATS)
    add_item(organiser, forum, {"th": "เปิดเวที", "en": "Opening"}, "30")
    publish_and_open(organiser, forum)
    return forum


def plan(language: str, title: dict[str, str]) -> Plan:
    """A forum in ten days, its days as they are typed: of the Buddhist era in Thai."""
    today = local(now()).date()
    days = [today + timedelta(days) for days in (10, -1, 9)]
    typed = [format_date(day, language, "short") for day in days]
    assert str(days[0].year + (543 if language == "th" else 0)) in typed[0]
    return Plan(title, *typed)
