"""The other forums of the demonstration, one at each stage of a forum's life."""

from datetime import date

from forum.demo.plans import (
    ConsultationText,
    ForumText,
    Item,
    PollText,
    StatementText,
    TopicText,
)

_OPENING = {"th": "เปิดเวทีและชี้แจงวัตถุประสงค์", "en": "Opening and purpose"}
_NEXT = {"th": "ก้าวต่อไปและผู้รับผิดชอบ", "en": "Next steps and who takes them"}

WOMEN = ForumText(
    key="women",
    stage="announced",
    days=63,
    number="1/2570",
    title={
        "th": "เวทีความรู้ พลังผู้หญิงในเครือข่าย",
        "en": "Knowledge forum: women’s strength in the networks",
    },
    summary={
        "th": "ผู้หญิงทำงานมากแต่ได้พูดน้อย เวทีนี้ชวนดูข้อมูลและออกแบบเวทีที่ทุกเสียงเท่ากัน",
        "en": "Women do much of the work and get little of the word. Look at the numbers and design fairer forums.",
    },
    description={
        "th": "มีห้องเด็กเล็กและผู้ดูแลตลอดวัน แจ้งความต้องการได้เมื่อลงทะเบียน",
        "en": "There is a children’s room with carers all day; tell us what you need when you sign up.",
    },
    place={"th": "มหาวิทยาลัยเชียงใหม่", "en": "Chiang Mai University"},
    seats={
        "university": 15,
        "ngo": 15,
        "government": 10,
        "business": 10,
        "civil-society": 25,
        "villagers": 25,
    },
    signups={},
    items=(
        Item(_OPENING, 30),
        Item({"th": "ใครได้พูด ใครได้ตัดสินใจ", "en": "Who speaks, who decides"}, 90),
        Item(_NEXT, 60),
    ),
)

INFORMAL_WORK = ForumText(
    key="informal-work",
    stage="running",
    days=0,
    number="2/2569",
    title={
        "th": "เวทีความรู้ แรงงานนอกระบบกับหลักประกันสุขภาพ",
        "en": "Knowledge forum: informal workers and health security",
    },
    summary={
        "th": "คนทำงานกว่าครึ่งประเทศไม่มีนายจ้าง จะเข้าถึงหลักประกันสุขภาพอย่างเท่าเทียมได้อย่างไร",
        "en": "More than half of all workers have no employer. How do they get equal health security?",
    },
    description={"th": "", "en": ""},
    place={"th": "หอประชุมเทศบาลเมืองมหาสารคาม", "en": "Municipal hall, Maha Sarakham"},
    seats={
        "university": 10,
        "ngo": 15,
        "government": 10,
        "business": 8,
        "civil-society": 15,
        "villagers": 30,
    },
    signups={
        "university": 8,
        "ngo": 13,
        "government": 9,
        "business": 6,
        "civil-society": 12,
        "villagers": 27,
    },
    items=(
        Item(_OPENING, 20),
        Item({"th": "สิทธิที่มีและสิทธิที่ใช้ได้จริง", "en": "Rights on paper and rights in use"}, 70),
        Item({"th": "ข้อเสนอเวลาทำการของหน่วยบริการ", "en": "Opening hours of health units"}, 60),
        Item(_NEXT, 40),
    ),
    polls=(
        PollText(
            {
                "th": "ให้หน่วยบริการใกล้ตลาดและแหล่งงานเปิดนอกเวลาราชการอย่างน้อยสัปดาห์ละสองวัน",
                "en": "Health units near markets and workplaces should open outside office hours at least two days a week",
            },
            item=2,
            weights=(70, 16, 6, 6, 2),
            reasons=(
                "ต้องมีค่าตอบแทนให้เจ้าหน้าที่ที่อยู่เวรด้วย",
                "เริ่มจากพื้นที่นำร่องก่อน",
            ),
            resolution="เห็นชอบให้เสนอหน่วยบริการใกล้ตลาดและแหล่งงานเปิดนอกเวลาราชการอย่างน้อยสัปดาห์ละสองวัน โดยเริ่มในพื้นที่นำร่อง",
        ),
        PollText(
            {
                "th": "ควรเริ่มพื้นที่นำร่องที่ใดก่อน",
                "en": "Where should the pilot start?",
            },
            item=2,
            weights=(40, 35, 25),
            method="choice",
            level="named",
            options=(
                {"th": "ตลาดสดเทศบาล", "en": "Municipal fresh market"},
                {"th": "ย่านก่อสร้าง", "en": "Construction quarter"},
                {"th": "หมู่บ้านเย็บผ้า", "en": "Sewing villages"},
            ),
            end="open",
        ),
    ),
)

