from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.language.money import baht_text


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "ศูนย์บาทถ้วน"),
        (1, "หนึ่งบาทถ้วน"),
        (10, "สิบบาทถ้วน"),
        (11, "สิบเอ็ดบาทถ้วน"),
        (20, "ยี่สิบบาทถ้วน"),
        (21, "ยี่สิบเอ็ดบาทถ้วน"),
        (100, "หนึ่งร้อยบาทถ้วน"),
        (101, "หนึ่งร้อยเอ็ดบาทถ้วน"),
        (300, "สามร้อยบาทถ้วน"),
        (1_001, "หนึ่งพันเอ็ดบาทถ้วน"),
        (12_345, "หนึ่งหมื่นสองพันสามร้อยสี่สิบห้าบาทถ้วน"),
        (1_000_000, "หนึ่งล้านบาทถ้วน"),
        (1_000_001, "หนึ่งล้านเอ็ดบาทถ้วน"),
        (11_000_000, "สิบเอ็ดล้านบาทถ้วน"),
        (121_000_021, "หนึ่งร้อยยี่สิบเอ็ดล้านยี่สิบเอ็ดบาทถ้วน"),
        (2_000_000_000_000, "สองล้านล้านบาทถ้วน"),
        (Decimal("0.25"), "ยี่สิบห้าสตางค์"),
        (Decimal("1.50"), "หนึ่งบาทห้าสิบสตางค์"),
        (Decimal("21.01"), "ยี่สิบเอ็ดบาทหนึ่งสตางค์"),
        (Decimal("300.00"), "สามร้อยบาทถ้วน"),
    ],
)
def test_a_sum_is_written_as_on_a_thai_receipt(amount, words):
    assert baht_text(amount) == words


@pytest.mark.parametrize("amount", [-1, Decimal("0.001"), Decimal("-0.01")])
def test_what_is_no_sum_is_refused(amount):
    with pytest.raises(ValueError, match="baht"):
        baht_text(amount)


@given(st.integers(1, 10**7), st.integers(0, 99))
def test_the_words_are_those_of_another_program(baht, satang):
    from pythainlp.util import bahttext

    assert baht_text(Decimal(f"{baht}.{satang:02}")) == bahttext(float(f"{baht}.{satang:02}"))


@given(st.integers(0, 10**15), st.integers(0, 10**15))
def test_different_sums_have_different_words(one, other):
    assert (baht_text(one) == baht_text(other)) == (one == other)
