"""Official letters: drafted from the forum, numbered on, one for each invitation, nobody else's."""

import io
from datetime import UTC, date, datetime, timedelta

import docx
import pytest

from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.ids import new_public_id
from forum.core.transaction import transaction
from forum.journal.models import JournalEntry
from forum.signups.errors import InvitationOver, LetterTextMissing
from forum.signups.letters import invitations
from forum.signups.letters.official import letter_word, letters_pdf
from forum.signups.logic.official import (
    ForumFacts,
    OfficialText,
    draft,
    filled,
    next_number,
    with_seats,
)
from forum.signups.models.letters import OfficialLetter
from forum.signups.models.seats import Invitation
from forum.signups.service.official import (
    change_letter,
    remove_letter,
    send_letter,
    write_letter,
    write_letters_of_invitations,
)

FACTS = ForumFacts(
    title={"th": "เวทีบำนาญ", "en": "Pensions"},
    summary={"th": "เพื่อรับฟังทุกภาคส่วน", "en": "All sectors are heard."},
    place={"th": "ศาลาประชาคม", "en": "the community hall"},
    starts_at=datetime(2026, 12, 12, 2, 0, tzinfo=UTC),
    ends_at=datetime(2026, 12, 12, 9, 30, tzinfo=UTC),
)
TEXT = OfficialText(
    office={"th": "มหาวิทยาลัยทดลอง"},
    subject={"th": "ขอเชิญ"},
    body={"th": "ก\nข {seats} {until} {link}\nค"},
    signatory="สมใจ ใจดี",
)


@pytest.fixture
def write(make, now):
    def act(forum, actor=None, addressed_to="ผู้อำนวยการ", text=TEXT, number="อว 1/9"):
        with transaction():
            return write_letter(
                forum.public_id,
                text,
                number=number,
                dated_on=date(2026, 11, 22),
                addressed_to=addressed_to,
                actor=actor or make.staff("organiser", forum),
                now=now,
            )

    return act


@pytest.fixture
def invited(make, now):
    def act(forum, recipient="มูลนิธิ", **values):
        return make.save(
            Invitation(
                forum_id=forum.id,
                serial=new_public_id(),
                token_hash=new_public_id(),
                recipient=recipient,
                email=values.pop("email", "office@example.org"),
                seats=values.pop("seats", 3),
                language=values.pop("language", "th"),
                created_at=now,
                expires_at=values.pop("expires_at", datetime(2026, 12, 4, 17, 0, tzinfo=UTC)),
                **values,
            )
        )

    return act


@pytest.fixture
def write_all(make, now):
    def act(forum, actor=None, number="อว 1/99"):
        with transaction():
            return write_letters_of_invitations(
                forum.public_id,
                TEXT,
                number=number,
                dated_on=date(2026, 11, 22),
                link_of=lambda each: f"https://wethi.example/i/{each.id}",
                actor=actor or make.staff("organiser", forum),
                now=now,
            )

    return act


def test_a_draft_has_cause_wish_and_closing_in_both_languages():
    text = draft(FACTS, {"th": "มหาวิทยาลัยทดลอง", "en": "Test University"}, "a@example.org")

    assert text.body["th"].split("\n") == [
        (
            "ด้วยมหาวิทยาลัยทดลอง กำหนดจัดเวทีบำนาญ ในวันเสาร์ที่ 12 ธันวาคม 2569 เวลา 09.00–16.30 น. "
            "ณ ศาลาประชาคม เพื่อรับฟังทุกภาคส่วน"
        ),
        "ในการนี้ จึงขอเรียนเชิญท่านหรือผู้แทนเข้าร่วมเวทีตามวัน เวลา และสถานที่ดังกล่าว",
        "จึงเรียนมาเพื่อโปรดพิจารณาเข้าร่วม",
    ]
    assert text.body["en"].split("\n")[0] == (
        "Test University will hold the forum “Pensions” on Saturday 12 December 2026, 09:00–16:30, "
        "at the community hall. All sectors are heard."
    )
    assert text.subject["th"] == "ขอเชิญเข้าร่วมเวทีบำนาญ"


def test_the_sentence_about_seats_stands_before_the_closing_and_is_filled_in():
    text = draft(FACTS, {}, "")

    body = filled(
        with_seats(text.body),
        seats=3,
        until=datetime(2026, 12, 4, 16, 59, tzinfo=UTC),
        link="https://wethi.example/i/x",
    )

    assert body["th"].split("\n")[-2] == (
        "ทั้งนี้ ได้สำรองที่นั่งไว้ให้ท่าน จำนวน 3 ที่นั่ง "
        "โปรดแจ้งการเข้าร่วมภายในวันศุกร์ที่ 4 ธันวาคม 2569 ทาง https://wethi.example/i/x"
    )
    assert "by Friday 4 December 2026 at https://wethi.example/i/x" in body["en"]


