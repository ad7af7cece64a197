import pytest
from sqlalchemy import func, select

from forum.comments.models import Comment
from forum.core.db import db

KEY = "k" * 20


@pytest.fixture
def room(make, sign_in, client):
    class Room:
        forum = make.forum()
        topic = make.topic(forum)
        page = f"/topics/{topic.public_id}"
        thread = make.thread(forum, "topic", topic.public_id)
        url = f"/threads/{thread.public_id}"
        author = sign_in(tickets=[make.ticket(make.signup(forum))[0]])
        other = sign_in(tickets=[make.ticket(make.signup(forum))[0]])
        moderator = sign_in(make.account("facilitator", forum.scope))
        visitor = client

        def say(self, body="เห็นด้วย", *, browser=None, key=KEY, **values):
            return (browser or self.author).post(
                f"{self.url}/comments?lang=en", data={"body": body, "request_key": key, **values}
            )

    return Room()


def read(browser, url, status=200):
    answer = browser.get(f"{url}?lang=en")
    assert answer.status_code == status
    return answer.get_data(as_text=True)


def only_comment():
    return db.session.scalars(select(Comment)).one()


def test_a_double_click_writes_one_comment_and_leads_to_it(room):
    first, second = room.say(), room.say()

    assert first.location == second.location
    assert first.location == f"{room.page}#comment-{only_comment().public_id}"
    assert "เห็นด้วย" in read(room.visitor, room.page)


def test_two_replies_from_the_same_page_are_two_comments(room):
    room.say()
    top = only_comment()
    room.say("หนึ่ง", key=f"{KEY}-{top.public_id}", reply_to=top.public_id)

    assert db.session.scalar(select(func.count(Comment.id))) == 2


def test_hostile_words_are_shown_as_words_and_links_stay_text(room):
    room.say("<img src=x onerror=alert(1)> https://example.org/<b>")

    page = read(room.visitor, room.page)
    assert "&lt;img src=x onerror=alert(1)&gt;" in page
    assert "<img src=x" not in page
    assert 'href="https://example.org' not in page


def test_what_cannot_be_kept_comes_back_with_the_reason(room):
    empty = room.say("  ")
    long = room.say("ก" * 3001)
    gone = room.say("ตอบ", reply_to="nothing")

    assert (empty.status_code, long.status_code, gone.status_code) == (422, 422, 409)
    assert "ก" * 3001 in long.get_data(as_text=True)
    assert "no longer there" in gone.get_data(as_text=True)


def test_writing_is_for_people_with_a_place_here(room, make, sign_in):
    elsewhere = sign_in(tickets=[make.ticket(make.signup(make.forum()))[0]])

    assert room.say(browser=room.visitor).status_code == 403
    refused = room.say(browser=elsewhere)
    assert refused.status_code == 403
    assert "Sign up for this forum first" in refused.get_data(as_text=True)
    assert db.session.scalar(select(func.count(Comment.id))) == 0


def test_an_author_changes_withdraws_and_brings_back_a_comment(room):
    room.say("ผิด")
    url = f"/comments/{only_comment().public_id}"

    assert "ผิด" in read(room.author, f"{url}/edit")
    room.author.post(f"{url}/edit", data={"body": "ถูก", "request_key": KEY})
    assert "ถูก" in read(room.visitor, room.page)
    room.author.post(f"{url}/withdraw")
    assert "ถูก" not in read(room.visitor, room.page)
    assert "You withdrew this comment." in read(room.author, room.page)
    room.author.post(f"{url}/restore")
    assert "ถูก" in read(room.visitor, room.page)


def test_others_neither_change_nor_withdraw_it(room):
    room.say()
    url = f"/comments/{only_comment().public_id}"

    for browser in (room.other, room.moderator):
        assert browser.get(f"{url}/edit").status_code == 403
        edit = browser.post(f"{url}/edit", data={"body": "x", "request_key": KEY})
        assert edit.status_code == 403
        assert browser.post(f"{url}/withdraw").status_code == 403


def test_a_moderator_hides_with_a_reason_and_shows_again(room):
    room.say("หยาบคาย")
    url = f"/comments/{only_comment().public_id}"
    assert "หยาบคาย" in read(room.moderator, f"{url}/hide")

    without = room.moderator.post(f"{url}/hide", data={"reason": ""})
    room.moderator.post(f"{url}/hide", data={"reason": "ไม่สุภาพ"})

    assert without.status_code == 422
    page = read(room.visitor, room.page)
    assert ("หยาบคาย" in page, "Hidden by the organisers: ไม่สุภาพ" in page) == (False, True)
    room.moderator.post(f"{url}/show")
    assert "หยาบคาย" in read(room.visitor, room.page)


def test_a_moderator_closes_and_reopens_the_discussion(room):
    room.moderator.post(f"{room.url}/close")
    refused = room.say()
    assert refused.status_code == 409
    assert "This discussion is closed." in read(room.author, room.page)

    room.moderator.post(f"{room.url}/reopen")
    assert room.say().status_code == 302


def test_keeping_order_is_for_moderators_of_this_forum(room, make, sign_in):
    room.say()
    url = f"/comments/{only_comment().public_id}"
    elsewhere = sign_in(make.account("facilitator", make.forum().scope))

    for browser, status in ((elsewhere, 404), (room.author, 403), (room.visitor, 403)):
        for act in (f"{url}/hide", f"{url}/show", f"{room.url}/close", f"{room.url}/reopen"):
            answer = browser.post(act, data={"reason": "x"})
            assert answer.status_code == status
    assert elsewhere.get(f"{url}/hide").status_code == 404


def test_a_comment_of_an_unpublished_forum_is_not_known_outside(room):
    room.say()
    room.forum.published_at = None
    db.session.commit()

    assert room.say("อีก", key="z" * 20).status_code == 404
    assert room.author.post(f"/comments/{only_comment().public_id}/withdraw").status_code == 404
