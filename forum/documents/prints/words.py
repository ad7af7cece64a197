"""The words that printed sheets and cards add themselves, in the language of the sheet.

Titles and columns follow what Thai offices use: the list of signatures of those who attend, and the
evidence of payment that receivers sign, with the payer's block (ลงชื่อ … ผู้จ่ายเงิน, name, position,
date) below. There is no one form for everybody: an office may ask for its own.
"""

from typing import Final

_WORDS: Final = {
    "th": {
        "number": "ที่",
        "name": "ชื่อ – นามสกุล",
        "organisation": "หน่วยงาน / องค์กร",
        "organisation_province": "หน่วยงาน / จังหวัด",
        "signature": "ลายมือชื่อ",
        "morning": "ลายมือชื่อ (เช้า)",
        "afternoon": "ลายมือชื่อ (บ่าย)",
        "note": "หมายเหตุ",
        "amount": "จำนวนเงิน (บาท)",
        "received_by": "ลายมือชื่อผู้รับเงิน",
        "received_on": "วันที่รับเงิน",
        "group": "{name} ({people} คน)",
        "others": "ผู้ลงทะเบียนหน้างาน",
        "sign_in_title": "บัญชีลงลายมือชื่อผู้เข้าร่วมประชุม",
        "allowance_title": "ใบสำคัญรับเงินค่าพาหนะ",
        "allowance_intro": (
            "ข้าพเจ้าผู้มีรายชื่อต่อไปนี้ได้รับเงินค่าพาหนะจาก {payer} ในการเข้าร่วมเวทีข้างต้นไว้เป็นการถูกต้องแล้ว"
        ),
        "allowance_intro_plain": (
            "ข้าพเจ้าผู้มีรายชื่อต่อไปนี้ได้รับเงินค่าพาหนะในการเข้าร่วมเวทีข้างต้นไว้เป็นการถูกต้องแล้ว"
        ),
        "total": "รวมเป็นเงินทั้งสิ้น",
        "in_words": "({words})",
        "present": "รวมผู้ลงลายมือชื่อ ........................ คน",
        "registrar": "ผู้รับลงทะเบียน",
        "payer": "ผู้จ่ายเงิน",
        "position": "ตำแหน่ง",
        "date": "วันที่",
        "signed": "ลงชื่อ",
        "page": "หน้า {page} จาก {pages}",
        "day": "วันที่",
        "place": "ณ {place}",
        "certificate": "เกียรติบัตร",
        "given_to": "ขอมอบเกียรติบัตรฉบับนี้เพื่อแสดงว่า",
        "given_on": "ให้ไว้ ณ วันที่ {day}",
        "took_part": "ได้เข้าร่วม{forum}\nเมื่อ{day}",
        "took_part_at": "ได้เข้าร่วม{forum}\nเมื่อ{day} ณ {place}",
        "ticket": "บัตรเข้าร่วม",
        "at_the_door": "แสดงคิวอาร์โค้ดหรือบอกรหัสนี้ที่โต๊ะลงทะเบียน",
        "qr": "คิวอาร์โค้ดของบัตร {code}",
        "sector": "ภาคส่วน",
        "tables_title": "รายชื่อตามโต๊ะ",
        "slip_title": "บัตรลงมติ",
        "slip_code": "รหัสบัตร",
    },
    "en": {
        "number": "No.",
        "name": "Name",
        "organisation": "Organisation",
        "organisation_province": "Organisation / province",
        "signature": "Signature",
        "morning": "Signature (morning)",
        "afternoon": "Signature (afternoon)",
        "note": "Note",
        "amount": "Amount (baht)",
        "received_by": "Signature of receiver",
        "received_on": "Received on",
        "group": "{name} ({people})",
        "others": "Signed up at the door",
        "sign_in_title": "Attendance list with signatures",
        "allowance_title": "Receipt for travel allowance",
        "allowance_intro": (
            "We, the undersigned, have received the travel allowance from {payer} "
            "for taking part in the forum named above."
        ),
        "allowance_intro_plain": (
            "We, the undersigned, have received the travel allowance for taking part in the forum "
            "named above."
        ),
        "total": "Total",
        "in_words": "({words})",
        "present": "Signatures in all: ........................",
        "registrar": "Registrar",
        "payer": "Paid by",
        "position": "Position",
        "date": "Date",
        "signed": "Signed",
        "page": "Page {page} of {pages}",
        "day": "",
        "place": "{place}",
        "certificate": "Certificate of participation",
        "given_to": "This certificate is given to",
        "given_on": "Given on {day}",
        "took_part": "has taken part in {forum},\n{day}",
        "took_part_at": "has taken part in {forum},\n{day}, {place}",
        "ticket": "Ticket",
        "at_the_door": "Show the QR code or say this code at the door",
        "qr": "QR code of the ticket {code}",
        "sector": "Sector",
        "tables_title": "Lists by table",
        "slip_title": "Paper ballot",
        "slip_code": "Code",
    },
}


def word(language: str, key: str, /, **facts: object) -> str:
    """The words in the language, with the facts filled in; other languages get English."""
    text = _WORDS.get(language, _WORDS["en"])[key]
    return text.format(**facts) if facts else text
