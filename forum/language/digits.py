from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

_THAI = "๐๑๒๓๔๕๖๗๘๙"
_FULL_WIDTH = "０１２３４５６７８９"  # typed by input methods of the region
_ARABIC = "0123456789"
_TO_ARABIC = str.maketrans(_THAI + _FULL_WIDTH, _ARABIC * 2)
_TO_THAI = str.maketrans(_ARABIC, _THAI)

Number = int | float | Decimal | Fraction


def arabic(text: str) -> str:
    """The text with Thai and full-width digits written 0–9; nothing else changes."""
    return text.translate(_TO_ARABIC)


def thai(text: str) -> str:
    """The text with 0–9 written as Thai digits, as official papers want them."""
    return text.translate(_TO_THAI)


def format_number(number: Number, language: str, decimals: int | None = None) -> str:
    """A number with commas between thousands, rounded half up to `decimals` places.

    Without `decimals` the number keeps the places it has; a Fraction then shows as many
    places as it needs, at most six. Thai and English write numbers alike.
    """
    del language
    if decimals is None:
        return f"{_as_decimal(number):,f}"
    return f"{_half_up(Fraction(number), decimals):,f}"


def percent(fraction: Fraction, decimals: int = 1) -> str:
    """A share as a percentage ("33.3%"), computed exactly and rounded half up."""
    return f"{_half_up(fraction * 100, decimals):f}%"


def shares_that_add_up(counts: Sequence[int], decimals: int = 1) -> list[Decimal]:
    """Percentages of the whole, in the order given, that add to exactly 100.

    Method of the largest remainder (Hare–Niemeyer); equal remainders go to the larger
    count, then to the earlier one. Where there is nothing to share all are 0.
    Raises ValueError for a negative count.
    """
    if any(count < 0 for count in counts):
        raise ValueError("A count cannot be negative.")
    total = sum(counts)
    if not total:
        return [Decimal(0).scaleb(-decimals) for _ in counts]
    units = 100 * 10**decimals
    floors, remainders = zip(*(divmod(count * units, total) for count in counts), strict=True)
    by_claim = sorted(range(len(counts)), key=lambda i: (-remainders[i], -counts[i], i))
    rounded_up = set(by_claim[: units - sum(floors)])
    return [
        Decimal(floor + (place in rounded_up)).scaleb(-decimals)
        for place, floor in enumerate(floors)
    ]


def _as_decimal(number: Number) -> Decimal:
    if isinstance(number, Fraction):
        whole = _half_up(number, 6).normalize()
        return whole.quantize(Decimal(1)) if whole == whole.to_integral_value() else whole
    return Decimal(str(number))


def _half_up(number: Fraction, decimals: int) -> Decimal:
    """Rounded away from zero at the half, without a detour through binary fractions."""
    scaled = number * 10**decimals
    whole, rest = divmod(abs(scaled.numerator), scaled.denominator)
    rounded = whole + (2 * rest >= scaled.denominator)
    signed = -rounded if scaled < 0 else rounded
    return Decimal(signed).scaleb(-decimals).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
