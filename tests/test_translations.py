"""Thai is complete, and every placeholder is kept."""

from tests.check_catalogues import all_problems


def test_every_string_is_translated_into_thai():
    assert all_problems() == []
