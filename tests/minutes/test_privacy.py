import hashlib
import json
from pathlib import Path

from sqlalchemy import select

from forum.core.db import db
from forum.core.transaction import transaction
from forum.events.logic.stages import AttributionMode
from forum.journal.models import JournalEntry
from forum.language.names import Name
from forum.language.redaction import Marks
from forum.minutes.privacy import erase, export, redact


def said(story):
    return json.dumps([[b.content, b.text] for b in story.minutes.blocks], ensure_ascii=False)


def test_an_erased_person_is_in_no_draft(tell):
    story = tell(mode=AttributionMode.NAMED)
    story.topic(story.item(), ["ความเห็นของฉัน", "ความเห็นอื่น"])
    story.agrees_to_be_named(story.signups[0])
    story.agrees_to_be_named(story.signups[1])
    story.compose()
    person = story.signups[0].person
    assert person.family_name in said(story)

    with transaction():
        erase(person.id)

    assert person.family_name not in said(story)
    assert person.given_name not in said(story)


def test_composing_again_puts_back_what_others_said(held):
    with transaction():
        erase(held.signups[5].person_id)
    assert "attendance:named" not in [b.key for b in held.minutes.blocks]

    held.compose()

    assert held.signups[0].person.family_name in said(held)


def test_a_certified_version_loses_the_person_and_nothing_else(held):
    held.agrees_to_be_named(held.signups[5])
    held.compose()
    version = held.certify()
    before = version.trees
    person, other = held.signups[0].person, held.signups[5].person
    assert person.family_name in json.dumps(before, ensure_ascii=False)

    with transaction():
        erase(person.id)

    after = held.minutes.versions[0].trees
    text = json.dumps(after, ensure_ascii=False)
    assert person.family_name not in text
    assert person.given_name not in text
    assert other.family_name in text
    assert "[name removed]" in json.dumps(after["en"], ensure_ascii=False)
    assert [b["key"] for b in after["th"]["blocks"]] == [b["key"] for b in before["th"]["blocks"]]


def test_every_file_of_a_version_can_be_matched_with_a_link_of_its_chain_of_hashes(held, client):
    page = f"/forums/{held.id}/minutes/th.json"
    held.agrees_to_be_named(held.signups[1])
    held.compose()
    held.certify()
    handed_out = [client.get(page).data]
    for signup in held.signups[:2]:
        with transaction():
            erase(signup.person_id)
        handed_out.append(client.get(page).data)

    version = held.minutes.versions[0]
    chain = [version.hashes["th"], *(each["hashes"]["th"] for each in version.redactions)]
    assert [hashlib.sha256(data).hexdigest() for data in handed_out] == chain
    assert len(set(chain)) == 3
    shown = client.get(f"/forums/{held.id}/minutes?lang=en&document=th").text
    assert all(hash_ in shown for hash_ in chain)
    assert "a name was removed on" in shown
    entries = db.session.scalars(
        select(JournalEntry)
        .where(JournalEntry.code == "minutes.redacted")
        .order_by(JournalEntry.id)
    ).all()
    assert [(e.facts["before"]["th"], e.facts["after"]["th"]) for e in entries] == [
        (chain[0], chain[1]),
        (chain[1], chain[2]),
    ]


def test_erasing_somebody_who_is_not_in_a_version_leaves_its_hash_alone(held):
    version = held.certify()
    stranger = held.make.signup(held.forum, person=held.make.person("คนไม่มา", family_name="ไม่อยู่"))

    with transaction():
        erase(stranger.person_id)

    assert held.minutes.versions[0].redactions == []
    assert version.current_hashes == version.hashes


def test_signing_up_under_a_ministers_name_and_leaving_does_not_take_the_minister_out(tell):
    story = tell()
    story.item()
    story.resolve("มอบหมายให้ รัฐมนตรี คนดัง รายงานผล")
    story.compose()
    story.type("purpose:why", "ประธานคือ รัฐมนตรี คนดัง")
    story.certify()
    imitator = story.make.person("รัฐมนตรี", family_name="คนดัง")
    story.make.signup(story.forum, person=imitator)

    with transaction():
        erase(imitator.id)

    text = json.dumps(story.minutes.versions[0].trees, ensure_ascii=False)
    assert text.count("รัฐมนตรี คนดัง") >= 2


def test_the_staff_can_take_somebody_out_of_what_others_typed(tell):
    story = tell()
    story.compose()
    person = story.signups[0].person
    story.type("purpose:why", f"ตามที่{person.name} เสนอ โทร 081-234-5678")
    story.certify()
    marks = Marks(Name("", person.given_name, person.family_name), phones=("+66812345678",))

    with transaction():
        redact(person.id, marks)

    text = said(story) + json.dumps(story.minutes.versions[0].trees, ensure_ascii=False)
    assert person.name not in text
    assert "234-5678" not in text
    assert "เสนอ โทร [ลบแล้ว]" in text


def test_rendered_files_are_thrown_away_with_the_name(held, app, client, run_jobs):
    held.certify()
    client.get(f"/forums/{held.id}/minutes/th.html")
    folder = Path(app.config["INSTANCE"]) / "cache" / "minutes"
    assert list(folder.iterdir())

    with transaction():
        erase(held.signups[0].person_id)
    run_jobs()

    assert list(folder.iterdir()) == []


def test_a_person_gets_the_texts_they_typed(held):
    held.type("purpose:why", "ข้อความของผู้จด")

    given = export(held.rapporteur.person_id)

    assert given == {"minutes_texts": [{"forum": held.id, "text": {"th": "ข้อความของผู้จด"}}]}
    assert export(held.signups[0].person_id) == {"minutes_texts": []}
