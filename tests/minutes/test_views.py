import hashlib
import io
import json
import zipfile

import pytest
from pypdf import PdfReader

from forum.accounts.models import Account
from forum.core.db import db
from forum.core.permissions import Role
from forum.core.transaction import transaction
from forum.minutes.logic.states import MinutesState
from forum.minutes.service.life import check_minutes

FORMATS = ("pdf", "docx", "html", "json")


def url(story, rest=""):
    return f"/forums/{story.id}/desk/minutes{rest}"


def at_block(story, ending, act):
    return url(story, f"/blocks/{story.block(ending).public_id}/{act}")


@pytest.fixture
def desk(story, sign_in):
    """A browser in which the story's rapporteur is signed in."""
    return sign_in(db.session.get(Account, story.rapporteur.id))


@pytest.fixture
def organisers(story, sign_in):
    return sign_in(db.session.get(Account, story.organiser.id))


def read(answer):
    assert answer.status_code == 200, answer.status_code
    return answer.get_data(as_text=True)


def text_of_docx(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read("word/document.xml").decode()


def text_of_pdf(content):
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def test_the_desk_offers_to_compose_and_then_shows_the_sheet(story, desk):
    story.topic(story.item(), ["ลูกคนที่สองไม่ได้เงินเลย"])
    assert "เรียบเรียงรายงาน" in read(desk.get(url(story)))

    answer = desk.post(url(story, "/compose"))

    assert answer.status_code == 302
    page = read(desk.get(url(story)))
    assert "ลูกคนที่สองไม่ได้เงินเลย" in page
    assert 'class="doc-block doc-quotation doc-composed doc-thread' in page


def test_looking_at_the_desk_writes_nothing(story, desk):
    read(desk.get(url(story)))

    assert story.minutes is None


def test_the_language_of_the_document_is_apart_from_the_pages(held, desk):
    page = read(desk.get(url(held, "?lang=th&document=en")))

    assert '<html lang="th">' in page
    assert "Forum report:" in page


def test_text_is_edited_in_its_place(held, desk):
    form = read(desk.get(at_block(held, "purpose:why", "edit")))
    assert "มาร่วมคิด" in form

    answer = desk.post(
        at_block(held, "purpose:why", "edit"),
        data={"text-th": "เพื่อหาทางออก", "text-en": "Think along", "revision": "1"},
    )

    assert answer.location.endswith(f"#block-{held.block('purpose:why').public_id}")
    assert held.block("purpose:why").text == {"th": "เพื่อหาทางออก"}


def test_two_tabs_see_both_texts_and_what_was_typed_is_kept(held, desk, organisers):
    typed = held.type("purpose:why", "เดิม")
    where = at_block(held, typed.key, "edit")
    organisers.post(where, data={"text-th": "ของผู้จัด", "revision": "1"})

    answer = desk.post(where, data={"text-th": "ของผู้จด", "revision": "1"})
    page = answer.get_data(as_text=True)

    assert answer.status_code == 409
    assert "ของผู้จัด" in page
    assert page.count("ของผู้จด") == 2  # beside theirs, and in the form
    assert 'name="revision" type="hidden" value="2"' in page
    assert held.block(typed.key).text == {"th": "ของผู้จัด"}
    desk.post(where, data={"text-th": "ทั้งสอง", "revision": "2"})
    assert held.block(typed.key).text == {"th": "ทั้งสอง"}


def test_an_empty_text_is_refused_at_the_form_with_everything_kept(held, desk):
    answer = desk.post(
        at_block(held, "purpose:why", "add"), data={"kind": "resolution", "text-th": " "}
    )

    assert answer.status_code == 422
    assert "ใส่ข้อความอย่างน้อยหนึ่งภาษา" in answer.get_data(as_text=True)


def test_a_double_click_adds_once(held, desk):
    form = {"kind": "paragraph", "text-th": "หนึ่งเดียว", "request_key": "k" * 20}

    desk.post(at_block(held, "purpose:why", "add"), data=form)
    desk.post(at_block(held, "purpose:why", "add"), data=form)

    assert len([b for b in held.minutes.blocks if b.origin == "typed"]) == 1


def test_hiding_taking_out_and_moving_work_without_javascript(held, desk):
    typed = held.type("purpose:why", "พิมพ์เอง")
    desk.post(at_block(held, "purpose:about", "hide"), data={"reason": "ซ้ำ"})
    assert held.block("purpose:about").is_hidden
    desk.post(at_block(held, "purpose:about", "show"))
    assert not held.block("purpose:about").is_hidden
    desk.post(at_block(held, typed.key, "down"))
    keys = [b.key for b in held.minutes.blocks]
    assert keys.index(typed.key) > keys.index("purpose:about")
    desk.post(at_block(held, typed.key, "remove"))
    assert "ใส่กลับ" in read(desk.get(url(held)))
    desk.post(at_block(held, typed.key, "restore"))
    assert "พิมพ์เอง" in read(desk.get(url(held)))


def test_the_desk_says_when_the_records_have_changed_and_what_composing_did(held, desk):
    assert "ข้อมูลเปลี่ยนไป" not in read(desk.get(url(held)))
    held.topic(None, title="เรื่องมาใหม่")

    assert "ข้อมูลเปลี่ยนไป" in read(desk.get(url(held)))
    desk.post(url(held, "/compose"))

    assert "เปลี่ยนจากการเรียบเรียงครั้งล่าสุด" in read(desk.get(url(held)))


def test_whoever_certifies_is_warned_of_missing_languages_and_changed_records(story, organisers):
    item = story.item()
    story.poll([0] * 12, item)
    story.compose()
    story.type("purpose:about", {"th": "ที่ประชุมรับทราบ"})
    one_language = next(b for b in story.minutes.blocks if b.origin == "typed")
    check(story)
    quiet = read(organisers.get(url(story, "/certify"), query_string={"lang": "en"}))
    assert "Not in both languages yet" in quiet
    assert f'{url(story)}#block-{one_language.public_id}"' in quiet
    assert "The records have changed" not in quiet

    story.poll([0] * 12, item, question={"th": "เพิ่ม", "en": "One more"})
    item.title = {"th": "ชื่อใหม่", "en": "New title"}
    story.make.save(item)
    loud = read(organisers.get(url(story, "/certify"), query_string={"lang": "en"}))

    heading = story.block(f"item:{item.public_id}")
    assert "The records have changed since these minutes were composed." in loud
    assert "1 block is missing." in loud
    assert f'{url(story)}#block-{heading.public_id}"' in loud


def test_minutes_in_both_languages_that_say_what_the_records_say_are_certified_without_warning(
    story, organisers
):
    story.poll([0] * 12, story.item())
    story.compose()
    check(story)

    page = read(organisers.get(url(story, "/certify")))

    assert 'class="notice' not in page


def check(story):
    with transaction():
        check_minutes(story.id, actor=story.organiser, now=story.now)


def test_from_draft_to_certified_by_two_people(held, desk, organisers, client):
    held.type("purpose:why", "พิมพ์เอง")
    desk.post(url(held, "/check"))
    assert held.minutes.state is MinutesState.DRAFT
    organisers.post(url(held, "/check"))

    refused = organisers.post(url(held, "/certify"), data={"certifier": ""})
    assert refused.status_code == 422
    assert "ใส่ชื่อผู้รับรอง" in refused.get_data(as_text=True)
    organisers.post(url(held, "/certify"), data={"certifier": "นางรับรอง จริงแท้"})

    page = read(client.get(f"/forums/{held.id}/minutes"))
    assert "นางรับรอง จริงแท้" in page
    assert "รายงานนี้รับรองแล้ว ทุกคนตรวจนับตัวเลขซ้ำได้" in page


def test_anyone_can_check_the_hash_from_the_download(held, client):
    version = held.certify()

    for language in ("th", "en"):
        answer = client.get(f"/forums/{held.id}/minutes/{language}.json")
        page = read(client.get(f"/forums/{held.id}/minutes?document={language}"))

        digest = hashlib.sha256(answer.data).hexdigest()
        assert digest == version.hashes[language]
        assert digest in page


def test_files_have_proper_names_and_are_the_same_every_time(held, client):
    held.certify()

    for name in FORMATS:
        first = client.get(f"/forums/{held.id}/minutes/th.{name}")
        second = client.get(
            f"/forums/{held.id}/minutes/th.{name}", headers={"If-None-Match": first.headers["ETag"]}
        )

        named = first.headers["Content-Disposition"]
        assert f'filename="minutes-{held.id}-v1-th.{name}"' in named
        assert "filename*=UTF-8''%E0%B8%A3%E0%B8%B2" in named
        assert second.status_code == 304


def test_all_formats_hold_the_record_and_its_stamp(held, client):
    version = held.certify()
    files = {name: client.get(f"/forums/{held.id}/minutes/en.{name}").data for name in FORMATS}

    assert "Child support grant" in text_of_pdf(files["pdf"])
    assert version.hashes["en"][:16] in text_of_pdf(files["pdf"]).replace("\n", "")
    assert "Child support grant" in text_of_docx(files["docx"])
    assert version.hashes["en"] in files["html"].decode()
    assert json.loads(files["json"])["language"] == "en"


def test_an_older_version_is_still_there_and_says_so(held, client, organisers):
    held.certify()
    organisers.post(url(held, "/correct"))
    held.type("purpose:why", "ข้อความแก้ไข")
    held.certify()

    newest = read(client.get(f"/forums/{held.id}/minutes"))
    older = read(client.get(f"/forums/{held.id}/minutes?version=1"))

    assert "ข้อความแก้ไข" in newest
    assert "ข้อความแก้ไข" not in older
    assert "มีฉบับใหม่แทนแล้ว" in older
    for wrong in ("3", "0", "x", "๑", "-1"):
        assert client.get(f"/forums/{held.id}/minutes?version={wrong}").status_code == 404


def test_what_is_hidden_is_in_no_public_page_and_no_file(held, desk, client):
    secret = "ต้องดูภาระงบประมาณก่อน"
    block = next(b for b in held.minutes.blocks if ":reason:" in b.key)
    desk.post(url(held, f"/blocks/{block.public_id}/hide"), data={"reason": "ผู้ลงมติขอ"})
    held.certify()

    for language in ("th", "en"):
        page = read(client.get(f"/forums/{held.id}/minutes?document={language}"))
        assert secret not in page
        files = {n: client.get(f"/forums/{held.id}/minutes/{language}.{n}").data for n in FORMATS}
        assert secret not in files["html"].decode()
        assert secret not in files["json"].decode()
        assert secret not in text_of_docx(files["docx"])
        assert "งบประมาณก่อน" not in text_of_pdf(files["pdf"])


def test_no_file_tells_who_anybody_was(held, client, sign_in):
    held.type("purpose:why", "พิมพ์เอง")
    held.certify(name="นายรับรอง ถูกต้อง")
    private = [
        part
        for signup in held.signups[1:]
        for part in (signup.person.family_name, signup.person.email)
    ]
    staff = db.session.get(Account, held.rapporteur.id).person
    private += [staff.email, f"{staff.given_name} {staff.family_name}"]

    for language in ("th", "en"):
        told = read(client.get(f"/forums/{held.id}/minutes?document={language}"))
        for name in FORMATS:
            data = client.get(f"/forums/{held.id}/minutes/{language}.{name}").data
            told += {"pdf": text_of_pdf, "docx": text_of_docx}.get(name, bytes.decode)(data)
        assert [part for part in private if part in told] == []


# Who may come in


ROLES = [None, "place", Role.COORDINATOR, Role.FACILITATOR, Role.RAPPORTEUR, Role.ORGANISER]
READERS = {Role.FACILITATOR, Role.RAPPORTEUR, Role.ORGANISER}
WRITERS = {Role.RAPPORTEUR, Role.ORGANISER}


def browser_of(role, forum, make, sign_in, app):
    if role is None:
        return app.test_client()
    if role == "place":
        ticket, _token = make.ticket(make.signup(forum))
        return sign_in(tickets=[ticket])
    return sign_in(make.account(role, forum.scope))


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("state", ["none", "draft", "checked", "certified", "corrected"])
def test_who_sees_what_at_which_stage(story, make, sign_in, app, role, state):
    story.topic(story.item(), ["ถ้อยคำในร่าง"])
    _bring_to(story, state)
    browser = browser_of(role, story.forum, make, sign_in, app)
    stranger = browser_of(role, make.forum(), make, sign_in, app)
    is_public = state in {"certified", "corrected"}

    page = browser.get(f"/forums/{story.id}/minutes").status_code
    file = browser.get(f"/forums/{story.id}/minutes/th.html").status_code
    desk = browser.get(url(story)).status_code
    draft = browser.get(url(story, "/th.html")).status_code

    may_read_draft = role in READERS and state != "none"
    assert page == (200 if is_public or may_read_draft else 404)
    assert file == (200 if is_public else 404)
    assert (desk == 200) is (role in READERS)
    assert (draft == 200) is may_read_draft
    # Somebody with the same role in another forum is a visitor here.
    assert stranger.get(f"/forums/{story.id}/minutes").status_code == (200 if is_public else 404)
    assert stranger.get(url(story)).status_code in {302, 403, 404}


def _bring_to(story, state):
    from forum.core.transaction import transaction
    from forum.minutes.service.life import begin_correction, check_minutes

    if state == "none":
        return
    story.compose()
    if state == "checked":
        with transaction():
            check_minutes(story.id, actor=story.organiser, now=story.now)
    if state in {"certified", "corrected"}:
        story.certify()
    if state == "corrected":
        with transaction():
            begin_correction(story.id, actor=story.organiser, now=story.now)
        story.type("purpose:about", "ข้อความในร่างแก้ไข")


def test_a_correction_under_way_is_not_public(story, client):
    story.topic(story.item(), ["ถ้อยคำ"])
    _bring_to(story, "corrected")

    assert "ข้อความในร่างแก้ไข" not in read(client.get(f"/forums/{story.id}/minutes"))
    assert "ข้อความในร่างแก้ไข" not in client.get(f"/forums/{story.id}/minutes/th.json").get_data(
        as_text=True
    )


@pytest.mark.parametrize("role", ROLES)
def test_only_who_takes_minutes_here_may_change_them(held, make, sign_in, app, role):
    browser = browser_of(role, held.forum, make, sign_in, app)
    stranger = browser_of(role, make.forum(), make, sign_in, app)
    form = {"kind": "paragraph", "text-th": "แทรก", "request_key": "k" * 20}

    stranger.post(at_block(held, "purpose:why", "add"), data=form)
    assert not [b for b in held.minutes.blocks if b.origin == "typed"]
    browser.post(at_block(held, "purpose:why", "add"), data=form)

    assert bool([b for b in held.minutes.blocks if b.origin == "typed"]) is (role in WRITERS)


def test_a_block_of_another_forum_is_not_found_here(held, tell, desk):
    other = tell()
    other.item()
    other.compose()

    answer = desk.get(url(held, f"/blocks/{other.block('purpose:why').public_id}/edit"))

    assert answer.status_code == 404


def test_a_draft_forum_shows_no_minutes_to_visitors(tell, client):
    story = tell(published_at=None)
    story.compose()
    story.certify()

    assert client.get(f"/forums/{story.id}/minutes").status_code == 404
    assert client.get(f"/forums/{story.id}/minutes/th.pdf").status_code == 404


def test_sources_lead_to_the_page_they_name(held, client):
    document = held.document()
    links = {s.kind: s.url for b in document.blocks for s in b.sources}

    assert set(links) >= {"forum", "attendance", "item", "topic", "comment", "statement", "poll"}
    for kind, link in links.items():
        path = "/" + link.split("/", 3)[3]
        answer = client.get(path, follow_redirects=True)
        assert answer.status_code == 200, (kind, link)


def test_a_source_of_another_forum_is_not_found(held, make, client):
    other = make.forum()
    comment = next(s for b in held.document().blocks for s in b.sources if s.kind == "comment")

    answer = client.get(f"/forums/{other.public_id}/minutes/from/comment/{comment.public_id}")

    assert answer.status_code == 404


def test_pages_hold_no_inline_script_or_style(held, desk):
    held.type("purpose:why", "พิมพ์")

    for page in (url(held), at_block(held, "purpose:why", "edit"), f"/forums/{held.id}/minutes"):
        markup = read(desk.get(page))
        assert "<style" not in markup
        assert ' style="' not in markup
        assert "<script>" not in markup


def test_unknown_formats_and_languages_are_not_found(held, client):
    held.certify()

    for wrong in ("th.exe", "de.pdf", "th.", "th.PDF"):
        assert client.get(f"/forums/{held.id}/minutes/{wrong}").status_code == 404
