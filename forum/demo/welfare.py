"""The welfare forum: over, its minutes being written."""

from forum.core.i18n import LocalText
from forum.demo.other_forums import NEXT, OPENING
from forum.demo.plans import (
    ConsultationText,
    ForumText,
    Item,
    PollText,
    QuestionText,
    StatementText,
    TopicText,
)
from forum.polls.logic.settings import Settings

SCALE_ENDS: tuple[LocalText, LocalText] = (
    {"th": "ไม่จริงเลย", "en": "Not at all"},
    {"th": "จริงที่สุด", "en": "Very much so"},
)
EVALUATION = (
    QuestionText(
        "scale",
        {"th": "ทุกภาคส่วนได้พูดเท่าเทียมกัน", "en": "All sectors had an equal say."},
        choices=SCALE_ENDS,
        weights=(2, 5, 15, 42, 36),
        is_required=True,
    ),
    QuestionText(
        "scale",
        {"th": "ผลของเวทีมีประโยชน์ต่องานของฉัน", "en": "What came of it is of use for my work."},
        choices=SCALE_ENDS,
        weights=(1, 4, 22, 48, 25),
        is_required=True,
    ),
    QuestionText(
        "one_of",
        {"th": "เวลาสำหรับพูดคุยเป็นอย่างไร", "en": "How was the time for talking?"},
        choices=(
            {"th": "น้อยไป", "en": "Too short"},
            {"th": "พอดี", "en": "Just right"},
            {"th": "มากไป", "en": "Too long"},
        ),
        weights=(45, 50, 5),
    ),
    QuestionText(
        "yes_no",
        {"th": "จะมาร่วมเวทีครั้งต่อไปหรือไม่", "en": "Will you come to the next forum?"},
        weights=(88, 12),
    ),
    QuestionText(
        "long_text",
        {"th": "อยากให้ปรับปรุงเรื่องใด", "en": "What should be better next time?"},
        words=(
            "อยากให้มีเวลากลุ่มย่อยมากกว่านี้",
            "เอกสารอ่านก่อนเวทีควรส่งล่วงหน้าหนึ่งสัปดาห์",
            "ควรมีล่ามภาษาถิ่น",
            "ห้องเย็นเกินไปสำหรับผู้สูงอายุ",
            "ขอให้แจ้งผลกลับมาที่ชุมชนด้วย",
        ),
        answered=0.3,
    ),
)