@pytest.mark.parametrize(
    ("number", "then"),
    [
        ("อว 0602/99", "อว 0602/100"), ("อว ๐๖๐๒/ว ๙", "อว ๐๖๐๒/ว ๑๐"), ("", ""), ("ว", "ว"),
        ("0009", "0010"), ("7/2569 (ร่าง)", "7/2570 (ร่าง)"),
    ],
)  # fmt: skip
def test_numbers_run_on_in_their_own_digits(number, then):
    assert next_number(number) == then


def test_each_open_invitation_gets_one_letter_with_its_own_seats_and_link(
    make, invited, write_all, now
):
    forum = make.forum()
    first, second = invited(forum, "มูลนิธิหนึ่ง", seats=2), invited(forum, "มูลนิธิสอง")
    invited(forum, "ผ่านไปแล้ว", expires_at=now - timedelta(days=1))
    invited(forum, "ไม่มา", declined_at=now)
    invited(make.forum(), "เวทีอื่น")

    letters = write_all(forum)

    assert [(each.addressed_to, each.number) for each in letters] == [
        ("มูลนิธิหนึ่ง", "อว 1/99"),
        ("มูลนิธิสอง", "อว 1/100"),
    ]
    assert letters[0].body["th"] == (
        f"ก\nข 2 วันศุกร์ที่ 4 ธันวาคม 2569 https://wethi.example/i/{first.id}\nค"
    )
    assert f"/i/{second.id}" in letters[1].body["th"]
    assert write_all(forum) == []


def test_a_letter_can_be_changed_and_taken_away(make, write, now):
    forum = make.forum()
    organiser = make.staff("organiser", forum)
    letter = write(forum)

    with transaction():
        change_letter(
            forum.public_id, letter.public_id, TEXT, number="2", dated_on=date(2026, 12, 1),
            addressed_to="คนใหม่", actor=organiser, now=now,
        )  # fmt: skip
    assert (letter.number, letter.addressed_to) == ("2", "คนใหม่")
    with transaction():
        remove_letter(forum.public_id, letter.public_id, actor=organiser, now=now)

    assert db.session.query(OfficialLetter).count() == 0


def test_nobody_reaches_another_forums_letter(make, write, write_all, sign_in, now):
    forum, other = make.forum(), make.forum()
    letter = write(forum)
    stranger = make.staff("organiser", other)
    browser = sign_in(make.account("organiser", other.scope))

    for forum_id in (forum.public_id, other.public_id):
        for act in (remove_letter, send_letter):
            with pytest.raises(NotFound), transaction():
                act(forum_id, letter.public_id, actor=stranger, now=now)
        desk = f"/forums/{forum_id}/desk/official-letters"
        for page in (letter.public_id, f"{letter.public_id}/th.pdf", f"{letter.public_id}/th.docx"):
            assert browser.get(f"{desk}/{page}").status_code == 404
        assert browser.post(f"{desk}/{letter.public_id}/remove").status_code == 404
    for act in (write, write_all):
        with pytest.raises(NotFound):
            act(forum, actor=stranger)
    assert db.session.query(OfficialLetter).count() == 1


@pytest.mark.parametrize("role", ["coordinator", "facilitator", "rapporteur"])
def test_only_whoever_manages_sign_ups_writes_for_the_house(make, sign_in, role):
    forum = make.forum()
    browser = sign_in(make.account(role, forum.scope))

    for page in ("", "/new", "/for-invitations", "/all-th.pdf"):
        path = f"/forums/{forum.public_id}/desk/official-letters{page}"
        assert browser.get(path).status_code in {403, 404}


