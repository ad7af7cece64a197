import json
from datetime import timedelta

import pytest

from forum.core.actor import SYSTEM
from forum.core.errors import NotFound
from forum.core.permissions import Role
from forum.core.transaction import transaction
from forum.documents.serial import canonical_bytes, content_hash, from_json
from forum.documents.tree import plain, walk
from forum.events.logic.stages import AttributionMode
from forum.journal.models import JournalEntry
from forum.minutes import errors
from forum.minutes.logic.documents import Signatory
from forum.minutes.logic.formats import FORMATS
from forum.minutes.logic.states import Direction, MinutesState, Standing
from forum.minutes.queries import gather, has_public_minutes, list_versions, plan_composing
from forum.minutes.service.composing import compose_minutes
from forum.minutes.service.life import begin_correction, certify_minutes, check_minutes
from forum.minutes.service.writing import (
    edit_block,
    hide_block,
    move_block,
    remove_block,
    restore_block,
    show_block,
    use_thai_digits,
)
from forum.polls.logic.kinds import SecrecyLevel
from forum.polls.service.running import show_results


def do(act, *args, by, **values):
    with transaction():
        return act(*args, actor=by, now=values.pop("now", by_now), **values)


by_now = None


@pytest.fixture(autouse=True)
def _clock(now):
    global by_now  # noqa: PLW0603 - the moment of all acts in a test
    by_now = now


def edit(story, ending, text, revision=None, by=None):
    block = story.block(ending)
    return do(
        edit_block,
        story.id,
        block.public_id,
        text if isinstance(text, dict) else {"th": text},
        block.revision if revision is None else revision,
        by=by or story.rapporteur,
    )


def keys(story):
    return [block.key for block in story.minutes.blocks if block.removed_at is None]


def words(document):
    return canonical_bytes(document).decode()


# Composing


def test_minutes_assemble_themselves_from_what_happened(held):
    text = words(held.document())

    for fact in (
        "ลูกคนที่สองไม่ได้เงินเลย",
        "ควรจ่ายถ้วนหน้า",
        "ต้องดูภาระงบประมาณก่อน",
        "เห็นชอบให้เสนอเงินอุดหนุนแบบถ้วนหน้า",
        "ขอเพิ่มศูนย์เด็กเล็ก",
        "10.35–11.00 น.",
    ):
        assert fact in text


def test_composing_again_without_news_changes_nothing(held):
    before = words(held.document()), keys(held), [b.revision for b in held.minutes.blocks]

    held.compose()

    assert before == (words(held.document()), keys(held), [b.revision for b in held.minutes.blocks])
    assert held.minutes.changes == []


def test_composing_again_takes_in_what_happened_since_and_says_what(held):
    topic = held.topic(None, title="เรื่องมาใหม่")

    held.compose()

    added = [each["key"] for each in held.minutes.changes if each["change"] == "added"]
    assert [key for key in added if key.endswith(topic.public_id)]
    assert "เรื่องมาใหม่" in words(held.document())


def test_typed_text_stays_where_it_was_when_facts_change(held):
    typed = held.type("purpose:about", "ที่ประชุมรับทราบ")
    held.topic(None, title="เรื่องมาใหม่")
    place = keys(held).index(typed.key)

    held.compose()

    assert keys(held)[place] == typed.key
    assert "ที่ประชุมรับทราบ" in words(held.document())


def test_a_reworded_block_keeps_its_words_and_is_marked_when_the_facts_change(held, make):
    edit(held, "purpose:why", "เพื่อหาทางออกร่วมกัน")
    held.forum.summary = {"th": "วัตถุประสงค์ใหม่", "en": "New purpose"}
    make.save(held.forum)

    held.compose()

    block = held.block("purpose:why")
    assert block.text == {"th": "เพื่อหาทางออกร่วมกัน"}
    assert block.standing is Standing.CHANGED
    assert "เพื่อหาทางออกร่วมกัน" in words(held.document())
    assert "New purpose" in words(held.document("en"))


def test_what_vanished_from_the_records_vanishes_unless_somebody_reworded_it(held, make):
    resolution = held.block("resolution:" + _resolution_of(held))
    edit(held, resolution.key, "ถ้อยคำของผู้จด")
    quoted = held.block("comments")
    for row in _topics(held):
        row.withdrawn_at, row.state = held.now, "withdrawn"
        make.save(row)
    _drop_resolutions(held)

    held.compose()

    assert quoted.key not in keys(held)
    assert held.block(resolution.key).standing is Standing.GONE
    assert "ถ้อยคำของผู้จด" in words(held.document())


