import pytest

from forum.language.contacts import (
    UnreadableEmail,
    UnreadablePhone,
    format_phone,
    parse_email,
    parse_phone,
)


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("02 218 7378", "+6622187378"),
        ("๐๒ ๒๑๘ ๗๓๗๘", "+6622187378"),
        ("0-2218-7378", "+6622187378"),
        ("(02) 218-7378", "+6622187378"),
        ("โทร. 022187378", "+6622187378"),
        ("โทรศัพท์ 02 218 7378", "+6622187378"),
        ("081-234-5678", "+66812345678"),
        ("+66 81 234 5678", "+66812345678"),
        ("+1 202 456 1111", "+12024561111"),
    ],
)
def test_a_number_is_understood_however_it_is_written(written, number):
    assert parse_phone(written) == number


@pytest.mark.parametrize(
    "written",
    [
        "",
        "123",
        "abc",
        "02 218 7378 ต่อ 12",
        "0812345678, 0898765432",
        "081-234-567",
        "+999 1234567",
    ],
)
def test_what_is_not_one_number_is_refused(written):
    with pytest.raises(UnreadablePhone):
        parse_phone(written)


def test_a_number_is_written_as_it_is_dialled():
    assert format_phone("+6622187378", "th") == "02 218 7378"
    assert format_phone("+66812345678", "th") == "081 234 5678"
    assert format_phone("+66812345678", "en") == "+66 81 234 5678"
    assert format_phone("+12024561111", "th") == "+1 202-456-1111"


@pytest.mark.parametrize("number", ["+6622187378", "+66812345678", "+6653123456", "+12024561111"])
@pytest.mark.parametrize("language", ["th", "en"])
def test_a_written_number_is_read_back(number, language):
    assert parse_phone(format_phone(number, language)) == number


def test_only_a_stored_number_can_be_written():
    with pytest.raises(UnreadablePhone):
        format_phone("02 218 7378", "th")


def test_one_address_is_one_account_however_it_is_typed():
    assert parse_email(" Foo.Bar@Example.ORG\u200b ") == "foo.bar@example.org"


@pytest.mark.parametrize(
    "written",
    ["", "a", "a@b", "a@@example.org", "a b@example.org", "ก@example.org", '"a b"@example.org'],
)
def test_what_is_not_one_address_is_refused(written):
    with pytest.raises(UnreadableEmail):
        parse_email(written)
