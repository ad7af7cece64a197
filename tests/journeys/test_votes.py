"""A ranking and a confidential choice, answered by finger, by numbers and by hand, and counted again."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.journeys import deeds
from tests.journeys.house import House
from tests.journeys.person import Person

pytestmark = pytest.mark.journey

MARKET, SCHOOL, CLINIC, TEMPLE = PLACES = ("ตลาดสด", "โรงเรียน", "สถานีอนามัย", "วัด")
TEN, TWENTY = BREAKS = ("สิบนาที", "ยี่สิบนาที")


def test_votes_by_finger_by_numbers_and_by_hand_are_counted_and_can_be_counted_again(
    somebody, house, staff, tmp_path
):
    organiser = staff("th")
    forum = deeds.open_forum(organiser, {"th": "เวทีลงมติ", "en": "A forum of votes"})
    finger, hand = (somebody("th", role=role, looks=False) for role in ("finger", "hand"))
    plain = somebody("th", script=False, role="plain", looks=False)
    for person in (finger, plain, hand):
        _sign_up(person, house, forum)
    _meet_at_one_table(organiser, forum, (finger, plain, hand))
    finger.looks = plain.looks = True  # other journeys look at the way here

    _ask(organiser, forum, "เริ่มที่ใดก่อน", "ranking", PLACES)
    _rank_by_finger(finger, forum)
    _rank_by_numbers(plain, forum, {SCHOOL: "1", CLINIC: "2"})
    _rank_by_numbers(plain, forum, {SCHOOL: "2", CLINIC: "1"})
    _close_and_show(organiser)

    _sees_result(finger, forum, "เริ่มที่ใดก่อน")
    finger.sees(finger.say("First: %(option)s", option=CLINIC))
    _counts_again(finger, tmp_path / "ranking", CLINIC)

    finger.visit(f"{forum}/hall")
    _ask(organiser, forum, "พักกี่นาที", "choice", BREAKS)
    _answer_by_keyboard(finger, "พักกี่นาที", TEN)
    _tap(plain, forum, TWENTY)
    _count_hands(organiser, forum, (1, 0))
    _is_refused(hand, forum)
    _changes_without_signal(finger, TWENTY, TEN)
    _is_too_late(finger, organiser)

    _sees_result(finger, forum, "พักกี่นาที")
    finger.sees(finger.say("Eligible %(eligible)s · voted %(voted)s", eligible=3, voted=3))
    _counts_again(finger, tmp_path / "choice", TEN)


def _sign_up(person: Person, house: House, forum: str) -> None:
    email = f"votes-{person.role}@example.org"
    deeds.sign_up(person, forum, person.role.title(), "villagers", email)
    deeds.open_ticket(person, house.wait_for_letter(email).link("/t/"))


def _meet_at_one_table(organiser: Person, forum: str, people: tuple[Person, ...]) -> None:
    """The room is open, all are in it and sit at the one table there is."""
    organiser.visit(f"{forum}/desk/floor")
    organiser.tap("Open the live room")
    organiser.tap("Begin with the first item")
    organiser.sees(organiser.say("Now"))
    code = organiser.page.locator(".join-code").first.inner_text()
    for person in people:
        deeds.join_by_code(person, code)
    organiser.visit(f"{forum}/desk/tables")
    organiser.write(number="1")
    organiser.press("Add")
    organiser.unfold("Mix the sectors")
    organiser.press("Seat everybody anew")


def _ask(
    organiser: Person, forum: str, question: str, method: str, answers: tuple[str, ...]
) -> None:
    """Write a confidential poll on the item at hand and open it in the hall."""
    organiser.visit(f"{forum}/desk/floor")
    organiser.unfold("Put a new question")
    organiser.follow("Write a poll with other answers")
    organiser.choose("method", method)
    lines = "\n".join(answers)
    organiser.write(
        **{f"question-{code}": question for code in ("th", "en")},
        **{f"answers-{code}": lines for code in ("th", "en")},
    )
    organiser.choose("level", "confidential")
    organiser.press("Keep the poll")
    organiser.visit(f"{forum}/desk/floor")
    organiser.tap("Open the vote")
    organiser.sees(organiser.say("Vote open"))


def _rank_by_finger(person: Person, forum: str) -> None:
    """One answer is dragged to the first place, another is put behind it by its arrow."""
    person.visit(f"{forum}/hall")
    page = person.page
    page.locator("#vote").scroll_into_view_if_needed()
    grip, top = _row(person, CLINIC).locator(".rank-grip"), _row(person, MARKET)
    grip.drag_to(top, target_position={"x": 20, "y": 4})
    expect(_row(person, CLINIC).locator("select")).to_have_value("1")
    person.tap("Up: %(option)s", option=MARKET)
    expect(page.locator(".rank-row").nth(1)).to_contain_text(MARKET)
    person.look("ranking")
    person.tap("Send my answer")
    person.sees(person.say("You can change it and send it again, until the poll closes."))


def _rank_by_numbers(person: Person, forum: str, places: dict[str, str]) -> None:
    person.visit(f"{forum}/hall")
    for answer, place in places.items():
        person.page.get_by_label(answer, exact=True).select_option(place)
    with person.page.expect_navigation():
        person.page.locator("#vote button[type=submit]").click()
    person.look("ranked")
    person.sees(person.say("You can change it and send it again, until the poll closes."))


def _row(person: Person, answer: str) -> Locator:
    return person.page.locator(".rank-row", has_text=answer)


def _tap(person: Person, forum: str, answer: str) -> None:
    person.visit(f"{forum}/hall")
    person.page.get_by_role("button", name=answer, exact=True).click()
    person.sees(person.say("Tap another answer to change it, until the poll closes."))


def _answer_by_keyboard(person: Person, question: str, answer: str) -> None:
    """A new question is said to whoever listens, and so is what was recorded; the keyboard stays there."""
    expect(person.page.locator("[data-announce]")).to_contain_text(question)
    person.page.get_by_role("button", name=answer, exact=True).press("Enter")
    expect(person.page.locator(".vote-state").filter(visible=True)).to_be_focused()


def _is_refused(person: Person, forum: str) -> None:
    """Whose hand was counted cannot vote by phone as well, and is told why."""
    person.visit(f"{forum}/hall")
    expect(person.page.get_by_role("button", name=TEN, exact=True)).to_have_count(0)
    person.sees(
        person.say(
            "Hands or slips have already been counted here, so no single vote can be added. "
            "If you were left out, tell whoever runs the hall."
        )
    )


def _changes_without_signal(person: Person, *answers: str) -> None:
    """The last answer given without signal waits on the phone and is sent by itself."""
    page = person.page
    page.context.set_offline(True)
    for answer in answers:
        page.get_by_role("button", name=answer, exact=True).click()
        person.sees(
            person.say("No connection. Your answer is kept on this phone and will be sent.")
        )
        expect(page.locator(".answer[aria-pressed=true]")).to_have_text(answer)
    with page.expect_navigation():
        page.context.set_offline(False)
    expect(page.locator(".answer[aria-pressed=true]")).to_have_text(answers[-1])
    person.sees(person.say("Your vote is recorded."))


def _is_too_late(finger: Person, organiser: Person) -> None:
    """Whose change comes after the end, over a phone without signal, is told; the hall has gone on."""
    page = finger.page
    page.context.set_offline(True)
    page.get_by_role("button", name=TWENTY, exact=True).click()
    _close_and_show(organiser)
    with page.expect_navigation():
        page.context.set_offline(False)
    finger.sees(finger.say("The poll had already closed. Your vote was not counted."))


def _count_hands(organiser: Person, forum: str, hands: tuple[int, ...]) -> None:
    """Count the hands of the table by the buttons of the pad."""
    organiser.visit(f"{forum}/desk/floor")
    organiser.follow("Count hands and paper")
    organiser.open(organiser.page.locator("main a", has_text=organiser.say("Count hands")))
    for answer, number in zip(BREAKS, hands, strict=True):
        for _hand in range(number):
            organiser.tap("One more: %(answer)s", answer=answer)
    organiser.press("Keep this count")
    organiser.sees(organiser.say("Counted: %(ballots)s.", ballots=sum(hands)))
    organiser.visit(f"{forum}/desk/floor")


def _close_and_show(organiser: Person) -> None:
    step = organiser.page.locator(".next-step")
    organiser.tap("Close the vote", within=step)
    organiser.tap("Show the result", within=step)
    expect(step).not_to_contain_text(organiser.say("Show the result"))


def _sees_result(person: Person, forum: str, question: str) -> None:
    person.visit(f"{forum}/polls")
    person.open(person.page.locator("main a", has_text=question))
    person.look("result")


def _counts_again(person: Person, folder: Path, first: str) -> None:
    """Take ballots and program along and do what the page says; it agrees with what was shown."""
    folder.mkdir()
    person.unfold("How to count again")
    said = person.page.locator("code", has_text="recount.py").inner_text()
    name = re.fullmatch(r"python3 recount\.py (ballots-\w+\.json)", said)
    assert name, said
    (folder / name[1]).write_bytes(person.download("Ballots (JSON)"))
    (folder / "recount.py").write_bytes(person.download("Program that counts again (Python)"))
    said = _run(folder, "recount.py", name[1])
    assert said.startswith("เหมือนกัน"), said
    key = next(
        option["option"]
        for option in json.loads((folder / name[1]).read_text())["options"]
        if first in option["label"].values()
    )
    result = json.loads(_run(folder, "recount.py", name[1], "--json"))
    assert (result["winners"] or result["leading"]) == [key]  # a choice is led, a ranking won


def _run(folder: Path, *words: str) -> str:
    """What a program says that ends well, alone in this folder."""
    command = [sys.executable, "-I", *words]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
