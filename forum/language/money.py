"""Sums of money in words, as Thai receipts want them."""

from decimal import Decimal

_DIGITS = ("", "หนึ่ง", "สอง", "สาม", "สี่", "ห้า", "หก", "เจ็ด", "แปด", "เก้า")
_PLACES = ("", "สิบ", "ร้อย", "พัน", "หมื่น", "แสน")
_MILLION = 10**6


def baht_text(amount: Decimal | int) -> str:
    """A sum of baht in Thai words: "สองพันสามร้อยสี่สิบเอ็ดบาทถ้วน", "หนึ่งบาทห้าสิบสตางค์".

    The rule is the one for reading numbers of the Royal Society of Thailand (ราชบัณฑิตยสภา): 1 in
    the last place of a number of several is เอ็ด (also in 101), 2 before สิบ is ยี่, 1 before สิบ is
    silent, and every six places ล้าน begins anew. As on cheques, the sum ends in ถ้วน when there are
    no satang. Raises ValueError for a negative sum and for parts of a satang.
    """
    satang = Decimal(amount) * 100
    if satang < 0 or satang != satang.to_integral_value():
        raise ValueError("Not a sum of baht and satang.")
    baht, rest = divmod(int(satang), 100)
    if not rest:
        return f"{_words(baht) or 'ศูนย์'}บาทถ้วน"
    return (f"{_words(baht)}บาท" if baht else "") + f"{_words(rest)}สตางค์"


def _words(number: int) -> str:
    """The number in words; nothing for zero."""
    millions, rest = divmod(number, _MILLION)
    if not millions:
        return _below_a_million(rest, is_alone=True)
    return f"{_words(millions)}ล้าน{_below_a_million(rest, is_alone=False)}"


def _below_a_million(number: int, *, is_alone: bool) -> str:
    digits = [int(digit) for digit in reversed(str(number))]
    said = [
        _said(digit, place, is_last_of_several=len(digits) > 1 or not is_alone)
        for place, digit in enumerate(digits)
    ]
    return "".join(reversed(said))


def _said(digit: int, place: int, *, is_last_of_several: bool) -> str:
    if not digit:
        return ""
    if place == 0 and digit == 1 and is_last_of_several:
        return "เอ็ด"
    if place == 1 and digit in {1, 2}:
        return ("", "สิบ", "ยี่สิบ")[digit]
    return _DIGITS[digit] + _PLACES[place]
