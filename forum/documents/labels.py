"""The few words renderers add themselves. A document speaks its own language, not the reader's."""

from typing import Final

_LABELS: Final = {
    "th": {
        "source": "ที่มา",
        "option": "ตัวเลือก",
        "votes": "เสียง",
        "percent": "ร้อยละ",
        "chart": "แผนภูมิ",
        "total": "รวม",
        "not_shown": "ไม่แสดง",
        "resolution": "มติที่ประชุม",
        "owner": "ผู้รับผิดชอบ",
        "due": "กำหนดแล้วเสร็จ",
        "signed": "ลงชื่อ",
        "author": "ผู้เขียน",
        "page": "หน้า {page} จาก {pages}",
    },
    "en": {
        "source": "Source",
        "option": "Option",
        "votes": "Votes",
        "percent": "Per cent",
        "chart": "Chart",
        "total": "Total",
        "not_shown": "not shown",
        "resolution": "Resolution",
        "owner": "Responsible",
        "due": "Due",
        "signed": "Signed",
        "author": "Written by",
        "page": "Page {page} of {pages}",
    },
}


def label(language: str, name: str) -> str:
    """The word in the language; languages without words of their own get English."""
    return _LABELS.get(language, _LABELS["en"])[name]
