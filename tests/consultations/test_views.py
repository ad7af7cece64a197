import pytest
from sqlalchemy import select

from forum.consultations.logic.states import ConsultationState, StatementState
from forum.consultations.models import Consultation, Statement
from forum.consultations.queries import tallies_of
from forum.core.db import db

KEY = "k" * 20


@pytest.fixture
def room(make, sign_in, client):
    class Room:
        forum = make.forum()
        consultation = make.consultation(forum, ("<b>หนึ่ง</b>", "สอง", "สาม"))
        url = f"/consultations/{consultation.public_id}"
        statements = tuple(each.public_id for each in consultation.statements)
        signup = make.signup(forum)
        phone = sign_in(tickets=[make.ticket(signup)[0]])
        organiser = sign_in(make.account("organiser"))
        visitor = client

        def answer(self, place, value, **values):
            url = f"/statements/{self.statements[place]}/answer?lang=en"
            return self.phone.post(url, data={"value": value, **values})

    return Room()


def read(browser, url, status=200):
    answer = browser.get(f"{url}{'&' if '?' in url else '?'}lang=en")
    assert answer.status_code == status
    return answer.get_data(as_text=True)


def test_a_participant_answers_one_statement_after_the_other_without_a_script(room):
    assert "1 of 3" in read(room.phone, f"{room.url}/answer")

    for place in range(3):
        answer = room.answer(place, "1")
        assert answer.location == f"{room.url}/answer"
    after = room.phone.get(f"{room.url}/answer")

    assert after.location == room.url
    assert "You answered all statements." in read(room.phone, room.url)


def test_an_answer_is_changed_from_the_overview(room):
    room.answer(0, "1")
    page = read(room.phone, f"{room.url}/answer?statement={room.statements[0]}")

    changed = room.answer(0, "-1", then="overview")

    assert "Change your answer" in page
    assert changed.location == f"{room.url}#statement-{room.statements[0]}"
    assert (
        tallies_of(room.consultation.statements)[room.consultation.statements[0].id].disagree == 1
    )


@pytest.mark.parametrize("value", ["", "2", "yes"])
def test_an_answer_that_is_none_brings_the_statement_back(room, value):
    answer = room.answer(1, value)

    assert answer.location.endswith(f"/answer?statement={room.statements[1]}")
    assert "Choose one of the three answers." in read(room.phone, answer.location)


def test_a_visitor_reads_the_statements_and_is_invited_to_sign_up(room):
    page = read(room.visitor, room.url)

    assert "Sign up for this forum to answer." in page
    assert "&lt;b&gt;หนึ่ง&lt;/b&gt;" in page
    assert room.visitor.get(f"{room.url}/answer").location == room.url
    denied = room.visitor.post(f"/statements/{room.statements[0]}/answer", data={"value": "1"})
    assert denied.status_code == 403


def test_counts_appear_for_what_one_has_answered_and_for_all_at_the_end(room, make):
    make.answers(room.consultation.statements[0], 1, 1, -1)
    assert "No counts yet" in read(room.phone, f"{room.url}/results")
    before = read(room.visitor, f"{room.url}/results")
    assert "No counts yet" in before
    assert "0 statements" not in before

    room.answer(0, "1")
    page = read(room.phone, f"{room.url}/results")
    assert "agree 3" in page
    assert "2 more statements are counted here" in page
    assert "สอง" not in page

    room.organiser.post(f"{room.url}/close")
    assert "สอง" in read(room.visitor, f"{room.url}/results")


def test_counts_can_be_searched_and_ordered(room, make):
    first, second, third = room.consultation.statements
    make.answers(first, 1, -1)
    make.answers(second, 1, 1, 1)
    room.consultation.state = ConsultationState.CLOSED
    db.session.commit()

    agreed = read(room.visitor, f"{room.url}/results?sort=agreed")
    found = read(room.visitor, f"{room.url}/results?q=สาม")
    nothing = read(room.visitor, f"{room.url}/results?q=ไม่มี&sort=nonsense")

    assert agreed.index("สอง") < agreed.index("หนึ่ง") < agreed.index("สาม")
    assert (third.text in found, second.text in found) == (True, False)
    assert "No statement fits" in nothing


def test_a_closed_consultation_shows_its_findings_with_their_rule_and_its_source(room, make):
    make.answers(room.consultation.statements[0], 1, 1, 1)
    room.consultation.state = ConsultationState.CLOSED
    room.consultation.source_note = "Data was gathered <elsewhere>"
    db.session.commit()

    page = read(room.visitor, room.url)

    assert "at least 60 % of those who answered agree" in page
    assert "Data was gathered &lt;elsewhere&gt;" in page


def test_the_only_consultation_of_a_forum_is_opened_at_once(room, make):
    url = f"/forums/{room.forum.public_id}/consultations"
    assert room.visitor.get(url).location == room.url

    make.consultation(room.forum)
    assert "Consultations" in read(room.visitor, url)


