import hashlib
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.documents import tree
from forum.documents.serial import canonical_bytes, content_hash, from_json, to_json
from forum.documents.tree import (
    Align,
    Bar,
    BarChart,
    Block,
    Column,
    Commitment,
    Digits,
    Document,
    Heading,
    Layout,
    Origin,
    Paragraph,
    Run,
    Source,
    Table,
    Tone,
    TreeError,
)

words = st.text(max_size=12)
runs = st.lists(st.builds(Run, words, st.booleans(), st.booleans()), max_size=3).map(tuple)
text = st.one_of(words, runs)
numbers = st.one_of(st.integers(0, 10**9), st.floats(0, 1e6))
sources = st.lists(
    st.builds(Source, words, words, words, st.one_of(st.none(), words)), max_size=2
).map(tuple)
common = {
    "key": st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,20}", fullmatch=True),
    "sources": sources,
    "origin": st.sampled_from(Origin),
    "author": st.one_of(st.none(), words),
    "tone": st.sampled_from(Tone),
    "language": st.sampled_from([None, "th", "en"]),
}


@st.composite
def tables(draw):
    width = draw(st.integers(1, 3))
    row = st.lists(words, min_size=width, max_size=width).map(tuple)
    columns = st.lists(
        st.builds(Column, words, st.sampled_from(Align)), min_size=width, max_size=width
    ).map(tuple)
    return draw(
        st.builds(
            Table,
            **common,
            columns=columns,
            rows=st.lists(row, max_size=3).map(tuple),
            caption=text,
            total=st.one_of(st.none(), row),
        )
    )


bars = st.builds(
    Bar,
    words,
    st.one_of(st.none(), numbers),
    st.one_of(st.none(), st.floats(0, 1)),
    st.one_of(st.none(), words),
)
leaves = st.one_of(
    st.builds(Heading, **common, level=st.integers(1, 3), text=words),
    st.builds(Paragraph, **common, text=text),
    st.builds(tree.Quotation, **common, text=words, attribution=words),
    tables(),
    st.builds(
        BarChart,
        **common,
        rows=st.lists(bars, max_size=3).map(tuple),
        caption=text,
        total=st.one_of(st.none(), numbers),
        label_heading=st.one_of(st.none(), words),
    ),
    st.builds(tree.Resolution, **common, text=words, label=st.one_of(st.none(), words)),
    st.builds(Commitment, **common, text=words, owner=words, due=words),
    st.builds(
        tree.KeyValues, **common, rows=st.lists(st.tuples(words, words), max_size=2).map(tuple)
    ),
    st.builds(
        tree.List,
        **common,
        items=st.lists(text, max_size=3).map(tuple),
        ordered=st.booleans(),
    ),
    st.builds(tree.SignatureBlock, **common, role=words, name=words),
    st.builds(tree.PageBreak, **common),
)


def numbered(blocks: tuple[Block, ...], prefix: str = "k") -> tuple[Block, ...]:
    return tuple(replace(block, key=f"{prefix}{n}") for n, block in enumerate(blocks))


leaf_lists = st.lists(leaves, max_size=3).map(tuple)
annexes = st.builds(
    tree.Annex, **common, title=words, blocks=leaf_lists.map(lambda bs: numbered(bs, "annex."))
)
documents = st.builds(
    Document,
    title=words,
    language=st.sampled_from(["th", "en"]),
    layout=st.sampled_from(Layout),
    digits=st.sampled_from(Digits),
    subtitle=st.lists(words, max_size=2).map(tuple),
    meta=st.lists(st.tuples(words, words), max_size=2).map(tuple),
    blocks=st.tuples(leaf_lists, st.lists(annexes, max_size=1).map(tuple)).map(
        lambda parts: numbered(parts[0] + parts[1])
    ),
)


@given(documents)
def test_a_document_comes_back_from_its_json_as_it_was(document):
    written = json.loads(json.dumps(to_json(document)))

    assert from_json(written) == document


@given(documents)
def test_the_canonical_bytes_are_json_and_say_the_whole_document(document):
    assert from_json(json.loads(canonical_bytes(document))) == document


@given(documents, documents)
def test_two_documents_share_a_hash_only_when_they_say_the_same(one, other):
    assert (content_hash(one) == content_hash(other)) == (to_json(one) == to_json(other))


def test_anyone_can_check_the_hash_with_sha256sum():
    document = Document(title="เวที", language="th")

    assert content_hash(document) == hashlib.sha256(canonical_bytes(document)).hexdigest()


