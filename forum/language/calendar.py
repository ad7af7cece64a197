"""The names of months, days and eras, as read and as written. `dates` does the work."""

from typing import Final

BUDDHIST_OFFSET: Final = 543  # BE = CE + 543, both years beginning on 1 January (since BE 2484)

MONTHS: Final[dict[str, tuple[str, ...]]] = {
    "th": (
        "มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน",
        "กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม", "พฤศจิกายน", "ธันวาคม",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
}  # fmt: skip

SHORT_MONTHS: Final[dict[str, tuple[str, ...]]] = {
    "th": (
        "ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.",
        "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค.",
    ),
    "en": (
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ),
}  # fmt: skip

# Monday first, as date.weekday() counts.
WEEKDAYS: Final[dict[str, tuple[str, ...]]] = {
    "th": ("จันทร์", "อังคาร", "พุธ", "พฤหัสบดี", "ศุกร์", "เสาร์", "อาทิตย์"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}

# Where there is no room for a long one; the Thai names are short enough.
SHORT_WEEKDAYS: Final[dict[str, tuple[str, ...]]] = {
    "th": WEEKDAYS["th"],
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}

# What people also write: "พฤหัส", "Thurs", the abbreviations of printed calendars.
WEEKDAYS_READ: Final = (
    *WEEKDAYS["th"], "พฤหัส", "จ.", "อ.", "พ.", "พฤ.", "ศ.", "ส.", "อา.",
    *WEEKDAYS["en"], "Mon", "Tues", "Tue", "Wed", "Thurs", "Thur", "Thu", "Fri", "Sat", "Sun",
)  # fmt: skip

BUDDHIST_ERAS: Final = ("พ.ศ.", "พ.ศ", "พศ.", "พศ", "พุทธศักราช", "b.e.", "be")
CHRISTIAN_ERAS: Final = ("ค.ศ.", "ค.ศ", "คศ.", "คศ", "คริสต์ศักราช", "c.e.", "ce", "a.d.", "ad")


def months_read() -> dict[str, int]:
    """Every accepted spelling of a month, in lower case, with its number.

    Full and short names, short ones with or without dots ("กพ", "ก.พ"), and the spoken
    Thai ones without their ending ("กุมภา").
    """
    spellings = {"sept": 9}
    for number, (thai, thai_short, english, english_short) in enumerate(
        zip(MONTHS["th"], SHORT_MONTHS["th"], MONTHS["en"], SHORT_MONTHS["en"], strict=True),
        start=1,
    ):
        spoken = thai.removesuffix("คม").removesuffix("ยน").removesuffix("พันธ์")
        without_dots = thai_short.replace(".", "")
        for spelling in (thai, spoken, thai_short, thai_short[:-1], without_dots):
            spellings[spelling] = number
        spellings[english.lower()] = spellings[english_short.lower()] = number
    return spellings
