from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.consultations.logic.counting import Finding, Tally
from forum.documents import tree
from forum.documents.serial import content_hash
from forum.events.logic.stages import AttributionMode
from forum.minutes.logic import facts, phrases
from forum.minutes.logic.blocks import composed_blocks
from forum.minutes.logic.compose.main import compose
from forum.minutes.logic.compose.pieces import in_own_words
from forum.minutes.logic.compose.polls import quoted_reasons
from forum.minutes.logic.compose.voices import chosen
from forum.minutes.logic.documents import Frame, Signatory, document_of
from forum.minutes.logic.merging import Kept, plan
from forum.minutes.logic.states import (
    NEXT_STATES,
    BlockOrigin,
    MinutesState,
    can_become,
    is_rewritable,
    is_writable,
)
from forum.minutes.logic.words_en import EN
from forum.minutes.logic.words_th import TH
from forum.polls.logic.kinds import Meaning, Method, SecrecyLevel
from forum.polls.logic.tally.shapes import Consensus

DAY = datetime(2026, 12, 12, 2, 0, tzinfo=UTC)
UNIVERSITY = {"th": "ภาคมหาวิทยาลัย", "en": "Universities"}
VILLAGERS = {"th": "องค์กรชาวบ้าน", "en": "Villagers’ organisations"}


def said(number, sector="u", body="ควรทำ"):
    voice = facts.Voice(sector=UNIVERSITY)
    return facts.Said(f"c{number}", f"{body} {number}", "th", voice, sector)


def statement(number, *counts):
    return facts.Statement(f"s{number}", number, f"ข้อความ {number}", "th", Tally(*counts))


def a_poll(public_id="p1", item="i2", **values):
    whole = {
        "question": {"th": "เห็นชอบหรือไม่", "en": "Do you agree?"},
        "explanation": {},
        "method": Method.CHOICE,
        "level": SecrecyLevel.CONFIDENTIAL,
        "eligible": 40,
        "cast": 30,
        "options": (
            facts.PollOption({"th": "เห็นด้วย", "en": "Agree"}, "agree", 20, 667),
            facts.PollOption({"th": "ไม่เห็นด้วย", "en": "Disagree"}, "object", 10, 333),
        ),
        "leading": ({"th": "เห็นด้วย", "en": "Agree"},),
        "consensus": None,
        "sectors": facts.SectorTable((facts.SectorVotes(UNIVERSITY, 20, (12, 6)),), 2, (8, 4)),
    }
    return facts.Poll(public_id=public_id, item=item, **(whole | values))


def a_forum(**values):
    agreed, open_one = statement(1, 9, 1, 0), statement(2, 0, 0, 2)
    whole = {
        "public_id": "f1",
        "number": "3/2569",
        "title": {"th": "เวทีทดลอง", "en": "A forum"},
        "summary": {"th": "เพื่อคิดร่วมกัน", "en": "To think together"},
        "description": {},
        "programme": {"th": "โครงการ", "en": "Programme"},
        "organiser": {"th": "คณะทำงาน", "en": "Working group"},
        "place": {"th": "ศาลาประชาคม", "en": "Community hall"},
        "is_online": True,
        "starts_at": DAY,
        "ends_at": DAY + timedelta(hours=7),
        "attribution": AttributionMode.SECTOR,
        "authoritative_language": "th",
        "opened_at": DAY,
        "closed_at": DAY + timedelta(hours=6, minutes=30),
        "attendance": facts.Attendance(
            signed_up=45,
            sectors=(
                facts.SectorCount("u", UNIVERSITY, 20, {"ticket": 15, "live": 3}),
                facts.SectorCount("v", VILLAGERS, 20, {"ticket": 12}),
            ),
            named={"u": ({"th": "นางสาวตัวอย่าง ทดสอบ", "en": "Tuayang Thotsop"},)},
        ),
        "items": (
            facts.Item("i1", "1", 0, {"th": "เปิด", "en": "Opening"}, {}, ""),
            facts.Item(
                "i2",
                "2",
                0,
                {"th": "เงินอุดหนุน", "en": "Grant"},
                {"th": "ความเป็นมา", "en": "Background"},
                "ผู้เสนอ",
                (facts.Span(DAY + timedelta(hours=1), DAY + timedelta(hours=2)),),
            ),
        ),
        "topics": (
            facts.Topic(
                "t1", 1, "เด็กตกหล่น", "ปัญหา", "", "จ่าย", "th",
                facts.Voice(sector=UNIVERSITY), 14, "", "i2", tuple(said(n) for n in range(9)),
            ),
            facts.Topic(
                "t2", 2, "อื่น", "ปัญหา", "หลักฐาน", "", "th",
                facts.Voice(), 0, "รับไว้พิจารณา", None,
            ),
        ),
        "consultations": (
            facts.Consultation(
                "k1", {"th": "ปรึกษา", "en": "Consult"}, "i2", 12, (agreed, open_one), 1,
                {Finding.AGREED: (agreed,), Finding.UNRESOLVED: (open_one,)},
                "ข้อมูลจาก Polis สัญญาอนุญาต CC BY 4.0",
            ),
        ),
        "polls": (a_poll(),),
        "resolutions": (facts.Resolved("r1", "i2", "p1", "เห็นชอบ", "th"),),
    }  # fmt: skip
    return facts.ForumFacts(**(whole | values))