def _resolution_of(held):
    block = next(b for b in held.minutes.blocks if b.kind == "resolution")
    return block.key.rsplit(":", 1)[1]


def _topics(held):
    from forum.topics.models import Topic

    return list(_session().query(Topic).filter_by(forum_id=held.forum.id))


def _drop_resolutions(held):
    from forum.floor.models import Resolution

    for row in _session().query(Resolution).filter_by(forum_id=held.forum.id):
        _session().delete(row)
    _session().commit()


def _session():
    from forum.core.db import db

    return db.session


def test_a_moved_block_stays_where_it_was_moved(held):
    block = held.block("purpose:about")
    do(move_block, held.id, block.public_id, direction=Direction.UP, by=held.rapporteur)
    order = keys(held)
    held.topic(None, title="ใหม่")

    held.compose()

    assert order.index("purpose:about") < order.index("purpose:why")
    assert keys(held).index("purpose:about") < keys(held).index("purpose:why")


def test_a_moved_block_whose_facts_vanish_goes(held, make):
    block = held.block("comments")
    do(move_block, held.id, block.public_id, direction=Direction.UP, by=held.rapporteur)
    for row in _topics(held):
        row.withdrawn_at, row.state = held.now, "withdrawn"
        make.save(row)

    held.compose()

    assert block.key not in keys(held)


def test_a_rehearsal_has_no_minutes(tell):
    story = tell(is_rehearsal=True)

    with pytest.raises(errors.RehearsalHasNoMinutes):
        story.compose()


def test_a_poll_that_was_never_shown_stands_in_the_minutes_as_held_and_nothing_of_its_result(tell):
    said = {}
    for votes in ([0] * 10 + [1], [1] * 10 + [0]):
        story = tell()
        hidden = story.poll(votes, is_shown=False, question={"th": "ลับ", "en": "Kept back"})
        story.poll([0] * 12, question={"th": "เปิด", "en": "Open"})
        story.compose()
        for language, sentence in (
            ("th", "จัดขึ้นและปิดแล้ว แต่ไม่ได้แสดงผล"),
            ("en", "held and closed. Its result was not shown"),
        ):
            document = story.document(language)
            (line,) = [b for b in document.blocks if hidden.public_id in b.key]
            text = plain(line.text)
            assert sentence in text
            assert {"th": "ผู้มีสิทธิ 12 คน ลงมติ 11 คน", "en": "Eligible: 12 people; voted: 11"}[
                language
            ] in text
            assert {"th": "ลับ", "en": "Kept back"}[language] in text
            assert {source.public_id for source in line.sources} == {hidden.public_id}
            said.setdefault(language, set()).add(text)

    assert {language: len(texts) for language, texts in said.items()} == {"th": 1, "en": 1}


def test_reasons_that_nobody_let_through_are_counted_in_the_minutes_and_not_told(story):
    poll = story.poll([0] * 12, reasons=["คุณสมชายโกง", "ดีแล้ว"], are_let_through=False)
    story.compose()
    before = [b for b in story.document().blocks if poll.public_id in b.key]
    story.let_through(poll)
    story.compose()
    after = [b for b in story.document().blocks if poll.public_id in b.key]

    assert "สมชาย" not in str(before)
    assert "เหตุผลที่ไม่ได้พิมพ์ไว้ที่นี่ 2 ข้อ" in str(before)
    assert "สมชาย" in str(after)
    assert "ไม่ได้พิมพ์" not in str(after)


def test_a_result_shown_later_takes_the_place_of_the_line(story):
    poll = story.poll([0] * 12, is_shown=False)
    story.compose()
    with transaction():
        show_results(story.id, poll.public_id, actor=SYSTEM, now=story.now)

    story.compose()

    blocks = [b for b in story.document().blocks if poll.public_id in b.key]
    assert [b.kind for b in blocks] == ["bar_chart"]


def test_the_number_of_queries_does_not_grow_with_polls_that_were_not_shown(story, count_queries):
    story.poll([0] * 12, is_shown=False)
    story.compose()
    cost = _cost_of(story, count_queries)
    few = cost()

    for _ in range(4):
        story.poll([0] * 12, is_shown=False)

    assert cost() == few


