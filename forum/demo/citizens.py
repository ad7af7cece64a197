"""A small forum whose seats were drawn among all who applied."""

from forum.demo.other_forums import NEXT, OPENING
from forum.demo.plans import DrawText, ForumText, Item

FORUM = ForumText(
    key="citizens",
    stage="open",
    days=34,
    number="4/2569",
    title={
        "th": "เวทีพลเมือง สุขภาวะของเมืองที่เราอยากอยู่",
        "en": "Citizens’ forum: a healthy town to live in",
    },
    summary={
        "th": "คน 24 คนที่จับสลากจากผู้สมัครทุกภาคส่วน ใช้เวลาหนึ่งวันฟังข้อมูลและเขียนข้อเสนอร่วมกัน",
        "en": "24 people, drawn by lot from all who applied, hear the evidence and write proposals in a day.",
    },
    description={
        "th": "ทุกคนสมัครได้ ที่นั่งให้โดยการจับสลากที่ทุกคนตรวจสอบและจับซ้ำได้",
        "en": "Anybody could apply. Seats were given by a draw that everybody can check and repeat.",
    },
    place={"th": "หอประชุมเทศบาลนครขอนแก่น", "en": "Municipal hall, Khon Kaen"},
    seats={
        "university": 4,
        "ngo": 4,
        "government": 4,
        "business": 4,
        "civil-society": 4,
        "villagers": 4,
    },
    signups={
        "university": 9,
        "ngo": 10,
        "government": 6,
        "business": 5,
        "civil-society": 9,
        "villagers": 13,
    },
    items=(
        Item(OPENING, 30),
        Item({"th": "ฟังข้อมูลเมืองจากสามมุม", "en": "The town from three sides"}, 120),
        Item({"th": "เขียนข้อเสนอร่วมกัน", "en": "Writing proposals together"}, 150),
        Item(NEXT, 30),
    ),
    closes_days=36,
    draw=DrawText(
        24,
        (
            *(
                ("sector", code, 3, 5)
                for code in ("university", "ngo", "government", "business", "civil-society")
            ),
            ("sector", "villagers", 4, 6),
            ("gender", "woman", 11, 13),
            ("gender", "man", 10, 12),
        ),
    ),
)
