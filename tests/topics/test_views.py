import pytest
from sqlalchemy import select

from forum.core.db import db
from forum.events.logic.stages import AttributionMode, Stage
from forum.events.models import AgendaItem
from forum.topics.models import Topic

KEY = "k" * 20
HOSTILE = "<script>alert('x')</script> {{ 7*7 }} %(x)s"


@pytest.fixture
def room(make, sign_in, client):
    class Room:
        forum = make.forum()
        url = f"/forums/{forum.public_id}/topics"
        signup = make.signup(forum, "ngo")
        proposer = sign_in(tickets=[make.ticket(signup)[0]])
        supporter = sign_in(tickets=[make.ticket(make.signup(forum, "villagers"))[0]])
        organiser = sign_in(make.account("organiser"))
        visitor = client

        def propose(self, title="เงินมาช้า", **values):
            sent = {"title": title, "problem": "ปัญหา", "proposal": "ข้อเสนอ", "request_key": KEY}
            return self.proposer.post(f"{self.url}/new?lang=en", data={**sent, **values})

    return Room()


def read(browser, url, status=200):
    answer = browser.get(f"{url}{'&' if '?' in url else '?'}lang=en")
    assert answer.status_code == status
    return answer.get_data(as_text=True)


def test_a_double_click_proposes_one_topic_and_shows_it(room):
    first, second = room.propose(), room.propose()

    assert first.location == second.location
    assert "Topic 1" in read(room.visitor, first.location)
    assert len(db.session.scalars(select(Topic)).all()) == 1


def test_what_is_missing_is_said_at_the_field_and_what_was_typed_is_kept(room):
    answer = room.propose(title="", problem="ยาวมาก")
    too_long = room.propose(title="ก" * 201)

    page = answer.get_data(as_text=True)
    assert answer.status_code == too_long.status_code == 422
    assert "ยาวมาก" in page
    assert 'href="#title"' in page


def test_hostile_text_is_shown_as_text_everywhere(room):
    url = room.propose(title=HOSTILE, problem=HOSTILE, evidence=HOSTILE, proposal=HOSTILE).location

    for page in (
        read(room.visitor, url),
        read(room.visitor, room.url),
        read(room.organiser, f"/forums/{room.forum.public_id}/desk/topics"),
        read(room.organiser, f"{url}/answer"),
    ):
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert" in page
        assert "{{ 7*7 }}" in page


def test_a_visitor_reads_all_and_is_invited_to_sign_up(room):
    url = room.propose().location

    assert "เงินมาช้า" in read(room.visitor, room.url)
    page = read(room.visitor, url)
    assert "Sign up to support this topic" in page
    assert "Sign up for this forum to comment here." in page
    assert "To the sign-up" in read(room.visitor, f"{room.url}/new")
    assert room.visitor.post(f"{room.url}/new").status_code == 403
    assert room.visitor.post(f"{url}/endorse").status_code == 403


def test_support_is_given_and_taken_back_with_a_button(room):
    url = room.propose().location
    assert "Support this topic" in read(room.supporter, url)
    assert "Support this topic" not in read(room.proposer, url)

    for _ in range(2):
        room.supporter.post(f"{url}/endorse")
    page = read(room.supporter, url)
    assert "You support this topic." in page
    assert "1 supporter" in page

    room.supporter.post(f"{url}/endorse/take-back")
    assert "0 supporters" in read(room.supporter, url)


def test_a_topic_is_changed_and_withdrawn_by_its_proposer_only(room):
    url = room.propose().location
    changed = {"title": "ใหม่", "problem": "ป", "proposal": "ข", "request_key": KEY}

    assert room.supporter.get(f"{url}/edit").status_code == 403
    assert room.supporter.post(f"{url}/edit", data=changed).status_code == 403
    assert room.supporter.post(f"{url}/withdraw").status_code == 403
    assert "เงินมาช้า" in read(room.proposer, f"{url}/edit")
    room.proposer.post(f"{url}/edit", data=changed)
    assert "ใหม่" in read(room.visitor, url)

    room.proposer.post(f"{url}/withdraw")
    read(room.visitor, url, 404)
    assert "Only you and the organisers can see this topic." in read(room.proposer, url)
    assert "No topics yet" in read(room.visitor, room.url)
    room.proposer.post(f"{url}/restore")
    assert "ใหม่" in read(room.visitor, url)