def text_of(forum, language="th"):
    """Everything the document says, as one text."""
    from forum.documents import markdown

    return markdown.render(a_document(forum, language))


def a_document(forum, language="th", **frame):
    rows = [Row(each) for each in composed_blocks(forum)]
    return document_of(
        rows, language, Frame(**frame), lambda kind, id_: f"https://x.test/{kind}/{id_}"
    )


class Row:
    """A block as if it had been kept."""

    def __init__(self, composed, text=None, hidden=""):
        self.key, self.kind, self.content = composed.key, composed.kind, composed.content
        self.origin, self.text = BlockOrigin.COMPOSED, text or {}
        self.is_hidden, self.hidden_reason = bool(hidden), hidden


# Composing


def test_both_languages_have_the_same_blocks():
    thai, english = compose(a_forum(), "th"), compose(a_forum(), "en")

    assert [(p.section, p.block.key, p.block.kind) for p in thai.pieces] == [
        (p.section, p.block.key, p.block.kind) for p in english.pieces
    ]


def test_the_same_facts_give_the_same_blocks():
    assert composed_blocks(a_forum()) == composed_blocks(a_forum())


def test_every_composed_block_names_a_source():
    without = [
        piece.block.key
        for piece in compose(a_forum(), "th").pieces
        if not piece.block.sources and not isinstance(piece.block, tree.Heading)
    ]

    assert without == []


def test_the_head_says_what_where_and_when_in_the_forum_report_layout():
    thai, english = compose(a_forum(), "th"), compose(a_forum(), "en")

    assert thai.title == "รายงานสรุปเวทีทดลอง"
    assert thai.subtitle == (
        "ครั้งที่ 3/2569",
        "เมื่อวันเสาร์ที่ 12 ธันวาคม 2569",
        "ณ ศาลาประชาคม และทางออนไลน์",
    )
    assert english.title == "Forum report: A forum"
    assert english.subtitle[1] == "Saturday 12 December 2026"


def test_a_title_that_does_not_begin_with_the_word_forum_gets_it():
    assert compose(a_forum(title={"th": "สมัชชา"}), "th").title == "รายงานสรุปเวทีสมัชชา"


