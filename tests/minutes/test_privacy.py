import json

from forum.core.transaction import transaction
from forum.events.logic.stages import AttributionMode
from forum.minutes.privacy import erase, export


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


def test_certified_versions_are_not_changed(held):
    version = held.certify()
    before = json.dumps(version.trees, sort_keys=True)

    with transaction():
        erase(held.signups[0].person_id)

    assert json.dumps(held.minutes.versions[0].trees, sort_keys=True) == before


def test_a_person_gets_the_texts_they_typed(held):
    held.type("purpose:why", "ข้อความของผู้จด")

    given = export(held.rapporteur.person_id)

    assert given == {"minutes_texts": [{"forum": held.id, "text": {"th": "ข้อความของผู้จด"}}]}
    assert export(held.signups[0].person_id) == {"minutes_texts": []}