def test_a_change_that_comes_too_late_keeps_what_was_typed(room):
    url = room.propose().location
    room.supporter.post(f"{url}/endorse")

    answer = room.proposer.post(
        f"{url}/edit?lang=en",
        data={"title": "สายไป", "problem": "ป", "proposal": "ข", "request_key": KEY},
    )

    assert answer.status_code == 409
    assert "สายไป" in answer.get_data(as_text=True)
    assert "its text stays as it is" in answer.get_data(as_text=True)


def test_the_organiser_answers_and_puts_a_topic_on_the_agenda(room):
    url = room.propose().location
    desk = f"/forums/{room.forum.public_id}/desk/topics"
    assert "1 topic waits for your answer." in read(room.organiser, desk)

    empty = room.organiser.post(f"{url}/answer", data={"decision": "declined", "text": ""})
    sent = room.organiser.post(
        f"{url}/answer", data={"decision": "answered", "text": "จะชี้แจงในเวที"}
    )
    room.organiser.post(f"{url}/agenda")

    assert empty.status_code == 422
    assert sent.location == desk
    page = read(room.visitor, url)
    assert "จะชี้แจงในเวที" in page
    assert "It is an item on the agenda." in page
    assert len(db.session.scalars(select(AgendaItem)).all()) == 1
    assert "0 topics wait for your answer." in read(room.organiser, desk)


def test_the_organisers_pages_are_closed_to_everybody_else(room, make, sign_in):
    url = room.propose().location
    elsewhere = sign_in(make.account("organiser", make.forum().scope))
    desk = f"/forums/{room.forum.public_id}/desk/topics"
    decided = {"decision": "answered", "text": "x"}

    for browser, status in ((elsewhere, 404), (room.proposer, 403)):
        assert browser.get(desk).status_code == status
        assert browser.get(f"{url}/answer").status_code == status
        assert browser.post(f"{url}/answer", data=decided).status_code == status
        assert browser.post(f"{url}/agenda").status_code == status
    assert room.visitor.get(desk).status_code == 302


@pytest.mark.parametrize(
    ("mode", "name", "sector"),
    [
        (AttributionMode.NAMED, True, True),
        (AttributionMode.SECTOR, False, True),
        (AttributionMode.ANONYMOUS, False, False),
    ],
)
def test_pages_name_people_and_sectors_only_as_the_forum_allows(room, mode, name, sector):
    room.forum.attribution_mode = mode
    db.session.commit()
    url = room.propose().location
    room.supporter.post(f"{url}/endorse")
    person = room.signup.person.name

    for page in (read(room.visitor, url), read(room.organiser, f"{url}/answer")):
        assert (person in page) is name
        assert ("Non-governmental organisations" in page) is sector
        assert ("Villagers" in page) is sector
    listed = read(room.visitor, f"{room.url}?sector=villagers")
    assert ("เงินมาช้า" in listed) is not sector


def test_a_list_is_searched_and_an_odd_address_does_no_harm(room):
    room.propose()

    assert "เงินมาช้า" in read(room.visitor, f"{room.url}?q=เงิน&state=proposed&sort=newest")
    assert "No topic fits" in read(room.visitor, f"{room.url}?q=ไม่มีคำนี้")
    assert "เงินมาช้า" in read(room.visitor, f"{room.url}?state=nonsense&sort=nonsense&page=99")


def test_after_the_forum_topics_are_read_only(room):
    url = room.propose().location
    room.forum.stage = Stage.FINISHED
    db.session.commit()

    assert "Propose a topic" not in read(room.proposer, room.url)
    assert "Support this topic" not in read(room.supporter, url)
    assert "takes no more contributions" in read(room.proposer, f"{room.url}/new")
    assert room.propose(title="สาย", request_key="z" * 20).status_code == 409


def test_a_list_of_twenty_asks_the_database_no_more_than_one_of_one(room, make, count_queries):
    make.topic(room.forum, room.signup)
    read(room.supporter, room.url)
    with count_queries() as few:
        read(room.supporter, room.url)
    for _ in range(25):
        topic = make.topic(room.forum, make.signup(room.forum))
        make.comment(make.thread(room.forum, "topic", topic.public_id))

    with count_queries() as many:
        page = read(room.supporter, room.url)

    assert "26 topics" in page
    assert len(many) == len(few)