FORUM = ForumText(
    key="welfare",
    stage="minutes",
    days=-8,
    number="1/2569",
    title={"th": "เวทีความรู้ สวัสดิการสังคมถ้วนหน้า", "en": "Knowledge forum: universal social welfare"},
    summary={
        "th": "สวัสดิการเป็นสิทธิหรือการสงเคราะห์ เวทีนี้หาข้อเสนอที่หกภาคส่วนยอมรับร่วมกันได้",
        "en": "Is welfare a right or relief? This forum looks for what six sectors can agree on.",
    },
    description={
        "th": "เอกสารอ่านก่อนเวทีมีทั้งฝ่ายที่เห็นด้วยและฝ่ายที่กังวลเรื่องงบประมาณ",
        "en": "The reading list holds both those in favour and those worried about the budget.",
    },
    place={
        "th": "สถาบันวิจัยสังคม จุฬาลงกรณ์มหาวิทยาลัย กรุงเทพมหานคร",
        "en": "Social Research Institute, Chulalongkorn University, Bangkok",
    },
    online_url="https://meet.example/welfare",
    seats={
        "university": 20,
        "ngo": 20,
        "government": 15,
        "business": 10,
        "civil-society": 20,
        "villagers": 30,
    },
    signups={
        "university": 18,
        "ngo": 20,
        "government": 13,
        "business": 7,
        "civil-society": 19,
        "villagers": 28,
    },
    items=(
        Item(OPENING, 30),
        Item(
            {
                "th": "เส้นความยากจนกับคนที่อยู่เหนือเส้นนิดเดียว",
                "en": "The poverty line and those just above it",
            },
            80,
        ),
        Item({"th": "บำนาญพื้นฐานและเงินอุดหนุนเด็ก", "en": "Basic pension and the child grant"}, 90),
        Item(NEXT, 40),
    ),
    topics=(
        TopicText(
            "คนเกือบจนไม่ได้อะไรเลย",
            "ครัวเรือนที่มีรายได้เกินเกณฑ์เล็กน้อยไม่ได้รับความช่วยเหลือใด ๆ และจนลงเมื่อเจ็บป่วย",
            "ใช้สิทธิถ้วนหน้าแทนการคัดกรองรายได้ในสวัสดิการพื้นฐานสามเรื่อง",
            "civil-society",
            endorsed_by=28,
            comments=(
                ("villagers", "บ้านเรามีรถกระบะเก่าเลยไม่ผ่านเกณฑ์ แต่ไม่มีเงินไปหาหมอ"),
                ("government", "ถ้าถ้วนหน้าต้องบอกให้ชัดว่าจะลดงบส่วนไหน"),
            ),
            on_agenda=True,
        ),
        TopicText(
            "ผู้สูงอายุที่ยังต้องทำงาน",
            "เบี้ยยังชีพไม่พอค่าอาหาร ผู้สูงอายุต้องรับจ้างแม้สุขภาพไม่ดี",
            "ปรับเบี้ยยังชีพเป็นบำนาญพื้นฐานที่ไม่ต่ำกว่าเส้นความยากจน",
            "villagers",
            endorsed_by=24,
            on_agenda=True,
        ),
        TopicText(
            "ภาษีที่เป็นธรรมก่อนสวัสดิการ",
            "การพูดเรื่องสวัสดิการโดยไม่พูดเรื่องภาษีทำให้ข้อเสนอไม่น่าเชื่อถือ",
            "จัดเวทีเรื่องภาษีในลำดับถัดไป",
            "university",
            endorsed_by=11,
            answer="รับเป็นหัวข้อของเวทีครั้งต่อไป",
        ),
    ),
    consultation=ConsultationText(
        {"th": "สวัสดิการถ้วนหน้า เริ่มที่เรื่องใด", "en": "Universal welfare: where to begin"},
        {"th": "", "en": ""},
        (
            StatementText("สวัสดิการพื้นฐานเป็นสิทธิ ไม่ใช่การสงเคราะห์", 88, 4),
            StatementText("ควรเริ่มจากเด็กเล็กก่อนกลุ่มอื่น", 61, 22),
            StatementText("ควรเริ่มจากผู้สูงอายุก่อนกลุ่มอื่น", 44, 38),
            StatementText("ต้องปฏิรูปภาษีก่อนจึงจะทำได้", 47, 41),
            StatementText("ควรให้ท้องถิ่นออกแบบสวัสดิการเองได้", 69, 11),
            StatementText("ธุรกิจขนาดใหญ่ควรจ่ายสมทบมากขึ้น", 58, 19),
        ),
        respondents=83,
        item=1,
    ),
    polls=(
        PollText(
            {
                "th": "ที่ประชุมเห็นชอบให้เสนอเงินอุดหนุนแบบถ้วนหน้า สำหรับเด็กแรกเกิดถึง 6 ปี หรือไม่",
                "en": "Shall the meeting propose a universal grant for children from birth to 6 years?",
            },
            item=2,
            weights=(64, 26, 8, 2, 0),
            reasons=(
                "ต้องพิจารณาภาระงบประมาณก่อน",
                "เห็นด้วยถ้ามีการประเมินผลทุกสองปี",
                "ขอให้รวมเด็กที่ยังไม่มีเลขประจำตัวด้วย",
            ),
            resolution="เห็นชอบให้เสนอเงินอุดหนุนแบบถ้วนหน้าสำหรับเด็กแรกเกิดถึง 6 ปี และมอบหมายคณะทำงานวาระทางสังคมจัดทำข้อเสนอ",
        ),
        PollText(
            {
                "th": "สวัสดิการเรื่องใดควรผลักดันเป็นลำดับถัดไป",
                "en": "Which welfare should be pursued next?",
            },
            item=3,
            weights=(45, 33, 22),
            method="choice",
            level="named",
            options=(
                {"th": "บำนาญพื้นฐาน", "en": "Basic pension"},
                {"th": "ประกันรายได้แรงงานนอกระบบ", "en": "Income security for informal workers"},
                {"th": "ที่อยู่อาศัย", "en": "Housing"},
            ),
        ),
        PollText(
            {
                "th": "เวทีย่อยควรรับฟังคนกลุ่มใดก่อน โปรดเรียงลำดับ",
                "en": "Whom should the next local forums listen to first? Put them in order",
            },
            item=3,
            weights=(5, 4, 3, 2),
            method="ranking",
            options=(
                {"th": "ครอบครัวที่เลี้ยงเด็กเล็ก", "en": "Families with small children"},
                {"th": "ผู้สูงอายุที่อยู่ลำพัง", "en": "Old people who live alone"},
                {"th": "แรงงานนอกระบบ", "en": "Informal workers"},
                {"th": "คนพิการและผู้ดูแล", "en": "People with disabilities and their carers"},
            ),
        ),
        PollText(
            {
                "th": "งบเวทีย่อย 300,000 บาท ควรใช้กับเรื่องใด",
                "en": "What should the 300,000 baht for local forums be spent on?",
            },
            item=3,
            weights=(72, 55, 48, 40, 22),
            method="budget",
            prices=(120_000, 90_000, 80_000, 60_000, 150_000),
            settings=Settings(budget=300_000),
            options=(
                {"th": "ค่าเดินทางของชาวบ้าน", "en": "Villagers’ travel"},
                {"th": "ล่ามภาษามือและภาษาถิ่น", "en": "Interpreters for sign and local languages"},
                {"th": "ที่ดูแลเด็กระหว่างเวที", "en": "Child care during the forum"},
                {"th": "สื่อสรุปฉบับเข้าใจง่าย", "en": "Easy-to-read summaries"},
                {"th": "ถ่ายทอดสดทุกเวที", "en": "Live broadcasts of every forum"},
            ),
        ),
        PollText(
            {
                "th": "คำสั้น ๆ ที่บอกถึงเวทีวันนี้",
                "en": "A word or two for today’s forum",
            },
            item=3,
            weights=(9, 7, 5, 4, 3, 2),
            method="words",
            words=("รับฟัง", "เท่าเทียม", "ความหวัง", "ได้เรียนรู้", "อยากเห็นผลจริง", "เวลาน้อย"),
            settings=Settings(is_moderated=False),
        ),
    ),
    resolutions=((3, "มอบหมายเครือข่ายพื้นที่จัดเวทีย่อยเรื่องบำนาญพื้นฐานอย่างน้อยภาคละหนึ่งครั้ง"),),
    minutes="draft",
    evaluation=EVALUATION,
)