def test_a_participant_proposes_a_statement_and_the_organiser_shows_it(room):
    sent = {"text": "ควรมีศูนย์ช่วยลงทะเบียน", "request_key": KEY}
    for _ in range(2):
        answer = room.phone.post(f"{room.url}/statements/new", data=sent)
        assert answer.location == room.url
    statement = db.session.scalars(
        select(Statement).where(Statement.state == StatementState.PROPOSED)
    ).one()

    assert statement.text not in read(room.visitor, room.url)
    assert "1 proposed statement waits for your decision." in read(
        room.organiser, f"{room.url}/desk"
    )
    room.organiser.post(f"/statements/{statement.public_id}/show")
    assert statement.text in read(room.visitor, room.url)


def test_what_cannot_be_proposed_is_kept_beside_the_reason(room):
    long = "ก" * 301
    answer = room.phone.post(
        f"{room.url}/statements/new?lang=en", data={"text": long, "request_key": KEY}
    )
    double = room.phone.post(
        f"{room.url}/statements/new?lang=en", data={"text": "สอง", "request_key": KEY}
    )

    assert answer.status_code == double.status_code == 422
    assert long in answer.get_data(as_text=True)
    assert "This statement is there already." in double.get_data(as_text=True)


def test_the_organiser_makes_fills_opens_and_closes_a_consultation(room):
    forum_url = f"/forums/{room.forum.public_id}/desk/consultations"
    made = room.organiser.post(
        f"{forum_url}/new",
        data={"title-th": "ใหม่", "title-en": "New", "item": "", "request_key": KEY},
    )
    url = made.location.removesuffix("/desk")
    refused = room.organiser.post(f"{url}/open", follow_redirects=True, query_string={"lang": "en"})
    assert "Add at least one statement before opening." in refused.get_data(as_text=True)

    added = room.organiser.post(f"{url}/statements", data={"text": "ข้อแรก", "request_key": KEY})
    assert added.location == f"{url}/desk#add"
    assert read(room.phone, url, 404)
    room.organiser.post(f"{url}/open")
    assert "ข้อแรก" in read(room.phone, url)
    room.organiser.post(f"{url}/close")
    assert "All counts" in read(room.phone, url)


def test_a_consultation_without_a_title_comes_back_with_what_was_typed(room):
    answer = room.organiser.post(
        f"/forums/{room.forum.public_id}/desk/consultations/new?lang=en",
        data={"description-th": "คำอธิบาย", "item": "", "request_key": KEY},
    )

    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "คำอธิบาย" in page
    assert "Enter this in at least one language." in page


def test_the_desk_changes_moves_hides_and_attaches(room, make):
    item = make.item(room.forum)
    draft = make.consultation(room.forum, ("ก", "ข"), state=ConsultationState.DRAFTED)
    first, second = (each.public_id for each in draft.statements)
    url = f"/consultations/{draft.public_id}"

    room.organiser.post(f"/statements/{second}/up")
    room.organiser.post(f"/statements/{first}/edit", data={"text": "กก", "request_key": KEY})
    room.organiser.post(f"/statements/{second}/hide")
    saved = room.organiser.post(
        f"{url}/edit", data={"title-th": "ชื่อใหม่", "item": item.public_id, "request_key": KEY}
    )
    db.session.expire_all()

    rows = [(each.number, each.text, each.state) for each in draft.statements]
    assert rows == [(1, "ข", StatementState.HIDDEN), (2, "กก", StatementState.SHOWN)]
    assert saved.location == f"{url}/desk"
    changed = db.session.get(Consultation, draft.id)
    assert (changed.title, changed.item_id) == ({"th": "ชื่อใหม่"}, item.id)
    assert "ชื่อใหม่" in read(room.organiser, f"{url}/edit")


def test_the_desk_is_closed_to_everybody_else(room, make, sign_in):
    elsewhere = sign_in(make.account("organiser", make.forum().scope))
    pages = [f"{room.url}/desk", f"{room.url}/edit", f"/statements/{room.statements[0]}/edit"]
    acts = [f"{room.url}/close", f"/statements/{room.statements[0]}/hide"]

    assert [elsewhere.get(url).status_code for url in pages] == [404, 404, 404]
    assert [elsewhere.post(url).status_code for url in acts] == [404, 404]
    assert [room.phone.get(url).status_code for url in pages] == [403, 403, 403]
    assert [room.phone.post(url).status_code for url in acts] == [403, 403]
    assert room.visitor.get(pages[0]).status_code == 302
    assert room.consultation.state is ConsultationState.OPEN


def test_a_page_of_many_statements_asks_the_database_no_more_than_one_of_few(
    room, make, count_queries
):
    forum = make.forum()
    small = make.consultation(forum, ("หนึ่ง",), state=ConsultationState.CLOSED)
    large = make.consultation(
        forum, tuple(f"ข้อ {n}" for n in range(50)), state=ConsultationState.CLOSED
    )
    for statement in large.statements[:5]:
        make.answers(statement, 1, 0, -1)
    urls = [f"/consultations/{each.public_id}/results" for each in (small, large)]
    read(room.visitor, urls[0])

    counts = []
    for url in urls:
        with count_queries() as statements:
            read(room.visitor, url)
        counts.append(len(statements))

    assert counts[0] == counts[1]