FULL = Document(
    title="Report",
    language="en",
    blocks=(
        Paragraph(key="p", text="Four spoke.", sources=(Source("poll", "p1", "Poll 1"),)),
        BarChart(key="c", rows=(Bar("Yes", 3, 0.75), Bar("No", 1, 0.25)), total=4),
        Commitment(key="d", text="Write", owner="Office", due="1 May"),
    ),
)


def leaves_of(data, path=()):
    pairs = data.items() if isinstance(data, dict) else enumerate(data)
    for name, value in pairs:
        if isinstance(value, dict | list):
            yield from leaves_of(value, (*path, name))
        elif isinstance(value, str | int | float):
            yield (*path, name)


def changed(data, path):
    copy = json.loads(json.dumps(data))
    inner = copy
    for name in path[:-1]:
        inner = inner[name]
    value = inner[path[-1]]
    inner[path[-1]] = value + "x" if isinstance(value, str) else value + 1
    return copy


FIXED = {"format", "version", "kind"}
FREE = [p for p in leaves_of(to_json(FULL)) if p[-1] not in FIXED]


@pytest.mark.parametrize("path", FREE, ids=lambda p: ".".join(map(str, p)))
def test_the_hash_changes_with_any_word_or_figure(path):
    other = from_json(changed(to_json(FULL), path))

    assert content_hash(other) != content_hash(FULL)


def test_the_order_of_the_blocks_is_part_of_the_hash():
    turned = replace(FULL, blocks=FULL.blocks[::-1])

    assert content_hash(turned) != content_hash(FULL)


def test_half_a_letter_cannot_break_the_hash():
    broken = Document(title="a\ud800b", language="en")

    assert from_json(json.loads(canonical_bytes(broken))) == broken


def test_a_key_stands_for_one_block_only_inside_annexes_too():
    first = Paragraph(key="same", text="a")
    second = tree.Annex(key="annex", title="b", blocks=(Paragraph(key="same", text="c"),))

    with pytest.raises(TreeError, match="twice"):
        Document(title="t", language="en", blocks=(first, second))


@pytest.mark.parametrize("key", ["", " a", 'a"b', "a b", "ก", "-a"])
def test_a_key_can_stand_in_an_address(key):
    with pytest.raises(TreeError, match="not a key"):
        Document(title="t", language="en", blocks=(Paragraph(key=key, text="a"),))


def test_a_row_has_a_cell_for_every_column():
    table = Table(key="t", columns=(Column("a"), Column("b")), rows=(("1",),))

    with pytest.raises(TreeError, match="2 cells"):
        Document(title="t", language="en", blocks=(table,))


@pytest.mark.parametrize("level", [0, 4])
def test_headings_have_three_levels(level):
    with pytest.raises(TreeError, match="level"):
        Document(title="t", language="en", blocks=(Heading(key="h", level=level, text="a"),))


@pytest.mark.parametrize("code", ["", "TH", "th-TH", 'en"', "ไทย"])
def test_a_language_is_a_short_code(code):
    with pytest.raises(TreeError, match="language"):
        Document(title="t", language=code)
    with pytest.raises(TreeError, match="language"):
        Document(title="t", language="th", blocks=(Paragraph(key="a", text="b", language=code),))


BASE = {"format": "wethi-document", "version": 1, "title": "t", "language": "en"}


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        BASE | {"version": 2},
        BASE | {"format": "other"},
        BASE | {"surprise": 1},
        BASE | {"title": 3},
        BASE | {"layout": "poster"},
        BASE | {"subtitle": "not a list"},
        BASE | {"meta": [["one"]]},
        BASE | {"blocks": [{"kind": "script", "key": "a"}]},
        BASE | {"blocks": ["text"]},
        BASE | {"blocks": [{"kind": "paragraph", "key": "a"}]},
        BASE | {"blocks": [{"kind": "paragraph", "key": "a", "text": 4}]},
        BASE | {"blocks": [{"kind": "paragraph", "key": "a", "text": [{"text": "b", "x": 1}]}]},
        {name: value for name, value in BASE.items() if name != "title"},
    ],
)
def test_what_is_not_a_document_is_refused_in_one_way(wrong):
    with pytest.raises(TreeError):
        from_json(wrong)


def test_a_whole_number_is_a_share_too():
    data = BASE | {
        "blocks": [
            {"kind": "bar_chart", "key": "a", "rows": [{"label": "x", "value": 2, "share": 1}]}
        ]
    }

    (chart,) = from_json(data).blocks

    assert chart == BarChart(key="a", rows=(Bar("x", 2, 1.0),))