def test_the_number_of_queries_does_not_grow_with_topics_comments_and_statements(
    story, count_queries
):
    item = story.item()

    cost = _cost_of(story, count_queries)
    story.topic(item, ["หนึ่ง"])
    story.consultation({"ก": [1, 1]}, item)
    story.compose()
    few = cost()
    for number in range(4):
        story.topic(item, [f"ความเห็น {number} {n}" for n in range(5)])
    story.consultation({f"ข้อ {n}": [1, -1] for n in range(6)}, item)

    assert cost() == few


def test_the_number_of_queries_does_not_grow_with_polls(story, count_queries):
    item = story.item()
    story.poll([0] * 12, item)
    story.poll([0] * 12, item)
    story.compose()

    cost = _cost_of(story, count_queries)
    cost()  # closed polls are counted once and kept
    few = cost()
    for _ in range(4):
        story.poll([0] * 12, item)
    cost()

    assert cost() == few


def _cost_of(story, count_queries):
    def cost():
        _session().rollback()
        forum = story.minutes.forum
        with count_queries() as statements:
            gather(forum)
        return len(statements)

    return cost


# What is told of people


def test_only_those_who_agreed_are_named_in_any_file(held):
    named = held.signups[0]
    others = held.signups[1:]

    for language in ("th", "en"):
        document = held.document(language)
        for name in ("html", "json"):
            content = FORMATS[name].render(document, "").decode()
            assert named.person.family_name in content
            for signup in others:
                assert signup.person.family_name not in content
                assert signup.person.email not in content
        assert named.person.email not in content


@pytest.mark.parametrize(
    ("mode", "has_name", "has_sector"),
    [
        (AttributionMode.NAMED, True, True),
        (AttributionMode.SECTOR, False, True),
        (AttributionMode.ANONYMOUS, False, False),
    ],
)
def test_quotations_are_attributed_as_the_forum_allows(tell, mode, has_name, has_sector):
    story = tell(mode=mode)
    story.topic(story.item(), ["ความเห็นหนึ่ง"])
    story.compose()

    quote = next(b for b in story.document().blocks if b.kind == "quotation")

    assert (story.signups[0].person.family_name in quote.attribution) is has_name
    assert ("ภาคมหาวิทยาลัย" in quote.attribution) is has_sector


def test_sectors_that_must_stay_hidden_are_in_no_table(story):
    # five sectors of two or three: nobody's vote may be told from the table
    story.poll([0] * 9 + [1] * 3, level=SecrecyLevel.CONFIDENTIAL)
    story.compose()

    tables = [b for b in walk(story.document().blocks) if b.kind == "table"]

    assert [t.key for t in tables] == ["attendance:sectors"]


