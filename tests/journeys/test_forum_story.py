"""One forum from the first invitation to the minutes anyone can download, in each language."""

import io
import json
import time
import zipfile
from typing import Any

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.journeys import deeds
from tests.journeys.house import House
from tests.journeys.person import Person

pytestmark = pytest.mark.journey

PROGRAMME = {"th": "สานเสียงเพื่อเด็กเล็ก", "en": "Weaving voices for small children"}
TITLE = {"th": "เวทีเงินอุดหนุนเด็กแรกเกิด", "en": "Forum on the newborn grant"}
FIRST = {"th": "สถานการณ์เด็กเล็กในพื้นที่", "en": "How small children fare here"}
SECOND = {"th": "ข้อเสนอต่อเทศบาล", "en": "Proposals to the municipality"}
SECTOR = {"th": "ภาคประชาสังคม", "en": "Civil society"}
RESOLUTION = "ให้ทดลองเปิดศูนย์เด็กเล็กถึงหกโมงเย็นสองแห่ง"
ADDED = {"th": "ที่ประชุมขอบคุณครูทุกคน", "en": "The hall thanked all teachers."}
SECONDS_LIVE = 3.0


@pytest.mark.parametrize("language", ["th", "en"])
def test_a_forum_goes_from_invitation_to_minutes(language, house: House, somebody, record):
    story = Story(language, house, somebody, record)

    story.prepare()
    story.sign_up()
    story.withdraw()
    story.talk()
    story.consult()
    story.meet()
    story.decide()
    story.close()
    story.write_minutes()
    story.read_minutes()


