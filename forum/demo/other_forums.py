"""The other forums of the demonstration, one at each stage of a forum's life."""

from datetime import date

from forum.demo.plans import (
    ForumText,
    Item,
    PollText,
    TopicText,
)

OPENING = {"th": "เปิดเวทีและชี้แจงวัตถุประสงค์", "en": "Opening and purpose"}
NEXT = {"th": "ก้าวต่อไปและผู้รับผิดชอบ", "en": "Next steps and who takes them"}

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
        Item(OPENING, 30),
        Item({"th": "ใครได้พูด ใครได้ตัดสินใจ", "en": "Who speaks, who decides"}, 90),
        Item(NEXT, 60),
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
        Item(OPENING, 20),
        Item({"th": "สิทธิที่มีและสิทธิที่ใช้ได้จริง", "en": "Rights on paper and rights in use"}, 70),
        Item({"th": "ข้อเสนอเวลาทำการของหน่วยบริการ", "en": "Opening hours of health units"}, 60),
        Item(NEXT, 40),
    ),
    polls=(
        PollText(
            {
                "th": "ให้หน่วยบริการใกล้ตลาดและแหล่งงานเปิดนอกเวลาราชการอย่างน้อยสัปดาห์ละสองวัน",
                "en": "Health units near markets and workplaces should open outside office hours at least two days a week",
            },
            item=2,
            weights=(74, 18, 6, 2, 0),
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
        PollText(
            {
                "th": "เรื่องใดควรทำก่อน โปรดเรียงลำดับ",
                "en": "What should be done first? Put these in order",
            },
            item=1,
            weights=(5, 4, 3, 2),
            method="ranking",
            options=(
                {"th": "เปิดหน่วยบริการนอกเวลาราชการ", "en": "Health units open outside office hours"},
                {"th": "อาสาสมัครสุขภาพในที่ทำงาน", "en": "Health volunteers at work"},
                {"th": "บัตรสุขภาพที่ใช้ได้ทุกจังหวัด", "en": "A health card valid in every province"},
                {"th": "ล่ามภาษาเพื่อนบ้านในโรงพยาบาล", "en": "Interpreters in hospitals"},
            ),
            end="online",
        ),
    ),
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
        Item(OPENING, 30),
        Item(
            {"th": "บทเรียนป่าชุมชนกับอาหารของครัวเรือน", "en": "Community forests and household food"},
            80,
        ),
        Item(
            {"th": "เหมืองแร่กับการประเมินผลกระทบต่อสุขภาพ", "en": "Mining and health impact assessment"},
            80,
        ),
        Item(NEXT, 30),
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
            weights=(80, 13, 5, 2, 0),
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
        Item(OPENING, 30),
        Item({"th": "หลักการของเงินอุดหนุน", "en": "Principles of the grant"}, 120),
        Item(NEXT, 30),
    ),
    resolutions=((1, "เห็นพ้องในหลักการว่าเงินอุดหนุนเพื่อการเลี้ยงดูบุตรควรเป็นสิทธิของเด็กทุกคน"),),
    minutes="certified",
)