WELFARE = ForumText(
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
        Item(_OPENING, 30),
        Item(
            {
                "th": "เส้นความยากจนกับคนที่อยู่เหนือเส้นนิดเดียว",
                "en": "The poverty line and those just above it",
            },
            80,
        ),
        Item({"th": "บำนาญพื้นฐานและเงินอุดหนุนเด็ก", "en": "Basic pension and the child grant"}, 90),
        Item(_NEXT, 40),
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
            weights=(62, 25, 7, 4, 2),
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
    ),
    resolutions=((3, "มอบหมายเครือข่ายพื้นที่จัดเวทีย่อยเรื่องบำนาญพื้นฐานอย่างน้อยภาคละหนึ่งครั้ง"),),
    minutes="draft",
)

LAND = ForumText(
    key="land",
    stage="finished",
    days=-76,
    number="4/2568",
    title={
        "th": "เวทีความรู้ ที่ดิน น้ำ ป่าไม้ และสุขภาวะชุมชน",
        "en": "Knowledge forum: land, water, forest and community well-being",
    },
    summary={
        "th": "เมื่อชุมชนดูแลทรัพยากรเองได้ สุขภาวะก็ดีขึ้น เวทีนี้รวบรวมบทเรียนจากสี่ภาค",
        "en": "Where communities care for their resources, well-being grows. Lessons from four regions.",
    },
    description={"th": "", "en": ""},
    place={"th": "มหาวิทยาลัยอุบลราชธานี", "en": "Ubon Ratchathani University"},
    seats={
        "university": 15,
        "ngo": 15,
        "government": 10,
        "business": 10,
        "civil-society": 15,
        "villagers": 35,
    },
    signups={
        "university": 12,
        "ngo": 15,
        "government": 9,
        "business": 5,
        "civil-society": 14,
        "villagers": 34,
    },
    items=(
        Item(_OPENING, 30),
        Item(
            {"th": "บทเรียนป่าชุมชนกับอาหารของครัวเรือน", "en": "Community forests and household food"},
            80,
        ),
        Item(
            {"th": "เหมืองแร่กับการประเมินผลกระทบต่อสุขภาพ", "en": "Mining and health impact assessment"},
            80,
        ),
        Item(_NEXT, 30),
    ),
    topics=(
        TopicText(
            "น้ำกินน้ำใช้ใกล้เหมือง",
            "ชุมชนไม่รู้ว่าน้ำที่ใช้ทุกวันปลอดภัยหรือไม่ ผลตรวจอยู่กับผู้ประกอบการ",
            "ให้เปิดเผยผลตรวจน้ำทุกเดือนที่ศาลากลางบ้านและทางออนไลน์",
            "villagers",
            endorsed_by=30,
            on_agenda=True,
        ),
    ),
    polls=(
        PollText(
            {
                "th": "ให้เปิดเผยผลตรวจคุณภาพน้ำรอบเหมืองทุกเดือน",
                "en": "Water test results around mines should be published every month",
            },
            item=2,
            weights=(78, 12, 5, 3, 2),
            reasons=("ต้องเป็นห้องตรวจที่เป็นอิสระ",),
            resolution="เห็นชอบให้เสนอเปิดเผยผลตรวจคุณภาพน้ำรอบเหมืองทุกเดือน โดยห้องตรวจที่เป็นอิสระ",
        ),
    ),
    minutes="certified",
)

FIRST_GRANT = ForumText(
    key="child-grant-2558",
    stage="finished",
    days=0,
    on=date(2015, 2, 14),
    number="1/2558",
    title={
        "th": "เวทีความรู้ เงินอุดหนุนเพื่อการเลี้ยงดูบุตร",
        "en": "Knowledge forum: the child-support grant",
    },
    summary={
        "th": "เวทีแรกของโครงการ เครือข่ายเด็กเสนอหลักการของเงินอุดหนุนเพื่อการเลี้ยงดูบุตร",
        "en": "The project’s first forum: the children’s network puts forward the principles of a child-support grant.",
    },
    description={"th": "", "en": ""},
    place={
        "th": "สถาบันวิจัยสังคม จุฬาลงกรณ์มหาวิทยาลัย กรุงเทพมหานคร",
        "en": "Social Research Institute, Chulalongkorn University, Bangkok",
    },
    seats={
        "university": 10,
        "ngo": 15,
        "government": 10,
        "business": 5,
        "civil-society": 10,
        "villagers": 20,
    },
    signups={
        "university": 8,
        "ngo": 12,
        "government": 7,
        "business": 2,
        "civil-society": 8,
        "villagers": 15,
    },
    items=(
        Item(_OPENING, 30),
        Item({"th": "หลักการของเงินอุดหนุน", "en": "Principles of the grant"}, 120),
        Item(_NEXT, 30),
    ),
    resolutions=((1, "เห็นพ้องในหลักการว่าเงินอุดหนุนเพื่อการเลี้ยงดูบุตรควรเป็นสิทธิของเด็กทุกคน"),),
    minutes="certified",
)