def test_the_form_is_filled_from_the_forum_and_the_letter_comes_as_pdf_and_word(make, sign_in):
    forum = make.forum()
    browser = sign_in(make.account("organiser", forum.scope))
    desk = f"/forums/{forum.public_id}/desk/official-letters"
    page = browser.get(f"{desk}/new")
    assert "จึงเรียนมาเพื่อโปรดพิจารณาเข้าร่วม" in page.text

    sent = browser.post(
        f"{desk}/new",
        data={
            "number": "อว 1/1", "dated_on": "22/11/2569", "addressed_to": "ผู้อำนวยการ",
            "office-th": "มหาวิทยาลัยทดลอง", "subject-th": "ขอเชิญ", "body-th": "ก\nข\nค",
            "signatory": "สมใจ ใจดี", "has_thai_digits": "y",
        },
    )  # fmt: skip

    assert sent.status_code == 302
    (letter,) = db.session.query(OfficialLetter)
    pdf = browser.get(f"{desk}/{letter.public_id}/th.pdf")
    word = browser.get(f"{desk}/{letter.public_id}/th.docx")
    both = browser.get(f"{desk}/all-th.pdf")
    assert pdf.data.startswith(b"%PDF")
    assert both.data == pdf.data
    assert "ที่ อว ๑/๑\tมหาวิทยาลัยทดลอง" in [
        each.text for each in docx.Document(io.BytesIO(word.data)).paragraphs
    ]
    assert "no-store" in pdf.headers["Cache-Control"]
    missing = browser.get(f"{desk}/{letter.public_id}/en.pdf", follow_redirects=True)
    assert "ยังไม่มีหนังสือในภาษานี้" in missing.text
    again = browser.get(f"{desk}/new")
    assert 'value="อว 1/2"' in again.text


def test_letters_for_all_invitations_are_written_from_one_form(make, invited, sign_in, now):
    forum = make.forum()
    far = datetime(2100, 1, 1, tzinfo=UTC)  # the page asks the real clock
    invited(forum, "มูลนิธิหนึ่ง", expires_at=far)
    invited(forum, "มูลนิธิสอง", expires_at=far)
    browser = sign_in(make.account("organiser", forum.scope))
    path = f"/forums/{forum.public_id}/desk/official-letters/for-invitations"
    page = browser.get(path)
    assert "มูลนิธิสอง" in page.text
    assert "{seats}" in page.text

    sent = browser.post(
        path,
        data={
            "number": "ว 8", "dated_on": "22/11/2569", "office-th": "ก", "subject-th": "ข",
            "body-th": "ค {seats} {link}", "signatory": "ง",
        },
    )  # fmt: skip

    assert sent.status_code == 302
    rows = db.session.query(OfficialLetter).order_by(OfficialLetter.id).all()
    assert [(row.number, row.addressed_to) for row in rows] == [
        ("ว 8", "มูลนิธิหนึ่ง"),
        ("ว 9", "มูลนิธิสอง"),
    ]
    assert "/i/" in rows[0].body["th"]
    assert browser.get(path).status_code == 200


def test_a_letter_without_the_needed_parts_is_shown_again_with_everything_kept(make, sign_in):
    forum = make.forum()
    browser = sign_in(make.account("organiser", forum.scope))

    page = browser.post(
        f"/forums/{forum.public_id}/desk/official-letters/new",
        data={"addressed_to": "ผู้อำนวยการ", "dated_on": "32/13/2569", "body-th": "ข้อความของฉัน"},
    )

    assert page.status_code == 422
    assert "ข้อความของฉัน" in page.text
    assert db.session.query(OfficialLetter).count() == 0


def test_a_letter_goes_along_with_its_invitations_mail_once(
    make, invited, write_all, letters, now, monkeypatch
):
    monkeypatch.setattr(invitations, "now", lambda: now)
    forum = make.forum()
    invited(forum)
    (letter,) = write_all(forum)
    organiser = make.staff("organiser", forum)

    for _ in range(2):
        with transaction():
            send_letter(forum.public_id, letter.public_id, actor=organiser, now=now)

    (mail,) = letters()
    names = [(name, kind) for name, _content, kind in mail.attachments]
    assert names == [("forum.ics", "text/calendar"), ("invitation.pdf", "application/pdf")]
    assert "List-Unsubscribe" in mail.extra_headers


def test_a_letter_without_an_open_invitation_is_not_mailed(make, write, now):
    forum = make.forum()
    letter = write(forum)

    with pytest.raises(InvitationOver), transaction():
        send_letter(
            forum.public_id, letter.public_id, actor=make.staff("organiser", forum), now=now
        )


def test_a_letter_that_is_not_written_in_a_language_is_no_file_in_it(make, write):
    letter = write(make.forum())

    with pytest.raises(LetterTextMissing):
        letters_pdf([letter], "en")
    with pytest.raises(LetterTextMissing):
        letter_word(letter, "en")


def test_writing_leaves_a_trace_that_names_nobody(make, write):
    write(make.forum(), addressed_to="คุณสมใจ")

    (entry,) = db.session.query(JournalEntry).filter_by(code="official_letter.written")
    assert "สมใจ" not in str(vars(entry))