def test_a_sector_that_voted_as_one_is_not_shown_alone(tell):
    story = tell(people=40)
    # every fifth person is of the same sector; that sector votes as one
    story.poll([1 if place % 5 == 0 else (place // 5) % 2 for place in range(40)])
    story.compose()

    tables = [
        b
        for b in walk(story.document().blocks)
        if b.key.startswith("rest:poll") and b.kind == "table"
    ]

    assert "ภาคมหาวิทยาลัย" not in [row[0] for table in tables for row in table.rows]


def test_what_people_write_stays_text(story):
    nasty = "<script>alert(1)</script> {title} %(x)s \u202e"
    story.topic(story.item(nasty, nasty), [nasty], title=nasty)
    story.resolve(nasty)
    story.compose()
    story.type("purpose:why", nasty)

    for language in ("th", "en"):
        page = FORMATS["html"].render(story.document(language), "").decode()
        assert "<script" not in page
        assert "{title}" in page
        for name in ("pdf", "docx"):
            assert FORMATS[name].render(story.document(language), "")


# Writing


def test_a_rapporteur_adds_text_where_it_belongs_once(held):
    first = held.type("purpose:why", "หนึ่ง", key="the-same-request-key")

    second = held.type("purpose:why", "หนึ่ง", key="the-same-request-key")

    assert first.public_id == second.public_id
    order = keys(held)
    assert order[order.index("purpose:why") + 1] == first.key


def test_text_without_a_word_is_refused(held):
    with pytest.raises(errors.TextMissing):
        held.type("purpose:why", {"th": "  ", "en": ""})


def test_two_tabs_two_texts_neither_is_lost(held):
    typed = held.type("purpose:why", "เดิม")
    edit(held, typed.key, "ของคนแรก", revision=1)

    with pytest.raises(errors.TextIsStale):
        edit(held, typed.key, "ของคนที่สอง", revision=1)

    assert held.block(typed.key).text == {"th": "ของคนแรก"}


def test_sending_the_same_text_twice_is_no_conflict(held):
    typed = held.type("purpose:why", "เดิม")
    edit(held, typed.key, "ใหม่", revision=1)

    again = edit(held, typed.key, "ใหม่", revision=1)

    assert again.revision == 2


def test_figures_cannot_be_reworded(held):
    for ending in (":counts", ":comments", "attendance:sectors"):
        with pytest.raises(errors.ComposedTextIsFixed):
            edit(held, ending, "เห็นด้วย 100%")


def test_giving_the_composed_words_back_undoes_a_rewording(held):
    edit(held, "purpose:why", "ใหม่")

    edit(held, "purpose:why", {"th": "มาร่วมคิด", "en": "Think along"})

    assert held.block("purpose:why").text == {}


def test_hiding_needs_a_reason_and_leaves_a_trace(held):
    block = held.block(":comments")
    with pytest.raises(errors.ReasonMissing):
        do(hide_block, held.id, block.public_id, " ", by=held.rapporteur)

    do(hide_block, held.id, block.public_id, "ผู้พูดขอถอน", by=held.rapporteur)

    assert block.key not in [b.key for b in held.document().blocks]
    assert "ผู้พูดขอถอน" in words(held.document())
    do(show_block, held.id, block.public_id, by=held.rapporteur)
    assert block.key in [b.key for b in held.document().blocks]


def test_a_hidden_block_stays_hidden_when_facts_change(held):
    block = held.block(":comments")
    do(hide_block, held.id, block.public_id, "ผู้พูดขอถอน", by=held.rapporteur)
    topic = next(t for t in _topics(held) if t.item_id)
    from forum.comments.models import Thread

    thread = _session().query(Thread).filter_by(owner_id=topic.public_id).one()
    held.make.comment(thread, held.signups[5], "อีกความเห็น")

    held.compose()

    assert held.block(block.key).is_hidden
    assert "4 ความเห็น" not in words(held.document())


def test_the_head_is_neither_hidden_nor_moved(held):
    head = held.minutes.blocks[0]

    with pytest.raises(errors.BlockStaysInPlace):
        do(hide_block, held.id, head.public_id, "เพราะ", by=held.rapporteur)
    with pytest.raises(errors.BlockStaysInPlace):
        do(move_block, held.id, head.public_id, direction=Direction.DOWN, by=held.rapporteur)


def test_typed_text_is_taken_out_and_put_back_where_it_was(held):
    typed = held.type("purpose:why", "ลบฉัน")
    order = keys(held)

    do(remove_block, held.id, typed.public_id, by=held.rapporteur)
    held.compose()
    assert "ลบฉัน" not in words(held.document())

    do(restore_block, held.id, typed.public_id, by=held.rapporteur)
    assert keys(held) == order


def test_composed_blocks_are_not_removed(held):
    with pytest.raises(errors.OnlyTypedTextIsRemoved):
        do(remove_block, held.id, held.block(":comments").public_id, by=held.rapporteur)


def test_thai_digits_are_a_switch(held):
    do(use_thai_digits, held.id, True, by=held.rapporteur)

    assert "๑๒ คน" in FORMATS["html"].render(held.document(), "").decode()
    assert "12 people" in FORMATS["html"].render(held.document("en"), "").decode()


# The life of minutes


def test_whoever_edited_last_does_not_check(held):
    held.type("purpose:why", "ใหม่")

    with pytest.raises(errors.SecondPersonNeeded):
        do(check_minutes, held.id, by=held.rapporteur)

    do(check_minutes, held.id, by=held.organiser)
    assert held.minutes.state is MinutesState.CHECKED


def test_a_change_after_checking_makes_a_draft_again(held):
    do(check_minutes, held.id, by=held.organiser)

    held.type("purpose:why", "อีกประโยค")

    assert held.minutes.state is MinutesState.DRAFT


def test_news_composed_after_checking_make_a_draft_again(held):
    do(check_minutes, held.id, by=held.organiser)
    held.topic(None, title="ใหม่")

    held.compose()

    assert held.minutes.state is MinutesState.DRAFT


def test_unchecked_minutes_are_not_certified(held):
    with pytest.raises(errors.NotReady):
        do(certify_minutes, held.id, (Signatory("certifier", "ก"),), by=held.organiser)


def test_whoever_certifies_gives_a_name(held):
    do(check_minutes, held.id, by=held.organiser)

    with pytest.raises(errors.NameMissing):
        do(certify_minutes, held.id, (), by=held.organiser)


def test_certified_minutes_stay_as_they_are_whatever_happens_later(held):
    version = held.certify()
    frozen, hashes = json.dumps(version.trees, sort_keys=True), dict(version.hashes)
    held.topic(None, title="มาทีหลัง")

    with pytest.raises(errors.MinutesAreCertified):
        held.compose()
    with pytest.raises(errors.MinutesAreCertified):
        held.type("purpose:why", "ทีหลัง")

    kept = list_versions(held.forum.id)[0]
    assert json.dumps(kept.trees, sort_keys=True) == frozen
    assert {code: content_hash(from_json(tree)) for code, tree in kept.trees.items()} == hashes


def test_the_names_of_signatories_are_printed_and_nobody_elses(held):
    version = held.certify(name="นายรับรอง ถูกต้อง")

    assert "นายรับรอง ถูกต้อง" in json.dumps(version.trees, ensure_ascii=False)


def test_a_corrected_version_succeeds_and_the_first_stays(held):
    first = held.certify()
    do(begin_correction, held.id, by=held.organiser)
    held.type("purpose:why", "ข้อความที่แก้ไข")
    assert has_public_minutes(held.forum.id)

    held.certify()

    versions = list_versions(held.forum.id)
    assert [v.number for v in versions] == [2, 1]
    assert "ข้อความที่แก้ไข" in json.dumps(versions[0].trees, ensure_ascii=False)
    assert versions[1].hashes == first.hashes
    assert "ข้อความที่แก้ไข" not in json.dumps(versions[1].trees, ensure_ascii=False)


def test_drafts_are_not_public_minutes(held):
    assert not has_public_minutes(held.forum.id)


def test_the_journal_knows_what_was_done_and_no_word_of_it(held):
    held.type("purpose:why", "ถ้อยคำส่วนตัว")
    held.certify()

    entries = _session().query(JournalEntry).filter(JournalEntry.object_kind == "minutes").all()

    assert {e.code for e in entries} == {
        "minutes.composed",
        "minutes_block.added",
        "minutes.checked",
        "minutes.certified",
    }
    assert "ถ้อยคำส่วนตัว" not in json.dumps([e.facts for e in entries], ensure_ascii=False)


def test_the_desk_knows_that_the_records_have_changed(held):
    assert plan_composing(held.minutes)[0].is_empty

    held.topic(None, title="ใหม่")

    assert plan_composing(held.minutes)[0].added


@pytest.mark.parametrize(
    ("role", "may_write", "may_certify"),
    [
        (Role.PARTICIPANT, False, False),
        (Role.COORDINATOR, False, False),
        (Role.FACILITATOR, False, False),
        (Role.RAPPORTEUR, True, False),
        (Role.ORGANISER, True, True),
        (Role.ADMINISTRATOR, True, True),
    ],
)
def test_who_may_write_and_certify_in_this_forum_and_not_in_another(
    held, make, role, may_write, may_certify
):
    actor = (
        make.participant(held.signups[0])
        if role is Role.PARTICIPANT
        else make.staff(role, held.forum)
    )
    stranger = make.staff(Role.ORGANISER, make.forum())

    assert _succeeds(compose_minutes, held.id, by=actor) is may_write
    do(check_minutes, held.id, by=SYSTEM)
    signed = (Signatory("certifier", "ก"),)
    assert not _succeeds(certify_minutes, held.id, signed, by=stranger)
    assert not _succeeds(compose_minutes, held.id, by=stranger)
    assert _succeeds(certify_minutes, held.id, signed, by=actor) is may_certify


def _succeeds(act, *args, by):
    try:
        do(act, *args, by=by)
    except NotFound:
        return False
    return True


def test_later_moments_are_kept(held):
    later = held.now + timedelta(days=2)

    do(check_minutes, held.id, by=held.organiser, now=later)

    assert held.minutes.checked_at == later
