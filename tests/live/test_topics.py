import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.live.topics import Fragment, Topic, greeting, message


def read_as_a_browser(stream):
    """The events of a stream, read by the rules of WHATWG HTML 9.2.6."""
    events, data, id_, kind = [], [], None, "message"
    for line in stream.decode().replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if not line:
            if data:
                events.append((kind, "\n".join(data), id_))
            data, kind = [], "message"
        elif name == "data":
            data.append(value)
        elif name == "event":
            kind = value
        elif name == "id":
            id_ = value
    return events


@given(st.text(st.characters(codec="utf-8")))
def test_any_html_arrives_as_it_was_whatever_its_lines(html):
    expected = html.replace("\r\n", "\n").replace("\r", "\n")

    stream = greeting(2.5) + message("before") + message(html, id_="7") + message("after")

    events = [(kind, data) for kind, data, _ in read_as_a_browser(stream)]
    assert events == [("beat", "1"), *(("message", d) for d in ("before", expected, "after"))]


def test_the_mark_changes_exactly_with_the_html():
    assert Fragment("<p>1</p>").mark == Fragment("<p>1</p>").mark
    assert Fragment("<p>1</p>").mark != Fragment("<p>2</p>").mark


def test_a_fragment_brings_its_mark_along():
    fragment = Fragment("<p>1</p>\n<p>2</p>")

    ((kind, html, id_),) = read_as_a_browser(fragment.message)

    assert (kind, html, id_) == ("message", fragment.body, fragment.mark)
    assert f'name="seen" value="{fragment.mark}"' in html


@pytest.mark.parametrize("part", ["", "a:b", "a b", "a\nb"])
def test_two_topics_never_share_a_name(part):
    with pytest.raises(ValueError, match="part of a live topic"):
        Topic("poll", part, "phone", "th")

    assert Topic("poll", "x", "phone", "th").key == "poll:x:phone:th"
