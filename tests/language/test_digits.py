import itertools
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from forum.language.digits import arabic, format_number, percent, shares_that_add_up, thai


def test_thai_and_full_width_digits_are_read():
    assert arabic("ครั้งที่ ๑/๒๕๕๘ และ ２") == "ครั้งที่ 1/2558 และ 2"


def test_official_papers_get_thai_digits():
    assert thai("ครั้งที่ 1/2558") == "ครั้งที่ ๑/๒๕๕๘"


@given(st.text())
def test_digits_there_and_back_are_the_same_number(text):
    assert arabic(thai(text)) == arabic(text)


@pytest.mark.parametrize(
    ("number", "decimals", "written"),
    [
        (1234567, None, "1,234,567"),
        (-1234, None, "-1,234"),
        (0, None, "0"),
        (1234.5, None, "1,234.5"),
        (1e22, None, "10,000,000,000,000,000,000,000"),
        (Decimal("1234.50"), None, "1,234.50"),
        (Fraction(10), None, "10"),
        (Fraction(1, 3), None, "0.333333"),
        (2.5, 0, "3"),
        (-2.5, 0, "-3"),
        (Decimal("0.125"), 2, "0.13"),
        (1000, 2, "1,000.00"),
    ],
)
def test_a_number_has_commas_and_is_rounded_half_up(number, decimals, written):
    assert format_number(number, "th", decimals) == written


@pytest.mark.parametrize(
    ("fraction", "decimals", "written"),
    [
        (Fraction(1, 3), 1, "33.3%"),
        (Fraction(2, 3), 1, "66.7%"),
        (Fraction(1, 8), 0, "13%"),
        (Fraction(1, 2000), 1, "0.1%"),  # exactly 0.05 %: half up
        (Fraction(1), 1, "100.0%"),
    ],
)
def test_a_percentage_is_exact(fraction, decimals, written):
    assert percent(fraction, decimals) == written


counts_of_votes = st.lists(st.integers(0, 10**9), min_size=1, max_size=30)


@given(counts=counts_of_votes, decimals=st.integers(0, 3))
def test_shares_add_up_to_exactly_a_hundred(counts, decimals):
    assume(any(counts))

    shares = shares_that_add_up(counts, decimals)

    assert sum(shares) == 100
    for count, share in zip(counts, shares, strict=True):
        exact = Fraction(100 * count, sum(counts))
        assert abs(Fraction(share) - exact) < Fraction(1, 10**decimals)


@given(counts=counts_of_votes)
def test_more_votes_never_show_a_smaller_share(counts):
    shares = shares_that_add_up(counts)

    ranked = sorted(zip(counts, shares, strict=True))
    for (fewer, smaller), (more, larger) in itertools.pairwise(ranked):
        assert fewer == more or smaller <= larger


def test_the_odd_share_goes_to_the_largest_remainder_not_to_the_largest_count():
    assert shares_that_add_up([1, 5], 0) == [17, 83]  # 16.67 and 83.33


def test_equal_votes_give_the_odd_tenth_to_the_first():
    assert shares_that_add_up([1, 1, 1]) == [Decimal("33.4"), Decimal("33.3"), Decimal("33.3")]


def test_no_votes_are_no_shares():
    assert shares_that_add_up([0, 0]) == [Decimal("0.0"), Decimal("0.0")]
    assert shares_that_add_up([]) == []


def test_a_negative_count_is_refused():
    with pytest.raises(ValueError, match="negative"):
        shares_that_add_up([3, -1])
