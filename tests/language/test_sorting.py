import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.language.normal import normalise
from forum.language.sorting import name_sort_key, sort_key

GOLD = Path(__file__).parents[1] / "data" / "thai_admin"

texts = st.text(alphabet=st.sampled_from("กขคฃเแะาำิ่้์ฯๆฤๅ\u0e3a\u0e4d abAéÉ12๑-."), max_size=8)


@pytest.mark.parametrize("file", ["provinces_sorted_icu_th.txt", "words_sorted_icu_th.txt"])
def test_lists_stand_in_the_order_of_the_dictionary(file):
    in_order = (GOLD / file).read_text(encoding="utf-8").split()
    shuffled = random.Random(7).sample(in_order, len(in_order))

    assert sorted(shuffled, key=sort_key) == in_order
    assert sorted(shuffled) != in_order  # the order of the code points is another


@pytest.mark.parametrize(
    "in_order",
    [
        ["1", "2", "a", "B", "z", "ก", "ฮ"],  # digits, Latin, Thai
        ["1", "๑", "๒", "3"],  # Thai digits are digits
        ["ape", "Ape", "apé", "apex"],  # letters before accents before capitals
        ["ก", "ก็", "ก่", "ก้", "ก๊", "ก๋", "กก"],  # tones only between words alike
        ["เกม", "เก่า", "แกง", "โกง", "ขวด"],
        ["กาน", "กาฬ", "กำ", "กิน"],
        ["นคร", "นครๆ", "นครนายก"],
    ],
)
def test_each_rule_of_the_order_holds(in_order):
    backwards = in_order[::-1]

    assert sorted(backwards, key=sort_key) == in_order


@given(texts, texts)
def test_only_the_same_text_sorts_at_the_same_place(one, other):
    assert (sort_key(one) == sort_key(other)) == (normalise(one) == normalise(other))


@given(st.lists(texts, max_size=8), st.randoms(use_true_random=False))
def test_the_order_does_not_depend_on_where_one_began(some, chance):
    shuffled = chance.sample(some, len(some))

    by_key = sorted(map(normalise, some), key=sort_key)
    assert by_key == sorted(map(normalise, shuffled), key=sort_key)


@given(st.text())
def test_any_text_can_be_sorted(text):
    assert sort_key(text) == sort_key(normalise(text))


def test_people_are_sorted_by_given_name_whatever_their_prefix():
    people = [
        ("นางสาว", "มาลี", "ใจดี"),
        ("นาย", "เก่ง", "ใจดี"),
        ("ดร.", "ขวัญ", "ใจดี"),
        ("", "มาลี", "กล้า"),
    ]

    in_order = sorted(people, key=lambda name: name_sort_key(*name))

    assert [given for _, given, _ in in_order] == ["เก่ง", "ขวัญ", "มาลี", "มาลี"]
    assert in_order[2][2] == "กล้า"