def test_the_whole_reads_as_agreed_in_thai():
    text = text_of(a_forum())

    for line in (
        "## วัตถุประสงค์",
        "## ผู้เข้าร่วม 30 คน",
        "มีผู้ลงทะเบียน 45 คน ได้ที่นั่ง 40 คน และเช็กอินเข้าร่วม 30 คน จาก 2 ภาคส่วน",
        "| ภาคมหาวิทยาลัย | 20 | 18 | 15 | 3 |",
        "ผู้เข้าร่วมที่ยินยอมให้เผยแพร่ชื่อ 1 คน",
        "**เริ่มประชุมเวลา**: 09.00 น.",
        "## ระเบียบวาระที่ 2 เงินอุดหนุน",
        "พิจารณาเวลา 10.00–11.00 น.",
        "เสนอโดยผู้เข้าร่วม ภาคมหาวิทยาลัย มีผู้สนับสนุน 14 คน",
        "มีความเห็นต่อประเด็นที่ 1 9 ความเห็น ยกมาไว้ที่นี่ 6 ความเห็น",
        "มีข้อความ 2 ข้อความ ผู้ตอบ 12 คน รวม 12 คำตอบ (นำออก 1 ข้อความ ไม่นับรวม)",
        "เห็นด้วย 90% (9 จาก 10 คน) ไม่เห็นด้วย 10% ข้าม 0%",
        "ผู้มีสิทธิ 40 คน ลงมติ 30 คน",
        "| เห็นด้วย | 20 | 66.7 |",
        "| ภาคมหาวิทยาลัย | 20 | 12 | 6 |",
        "| ภาคส่วนอื่นรวมกัน (2 ภาคส่วน) | 20 | 8 | 4 |",
        "**มติที่ประชุม** เห็นชอบ",
        "## ประเด็นที่ไม่ได้อยู่ในระเบียบวาระ",
        "คำตอบของผู้จัด: รับไว้พิจารณา",
        "**เลิกประชุมเวลา**: 15.30 น.",
        "| 1 | ข้อความ 1 | 9 | 1 | 0 | 10 |",
        "ที่มาของข้อมูล “ปรึกษา”: ข้อมูลจาก Polis สัญญาอนุญาต CC BY 4.0",
        "ฉบับภาษาไทยเป็นฉบับหลัก",
    ):
        assert line in text, line


def test_the_whole_reads_as_agreed_in_english():
    text = text_of(a_forum(), "en")

    for line in (
        "## Attendance: 30 people",
        "45 people signed up, 40 had a seat and 30 checked in, from 2 sectors.",
        "## Agenda item 2: Grant",
        "Dealt with 10:00–11:00.",
        "9 comments on topic 1, of which 6 are quoted here.",
        "90% agree (9 of 10 people), 10% disagree, 0% passed",
        "Eligible: 40 people; voted: 30 people.",
        "| Other sectors together (2 sectors) | 20 | 8 | 4 |",
        "**Resolution** เห็นชอบ",
        "The Thai version is the authoritative one.",
    ):
        assert line in text, line


def test_an_item_without_a_run_says_that_nobody_noted_it():
    assert "ไม่มีบันทึกเวลาพิจารณาระเบียบวาระนี้" in text_of(a_forum())


def test_nothing_is_said_of_times_that_nobody_noted():
    unnoted = a_forum(opened_at=None, closed_at=None, items=())

    assert "เริ่มประชุมเวลา" not in text_of(unnoted)
    assert "เลิกประชุมเวลา" not in text_of(unnoted)


def test_a_meeting_that_ends_on_another_day_says_which():
    text = text_of(a_forum(closed_at=DAY + timedelta(days=1)))

    assert "**เลิกประชุมเวลา**: 13 ธันวาคม 2569 09.00 น." in text


def test_a_forum_where_nothing_happened_still_has_minutes():
    bare = a_forum(
        attendance=facts.Attendance(),
        items=(),
        topics=(),
        consultations=(),
        polls=(),
        resolutions=(),
    )

    keys = [piece.block.key for piece in compose(bare, "th").pieces]

    assert keys == ["purpose", "purpose:why", "purpose:about", "attendance", "opened", "closed",
                    "annex:sources"]  # fmt: skip