class Story:
    """The people of one forum and what they do, act by act."""

    def __init__(self, language: str, house: House, somebody, record) -> None:
        self.language, self.house = language, house
        self.somebody, self.record = somebody, record
        self.people: dict[str, Person] = {}
        self.forum = ""

    def person(self, role: str, *, phone: bool = True) -> Person:
        if role not in self.people:
            self.people[role] = self.somebody(self.language, phone=phone, role=role)
        return self.people[role]

    def address(self, name: str) -> str:
        return f"{name}-{self.language}@example.org"

    def prepare(self) -> None:
        """An administrator invites an organiser, who makes a forum and opens sign-up."""
        administrator = self.person("administrator", phone=False)
        said = self.house.flask(
            "user", "create", "--email", self.address("admin"), "--given-name", "Anong"
        )
        deeds.sign_in(administrator, said.split()[-1])
        deeds.invite(administrator, "Orn", self.address("organiser"), "organiser")

        organiser = self.person("organiser", phone=False)
        letter = self.house.wait_for_letter(self.address("organiser"))
        deeds.sign_in(organiser, letter.link("/sign-in/link/"))
        deeds.make_programme(organiser, PROGRAMME)
        self.forum = deeds.draft_forum(
            organiser, PROGRAMME[self.language], deeds.plan(self.language, TITLE)
        )
        deeds.set_seats(organiser, self.forum, deeds.SEATS)
        deeds.add_item(organiser, self.forum, FIRST, "60")
        deeds.add_item(organiser, self.forum, SECOND, "90")
        for name, role in (("Fah", "facilitator"), ("Ratri", "rapporteur")):
            deeds.ask_for_help(organiser, self.forum, name, self.address(role), role)
        deeds.publish_and_open(organiser, self.forum)
        for role in ("facilitator", "rapporteur"):
            letter = self.house.wait_for_letter(self.address(role))
            deeds.sign_in(self.person(role, phone=False), letter.link("/sign-in/link/"))

    def sign_up(self) -> None:
        """Two people of one sector with one seat, and one of another."""
        seated, waiting = self.person("seated"), self.person("waiting")
        deeds.sign_up(seated, self.forum, "Malee", "civil-society", self.address("malee"))
        seated.sees(seated.say("You have a seat."))
        deeds.sign_up(waiting, self.forum, "Somsak", "civil-society", self.address("somsak"))
        waiting.sees(
            waiting.say(
                "You are number %(number)s on the waiting list of %(sector)s. "
                "We will write as soon as a seat is free.",
                number=1,
                sector=SECTOR[self.language],
            )
        )
        third = self.person("third")
        deeds.sign_up(third, self.forum, "Boonmee", "villagers", self.address("boonmee"))
        third.sees(third.say("You have a seat."))

        for name in ("malee", "somsak", "boonmee"):
            letter = self.house.wait_for_letter(self.address(name))
            assert TITLE[self.language] in letter.subject
            given = name.capitalize()
            greeting = {"th": f"สวัสดี คุณ {given}\n", "en": f"Hello {given},\n"}
            assert letter.text.startswith(greeting[self.language])
            deeds.open_ticket(self.person(_ROLES[name]), letter.link("/t/"))
        seated.sees(TITLE[self.language])

    def withdraw(self) -> None:
        """Whoever cannot come frees the seat; the next gets it, with a letter."""
        seated, waiting = self.person("seated"), self.person("waiting")
        seated.unfold("I cannot come")
        seated.press("Withdraw")
        seated.sees(seated.say("You have withdrawn."))
        letter = self.house.wait_for_letter(self.address("somsak"), 2)
        assert letter.subject == waiting.say(
            "A seat is free for you: %(forum)s", forum=TITLE[self.language]
        )

        deeds.open_ticket(waiting, letter.link("/t/"))
        waiting.sees(waiting.say("You have a seat."))

    def talk(self) -> None:
        """A topic is proposed, supported, discussed, answered and put on the agenda."""
        first, second = self.person("waiting"), self.person("third")
        title = {"th": "ศูนย์เด็กเล็กเปิดไม่ตรงเวลาทำงาน", "en": "Day care does not fit working hours"}[
            self.language
        ]
        first.visit(self.forum)
        first.turn_to("Topics")
        first.follow("Propose a topic")
        first.write(
            title=title,
            problem="ศูนย์ปิดก่อนแม่เลิกงาน",
            evidence="สอบถาม 40 ครอบครัว",
            proposal="เปิดถึงหกโมงเย็น",
        )
        first.press("Propose this topic")
        first.sees(title)

        second.visit(f"{self.forum}/topics")
        second.open(second.page.get_by_role("link", name=title))
        second.press("Support this topic")
        second.write(body="บ้านผมก็เหมือนกัน")
        second.press("Send", within=second.page.locator("#discussion"))
        second.sees("บ้านผมก็เหมือนกัน")

        organiser = self.person("organiser")
        organiser.visit(f"{self.forum}/desk")
        organiser.turn_to("Topics")
        organiser.open(organiser.page.get_by_role("link", name=title))
        organiser.choose("decision", "answered")
        organiser.write(text="เทศบาลจะทดลองเปิดถึงหกโมงเย็นสองแห่ง")
        organiser.press("Publish the answer")
        organiser.visit(f"{self.forum}/desk/topics")
        organiser.open(organiser.page.get_by_role("link", name=title))
        organiser.press("Put it on the agenda")
        organiser.visit(f"{self.forum}/agenda")
        organiser.sees(title)

    def consult(self) -> None:
        """Statements are put to the participants, who answer them."""
        organiser = self.person("organiser")
        organiser.visit(f"{self.forum}/desk/consultations")
        organiser.follow("New consultation")
        organiser.write(**{"title-th": "เรื่องเวลาทำการ", "title-en": "On opening hours"})
        organiser.press("Draft it")
        for text in ("ศูนย์ควรเปิดถึงหกโมงเย็น", "ควรมีศูนย์ในที่ทำงาน"):
            organiser.write(text=text)
            organiser.press("Add it")
        organiser.press("Open it for answers")
        for name, answers in (("waiting", ("Agree", "Pass")), ("third", ("Agree", "Disagree"))):
            participant = self.person(name)
            participant.visit(self.forum)
            participant.turn_to("Consultation")
            participant.follow("Start answering")
            for answer in answers:
                participant.press(answer, within=participant.page.locator("form .stack-sm"))
            participant.sees(
                participant.say(
                    "You answered all statements. Thank you. You can change your answers until the consultation closes."
                )
            )

    def meet(self) -> None:
        """The room is opened; people come in with the code from the screen."""
        facilitator = self.person("facilitator")
        facilitator.visit(f"{self.forum}/desk/floor")
        facilitator.press("Open the live room")
        facilitator.sees(facilitator.say("Begin with the first item"))
        facilitator.look("floor-open")
        screen = self.person("projector", phone=False)
        screen.visit(f"{self.forum}/projector")
        code = screen.page.locator(".join-code").inner_text()
        for name in ("waiting", "third"):
            deeds.join_by_code(self.person(name), code)
        facilitator.tap("Begin with the first item")
        for name in ("waiting", "third"):
            expect(self.person(name).page.locator("h1")).to_have_text(FIRST[self.language])

    def decide(self) -> None:
        """A question is put; phones and screen follow at once; the result is shown."""
        facilitator, screen = self.person("facilitator"), self.person("projector")
        first, second = self.person("waiting"), self.person("third")
        question = {
            "th": "เราเห็นด้วยให้ทดลองสองแห่งหรือไม่",
            "en": "Do we agree to try it in two places?",
        }
        facilitator.unfold("Put a new question")
        facilitator.write(**{"question-th": question["th"], "question-en": question["en"]})
        facilitator.choose("template", "consent")
        facilitator.choose("level", "confidential")
        for person in (first, second, screen):
            person.watch("h1", question[self.language])
        asked = time.time()
        facilitator.tap("Ask now")
        self.at_once("question on the first phone", first.saw_after(asked))
        self.at_once("question on the second phone", second.saw_after(asked))
        self.at_once("question on the screen", screen.saw_after(asked))
        first.look("hall-asked")
        screen.look("projector-asked")

        screen.watch(".projector-foot", self.turnout(screen, 1))
        voted = time.time()
        first.page.locator("button.answer").nth(0).click()
        self.at_once("turnout on the screen", screen.saw_after(voted))
        first.sees(first.say("Tap another answer to change it, until the poll closes."))
        first.look("hall-voted")
        second.page.locator("button.answer").nth(1).click()
        expect(screen.page.locator(".projector-foot")).to_contain_text(self.turnout(screen, 2))

        facilitator.look("floor-asked")
        facilitator.tap("Close the vote")
        facilitator.tap("Show the result")
        expect(first.page.locator(".result-bars")).to_be_visible()
        expect(screen.page.locator(".result-bars")).to_be_visible()
        first.look("hall-result")
        screen.look("projector-result")
        facilitator.look("floor-result")

    def turnout(self, person: Person, voted: int) -> str:
        return person.say("Eligible %(eligible)s · voted %(voted)s", eligible=2, voted=voted)

    def at_once(self, what: str, seconds: float) -> None:
        self.record(f"{what}, seconds", round(seconds, 2))
        assert seconds < SECONDS_LIVE, f"{what} took {seconds:.1f} s"

    def close(self) -> None:
        """What was decided is written down; the room is closed."""
        facilitator = self.person("facilitator")
        facilitator.visit(f"{self.forum}/desk/floor")
        facilitator.unfold("Record a resolution")
        facilitator.write(text=RESOLUTION)
        facilitator.press("Record it")
        facilitator.sees(RESOLUTION)
        facilitator.unfold("Close the live room")
        facilitator.press("Close the live room")
        first = self.person("waiting")
        first.sees(first.say("The live room is closed. Thank you for taking part."))

    def write_minutes(self) -> None:
        """The rapporteur composes and adds; the organiser checks and certifies."""
        rapporteur, organiser = self.person("rapporteur"), self.person("organiser")
        rapporteur.visit("/desk")
        rapporteur.follow(TITLE[self.language])
        rapporteur.turn_to("Minutes")
        rapporteur.press("Compose the minutes")
        rapporteur.sees(RESOLUTION)
        block = rapporteur.page.locator(".minutes-block", has_text=RESOLUTION)
        block.hover()
        rapporteur.tap_link("Add text below", within=block)
        rapporteur.write(**{"text-th": ADDED["th"], "text-en": ADDED["en"]})
        rapporteur.look("minutes-writing")
        rapporteur.tap("Save", within=rapporteur.page.locator("#writing"))
        rapporteur.sees(ADDED[self.language], within=rapporteur.page.locator(".minutes-block"))
        rapporteur.look("minutes-added")

        organiser.visit(f"{self.forum}/desk/minutes")
        organiser.tap("I have checked these minutes")
        organiser.follow("Certify …")
        organiser.write(certifier="Orn", certifier_position="Organiser", rapporteur="Ratri")
        organiser.press("Certify the minutes")
        organiser.sees(RESOLUTION)

    def read_minutes(self) -> None:
        """Everybody reads and downloads them; their figures are those of the hall."""
        reader = self.person("reader")
        reader.visit(self.forum)
        reader.follow("Read the minutes")
        reader.sees(RESOLUTION)
        reader.sees(ADDED[self.language])

        pdf = reader.download("PDF")
        assert pdf.startswith(b"%PDF")
        assert len(pdf) > 5_000
        pages = PdfReader(io.BytesIO(pdf)).pages
        assert len(pages) >= 1
        if self.language == "en":
            assert TITLE["en"] in " ".join(pages[0].extract_text().split())
        word = zipfile.ZipFile(io.BytesIO(reader.download("Word")))
        assert RESOLUTION in word.read("word/document.xml").decode()
        assert RESOLUTION in reader.download("HTML").decode()
        self.recount(json.loads(reader.download("JSON")))

    def recount(self, record: dict[str, Any]) -> None:
        """The record tells who came, what was answered and what was voted."""
        assert record["title"].endswith(TITLE[self.language])
        blocks = {block["key"]: block for block in record["blocks"]}
        assert blocks["attendance:sectors"]["total"][1:] == ["2", "2"]
        (vote,) = [block for block in record["blocks"] if block["kind"] == "bar_chart"]
        assert [row["value"] for row in vote["rows"]] == [1, 1, 0, 0, 0]
        assert vote["total"] == 2
        (annex,) = [block for key, block in blocks.items() if key.startswith("annex:consultation:")]
        counts = [row[2:] for row in annex["blocks"][0]["rows"]]
        assert counts == [["2", "0", "0", "2"], ["0", "1", "1", "2"]]


_ROLES = {"malee": "seated", "somsak": "waiting", "boonmee": "third"}
