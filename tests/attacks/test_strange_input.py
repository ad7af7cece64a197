"""W13, W17: whatever stands in an address or a field, nothing falls over and nothing hangs."""

import contextlib
import logging
import re
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import forum
from forum.core.permissions import INSTALLATION, Role
from forum.language import contacts, dates, names, normal
from forum.web import logs
from tests.attacks.conftest import opened
from tests.attacks.routes import routes

ROOT = Path(forum.__file__).parent
NASTY = (
    "'", '"; DROP TABLE forums; --', "' OR 1=1 --", "%", "_", "\\", "\x00", "\x1b[31m", "-1", "0",
    "99999999999999999999999", "1e400", "NaN", "๑๒", "٣", "²", "\u202e", "\U0001f600", "ก" * 900,
    "../../etc/passwd", "{{7*7}}", "%s%n", "\r\nX: y", "//evil", "true", "[]", "",
)  # fmt: skip
# What a library's own functions would understand.
_KEYWORDS = {"endpoint", "self", "_external", "_scheme", "_anchor", "_method", "forum_id", "page"}

# What lists read through a variable of their own.
_READ_BY_NAME = {"sort", "show", "state", "view", "words", "sector", "network", "region", "order"}


def asked_for():
    """The names of all arguments that any page reads, found in the code itself."""
    pattern = re.compile(r'(?:request\.(?:args|values)(?:\.get\(|\[)|_local_path\()"(\w+)"')
    found = {n for path in ROOT.rglob("*.py") for n in pattern.findall(path.read_text("utf-8"))}
    return sorted(found | _KEYWORDS | _READ_BY_NAME)


@pytest.fixture
def crowded(world, public, make, now):
    """So many of everything that lists have a second page."""
    for _ in range(21):
        make.forum(programme=public.forum.programme)
    for _ in range(52):
        make.signup(public.forum)
        make.topic(public.forum)
    return world.staff(Role.ADMINISTRATOR, INSTALLATION)


def test_no_argument_of_any_page_makes_it_fall_over(app, public, crowded):
    names_ = asked_for()
    lists = [route for route in routes(app, "GET") if not route.is_stream]
    assert {"q", "page", "words", "sort", "lang", "next", "version"} <= set(names_)

    fallen = []
    for turn, route in enumerate(lists):
        path = route.path(app, public.ids)
        # every page gets some, and each of them meets many pages
        for value in NASTY[turn % 9 :: 9]:
            # a server takes addresses of 8,190 bytes: what is long stands in one argument at a time
            asked = names_ if len(value) < 100 else [names_[turn % len(names_)], "q"]
            answer, _text = opened(crowded, path, query_string=dict.fromkeys(asked, value))
            if answer.status_code >= 500:
                fallen.append((route.rule, value))

    assert fallen == []


LISTS = ("/forums", "/forums/{forum_id}/topics", "/forums/{forum_id}/desk/signups", "/desk")


def test_no_argument_of_a_long_list_makes_it_fall_over(app, public, crowded):
    fallen = [
        (path, name, value)
        for path in LISTS
        for name in asked_for()
        for value in ("http",)
        if crowded.get(path.format(**public.ids), query_string={name: value}).status_code >= 500
    ]

    assert fallen == []


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(asked=st.dictionaries(st.sampled_from(asked_for()), st.text(max_size=60), max_size=6))
def test_searching_and_sorting_stand_any_words(public, crowded, asked):
    for path in LISTS:
        assert crowded.get(path.format(**public.ids), query_string=asked).status_code < 500


BITS = (
    "a", " ", "1", "๑", "ก", "่", "เ", "(", ")", "<", "/", ".", "-", ":", "@", "\\", "*", "\t", "\n",
    "1.", "1 ", "a ", " .", ". ", "ก ", "ก่", "ํ่", "/t/", "http://", "1/1/", "a@", "โทร ", "วันที่ ",
    "(1)", "1) ", "นาย", "พระ", "A.", "<!", "\u200b",
)  # fmt: skip
_SIZE = 10_000
_SECONDS = 0.25  # of the processor; what grows with the square takes far more


READERS = (
    (dates.parse_date, ValueError),
    (dates.parse_time, ValueError),
    (contacts.parse_phone, ValueError),
    (contacts.parse_email, ValueError),
    (normal.normalise, ValueError),
    (normal.normalise_lines, ValueError),
    (normal.fold, ValueError),
    (names.split_prefix, ValueError),
    (logs.redact, ValueError),
)


@pytest.mark.parametrize(
    ("reader", "refusal"), READERS, ids=lambda each: getattr(each, "__name__", "")
)
def test_no_reader_of_what_people_type_hangs_on_long_text(reader, refusal):
    slow = []
    for bit in BITS:
        text = "1" + bit * (_SIZE // len(bit)) + "1"
        began = time.process_time()
        with contextlib.suppress(refusal):
            reader(text)
        took = time.process_time() - began
        if took > _SECONDS:
            slow.append((bit, round(took, 2)))
            break

    assert slow == []


def test_line_ends_in_a_path_make_no_line_of_the_log(app, client, caplog):
    caplog.set_level(logging.INFO)
    formatter = logs.TextFormatter()

    client.get("/forums/x%0d%0atime=now%20level=info%20message=forged%0a%1b[31m")

    lines = [formatter.format(record) for record in caplog.records]
    assert lines
    assert not [line for line in lines if "\n" in line or "\r" in line or "\x1b" in line]