def test_what_belongs_to_no_item_stands_under_a_heading_of_its_own():
    loose = a_forum(
        items=(), polls=(a_poll(item=None),),
        resolutions=(facts.Resolved("r1", None, None, "เห็นชอบ", "th"),),
        consultations=(facts.Consultation("k", {"th": "ป"}, None, 0, (), 0, {}),),
    )  # fmt: skip

    text = text_of(loose)

    for heading in ("การลงมตินอกระเบียบวาระ", "มติอื่น", "การปรึกษาหารือนอกระเบียบวาระ"):
        assert f"## {heading}" in text


def test_a_confidential_vote_whose_sectors_must_stay_hidden_says_so():
    text = text_of(a_forum(polls=(a_poll(sectors=None),)))

    assert "ไม่แสดงผลตามภาคส่วน เพื่อคุ้มครองผู้ลงมติ" in text
    assert "ผลตามภาคส่วน\n" not in text


def test_of_words_and_texts_no_votes_by_sector_are_missed():
    text = text_of(a_forum(polls=(a_poll(method=Method.TEXT, options=(), sectors=None),)))

    assert "ไม่แสดงผลตามภาคส่วน" not in text


@pytest.mark.parametrize("outcome", list(Consensus))
@pytest.mark.parametrize("language", phrases.LANGUAGES)
def test_every_outcome_of_consent_has_a_sentence(outcome, language):
    poll = a_poll(method=Method.CONSENT, consensus=outcome)

    assert phrases.say(language, f"consensus.{outcome}") in text_of(
        a_forum(polls=(poll,)), language
    )


@pytest.mark.parametrize("mode", list(AttributionMode))
@pytest.mark.parametrize("language", phrases.LANGUAGES)
def test_every_attribution_mode_is_said(mode, language):
    text = text_of(a_forum(attribution=mode), language)

    assert phrases.say(language, f"attribution.{mode}") in text


@pytest.mark.parametrize("method", list(Method))
@pytest.mark.parametrize("level", list(SecrecyLevel))
def test_every_method_and_level_has_words(method, level):
    for language in phrases.LANGUAGES:
        assert phrases.say(language, f"method.{method}")
        assert phrases.say(language, f"level.{level}")


def test_a_tie_names_both_and_an_empty_vote_says_nobody_voted():
    tie = a_poll(leading=({"th": "ก"}, {"th": "ข"}))
    empty = a_poll("p2", cast=0, leading=())

    text = text_of(a_forum(polls=(tie, empty)))

    assert "“ก” และ “ข”" in text
    assert "ไม่มีผู้ลงมติ" in text


def test_reservations_are_listed_for_votes_that_asked_for_consent():
    options = (
        facts.PollOption({"th": "เห็นด้วย"}, Meaning.AGREE, 8, 800),
        facts.PollOption({"th": "มีข้อสงวน"}, Meaning.RESERVE, 2, 200),
    )
    poll = a_poll(method=Method.CONSENT, consensus=Consensus.WITH_RESERVATIONS, options=options)

    text = text_of(a_forum(polls=(poll,)))

    assert "## ข้อสงวนและข้อคัดค้าน" in text
    assert "(ระเบียบวาระที่ 2): มีข้อสงวน 2 คน" in text
    assert "ข้อสงวนและข้อคัดค้าน" not in text_of(a_forum())


def test_thai_and_english_have_the_same_phrases():
    assert set(TH) == set(EN)


# Voices


def test_a_short_discussion_is_quoted_whole():
    rows = [said(n) for n in range(4)]

    assert chosen(rows) == rows


@given(st.lists(st.sampled_from("abcdefgh"), max_size=40))
def test_every_sector_is_heard_before_anybody_is_heard_twice(sectors):
    rows = [said(n, sector) for n, sector in enumerate(sectors)]

    picked = chosen(rows)

    assert len(picked) == min(len(rows), 6)
    assert [rows.index(each) for each in picked] == sorted(rows.index(each) for each in picked)
    heard = {each.sector_code for each in picked}
    assert len(heard) == min(6, len(set(sectors)))


