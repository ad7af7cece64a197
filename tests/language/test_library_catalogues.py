"""The Thai of the libraries whose messages people see is complete, also after an upgrade."""

import re
from collections import Counter
from importlib.resources import files
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from forum.language.normal import normalise

THAI = Path(__file__).parents[2] / "translations" / "th" / "LC_MESSAGES"
TEMPLATES = {
    "wtforms": files("wtforms") / "locale" / "wtforms.pot",
    "flask_security": files("flask_security") / "translations" / "flask_security.pot",
}

# "%(length) characters" is a slip of Flask-Security: it would show the sign with that number.
SLIPS = {"Value entered must be less than %(length) characters"}
SAME_IN_THAI = {"Google Authenticator", "SMS"}

libraries = pytest.mark.parametrize("library", TEMPLATES)


def catalogue(library: str) -> Catalog:
    with (THAI / f"{library}.po").open("rb") as source:
        return read_po(source, abort_invalid=True)


def messages(library: str) -> list[tuple[Message, Message | None]]:
    """What the installed library may say, each with its Thai."""
    with TEMPLATES[library].open("rb") as source:
        template = read_po(source)
    thai = catalogue(library)
    return [(message, thai.get(message.id, message.context)) for message in template if message.id]


def forms(message: Message) -> tuple[str, ...]:
    return message.string if isinstance(message.string, tuple) else (message.string,)


def singular(message: Message) -> str:
    return message.id[0] if isinstance(message.id, tuple) else message.id


def placeholders(text: str) -> Counter[str]:
    return Counter(re.findall(r"%(?:\(\w+\))?[sd]", text))


@libraries
def test_every_message_of_the_installed_library_has_its_thai(library):
    missing = [
        english.id for english, thai in messages(library) if thai is None or not all(forms(thai))
    ]

    assert missing == []


@libraries
def test_no_thai_is_left_over_from_an_older_version(library):
    known = {english.id for english, _ in messages(library)}

    assert [
        message.id for message in catalogue(library) if message.id and message.id not in known
    ] == []


@libraries
def test_nothing_is_marked_as_doubtful(library):
    thai = catalogue(library)

    assert not thai.fuzzy
    assert [message.id for message in thai if message.fuzzy] == []
    assert thai.obsolete == {}


@libraries
def test_what_is_filled_in_is_the_same_in_both_languages(library):
    different = [
        english.id
        for english, thai in messages(library)
        if singular(english) not in SLIPS
        and any(placeholders(form) != placeholders(singular(english)) for form in forms(thai))
    ]

    assert different == []


@libraries
def test_links_and_the_gap_at_the_end_are_kept(library):
    for english, thai in messages(library):
        for form in forms(thai):
            tags = re.findall(r"<[^>]+>", singular(english))
            assert re.findall(r"<[^>]+>", form) == tags
            assert form.endswith(" ") == singular(english).endswith(" ")


@libraries
def test_the_thai_is_thai(library):
    untranslated = [
        english.id
        for english, thai in messages(library)
        if not all(re.search("[ก-๛]", form) for form in forms(thai))
        and singular(english) not in SAME_IN_THAI
    ]

    assert untranslated == []


@libraries
def test_the_thai_is_typed_in_one_way(library):
    for message in catalogue(library):
        if message.id:
            assert [normalise(form) for form in forms(message)] == [
                form.strip() for form in forms(message)
            ]


@libraries
def test_thai_has_one_form_for_any_number(library):
    thai = catalogue(library)

    assert str(thai.locale) == "th"
    assert thai.num_plurals == 1
    assert thai.charset == "utf-8"


@libraries
def test_the_catalogue_can_be_compiled(library):
    for message in catalogue(library):
        if message.id:
            assert list(message.check()) == []
