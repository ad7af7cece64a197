from collections import Counter
from pathlib import Path

import pytest

from forum.language.places import province, provinces, region_name

GOLD = Path(__file__).parents[1] / "data" / "thai_admin" / "provinces_sorted_icu_th.txt"


def test_there_are_77_provinces_in_the_order_of_the_dictionary():
    assert [each.name_th for each in provinces()] == GOLD.read_text(encoding="utf-8").split()


def test_codes_and_english_names_are_unique():
    assert len({each.code for each in provinces()}) == 77
    assert len({each.name_en for each in provinces()}) == 77
    assert all(each.name_en.isascii() for each in provinces())


def test_a_province_is_found_by_its_code():
    loei = province("42")

    assert (loei.name("th"), loei.name("en"), loei.iso_code) == ("เลย", "Loei", "TH-42")
    with pytest.raises(KeyError):
        province("99")


def test_an_address_says_province_except_for_the_capital():
    assert province("42").name_in_address("th") == "จังหวัดเลย"
    assert province("42").name_in_address("en") == "Loei"
    assert province("10").name_in_address("th") == "กรุงเทพมหานคร"


def test_every_region_has_a_name_in_both_languages():
    for each in provinces():
        for region in (each.region, each.statistical_region):
            assert region_name(region, "th")
            assert region_name(region, "en").isascii()


def test_the_three_systems_have_their_sizes():
    six = Counter(each.region for each in provinces())
    statistical = Counter(each.statistical_region for each in provinces())

    assert six == {"central": 22, "northeast": 20, "south": 14, "north": 9, "east": 7, "west": 5}
    assert statistical == {"northeast": 20, "north": 17, "south": 14, "central": 25, "bangkok": 1}
    assert {each.health_region for each in provinces()} == set(range(1, 14))


def test_the_systems_disagree_about_seven_central_provinces():
    torn = {
        each.name_en
        for each in provinces()
        if each.region == "central" and each.statistical_region == "north"
    }

    assert len(torn) == 7
    assert "Phitsanulok" in torn