def test_objections_are_all_quoted_however_many_others_there_are():
    many = [facts.Reason(f"ดี {n}", {"th": "เห็นด้วย"}, "agree") for n in range(30)]
    against = [facts.Reason(f"ไม่ {n}", {"th": "คัดค้าน"}, "object") for n in range(9)]

    picked = quoted_reasons([*many, *against])

    assert [r for r in picked if r.meaning == "object"] == against
    assert len(picked) == 6 + 9


def test_a_long_comment_is_cut_and_marked_and_nothing_else_changes():
    short, long = "คำเดียว", "ที่" * 900

    assert in_own_words(short) == short
    assert in_own_words(long).endswith(" […]")
    assert long.startswith(in_own_words(long).removesuffix(" […]"))


# Composing again


KEYS = [f"k{n}" for n in range(8)]


@st.composite
def a_composing(draw):
    old = draw(st.permutations(KEYS))[: draw(st.integers(0, 8))]
    typed = [f"typed:{n}" for n in range(draw(st.integers(0, 4)))]
    order = draw(st.permutations([*old, *typed]))
    kept = [
        Kept(
            key,
            draw(st.sampled_from("ab")),
            floats=key.startswith("typed") or draw(st.booleans()),
            is_typed=key.startswith("typed"),
            is_touched=draw(st.booleans()),
        )
        for key in order
    ]
    new = draw(st.permutations(KEYS))[: draw(st.integers(0, 8))]
    return kept, {key: draw(st.sampled_from("ab")) for key in new}


@given(a_composing())
def test_composing_again_loses_nothing_a_person_did(case):
    kept, composed = case

    result = plan(kept, composed)

    by_hand = {k.key for k in kept if k.is_typed or (k.is_touched and k.key not in composed)}
    assert by_hand <= set(result.order)
    assert set(result.order) == set(composed) | by_hand
    assert len(result.order) == len(set(result.order))
    assert not set(result.removed) & by_hand


@given(a_composing())
def test_composed_blocks_follow_the_facts_and_floating_ones_keep_their_order(case):
    kept, composed = case

    order = plan(kept, composed).order

    floating = {k.key for k in kept if k.floats or k.is_touched} & set(order)
    floating -= {k.key for k in kept if not k.floats and k.key in composed}
    fixed = [key for key in order if key not in floating]
    assert fixed == [key for key in composed if key not in floating]
    staying = [k.key for k in kept if k.key in floating and k.key in order]
    by_anchor = [key for key in order if key in floating]
    assert sorted(staying) == sorted(by_anchor)


def test_typed_text_stays_behind_the_block_it_stood_behind():
    kept = [Kept("a", "1"), Kept("typed", "", floats=True, is_typed=True), Kept("b", "1")]

    order = plan(kept, {"b": "1", "new": "1", "a": "2"}).order

    assert order == ("b", "new", "a", "typed")


def test_text_behind_a_vanished_block_moves_up_to_the_one_before():
    kept = [Kept("a", "1"), Kept("b", "1"), Kept("typed", "", floats=True, is_typed=True)]

    assert plan(kept, {"a": "1"}).order == ("a", "typed")


def test_a_block_that_lost_its_facts_is_told_once():
    kept = [Kept("a", "1", is_touched=True)]

    assert plan(kept, {}).gone == ("a",)
    assert plan([Kept("a", "1", is_touched=True, is_gone=True)], {}).is_empty


@given(a_composing())
def test_a_changed_hash_is_a_change_and_the_same_one_is_none(case):
    kept, composed = case
    now = {each.key: each.facts_hash for each in kept}

    result = plan(kept, composed)

    assert set(result.changed) == {k for k, h in composed.items() if k in now and now[k] != h}
    assert set(result.added) == set(composed) - set(now)


# Documents


def test_a_rewritten_block_names_its_author_and_keeps_its_source():
    rows = [Row(each) for each in composed_blocks(a_forum())]
    row = next(row for row in rows if row.key == "purpose:why")
    row.text = {"th": "เพื่อหาทางออก"}

    document = document_of(rows, "th", Frame(), lambda *_: None)

    block = next(b for b in document.blocks if b.key == "purpose:why")
    assert (block.text, block.origin, block.author) == ("เพื่อหาทางออก", "typed", "ผู้จดรายงาน")
    assert block.sources[0].kind == "forum"


def test_a_hidden_block_is_not_in_the_document_but_its_reason_is():
    rows = [Row(each) for each in composed_blocks(a_forum())]
    row = next(row for row in rows if row.key.endswith("poll:p1"))
    row.is_hidden, row.hidden_reason = True, "ผู้ลงมติขอถอน"

    document = document_of(rows, "th", Frame(), lambda *_: None)

    assert row.key not in {block.key for block in document.blocks}
    assert "ไม่พิมพ์ผลการลงมติ เหตุผล: ผู้ลงมติขอถอน" in document.blocks[-1].blocks[0].items


def test_signatures_stand_before_the_annexes():
    document = a_document(a_forum(), signatories=(Signatory("certifier", "นายหนึ่ง", "ประธาน"),))

    kinds = [block.kind for block in document.blocks]

    assert kinds.index("signature") < kinds.index("annex")
    assert document.blocks[kinds.index("signature")].role == "ผู้รับรองรายงาน\nประธาน"


def test_thai_digits_are_for_the_thai_document():
    assert a_document(a_forum(), thai_digits=True).digits == "thai"
    assert a_document(a_forum(), "en", thai_digits=True).digits == "arabic"


def test_addresses_of_sources_reach_into_annexes():
    document = a_document(a_forum())

    annex = next(b for b in document.blocks if b.key == "annex:sources")

    assert annex.blocks[-1].sources[0].url == "https://x.test/consultation/k1"


def test_a_letter_more_gives_another_hash():
    one = content_hash(a_document(a_forum()))

    assert one == content_hash(a_document(a_forum()))
    assert one != content_hash(a_document(a_forum(number="4/2569")))


# The life of minutes


def test_only_drafts_and_checked_minutes_can_be_written_in():
    assert [s for s in MinutesState if not is_writable(s)] == [
        MinutesState.CERTIFIED,
        MinutesState.SUPERSEDED,
    ]


def test_nothing_is_certified_unchecked():
    assert not can_become(MinutesState.DRAFT, MinutesState.CERTIFIED)
    assert can_become(MinutesState.CHECKED, MinutesState.CERTIFIED)
    assert NEXT_STATES[MinutesState.SUPERSEDED] == frozenset()


@pytest.mark.parametrize(
    ("kind", "sources", "expected"),
    [
        ("paragraph", {"forum"}, True),
        ("paragraph", {"item"}, True),
        ("resolution", {"resolution", "poll"}, True),
        ("paragraph", {"statement"}, False),
        ("paragraph", {"topic"}, False),
        ("quotation", {"comment"}, False),
        ("bar_chart", {"poll"}, False),
        ("table", {"attendance"}, False),
    ],
)
def test_figures_and_quotations_cannot_be_reworded(kind, sources, expected):
    assert is_rewritable(BlockOrigin.COMPOSED, kind, sources) is expected
    assert is_rewritable(BlockOrigin.TYPED, kind, sources)


@given(st.integers(0, 400), st.integers(0, 400), st.integers(0, 400))
def test_the_shares_of_a_statement_add_up_to_a_hundred(agree, disagree, passed):
    forum = a_forum(
        consultations=(
            facts.Consultation(
                "k1", {"th": "ป"}, None, 1, (), 0,
                {Finding.AGREED: (statement(1, agree, disagree, passed),)},
            ),
        )
    )  # fmt: skip
    block = next(
        p.block for p in compose(forum, "en").pieces if p.block.key.endswith("statement:s1")
    )

    words = tree.plain(block.text)

    if agree + disagree + passed:
        shares = [int(word.rstrip("%")) for word in words.split() if word.endswith("%")]
        assert sum(shares) == 100
        assert abs(shares[0] - Fraction(100 * agree, agree + disagree + passed)) < 1
    else:
        assert "nobody has answered" in words
