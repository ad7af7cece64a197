"""The child-support-grant forum: open for sign-up, topics proposed, a consultation running."""

from forum.demo.plans import (
    ConsultationText,
    ForumText,
    InvitationText,
    Item,
    Part,
    PoolText,
    QuestionText,
    StatementText,
    TopicText,
)

STATEMENTS = (
    StatementText("เด็กทุกคนตั้งแต่แรกเกิดถึง 6 ปีควรได้รับเงินอุดหนุนโดยไม่ต้องพิสูจน์ความจน", 84, 9),
    StatementText("เด็กที่ตกหล่นมากที่สุดคือลูกแรงงานนอกระบบ", 79, 5),
    StatementText("ควรจ่ายเฉพาะครอบครัวยากจน เพื่อให้ได้เงินต่อคนมากขึ้น", 41, 49),
    StatementText("การให้ผู้ใหญ่บ้านรับรองรายได้ทำให้คนบางกลุ่มไม่กล้ายื่นขอ", 62, 14),
    StatementText("ควรเริ่มจ่ายตั้งแต่ตั้งครรภ์", 66, 18),
    StatementText("เด็กไร้สัญชาติที่เกิดในไทยควรได้รับด้วย", 52, 37),
    StatementText("ภาระงบประมาณของนโยบายถ้วนหน้าเกินกำลังของประเทศ", 28, 55),
    StatementText("ศูนย์พัฒนาเด็กเล็กที่มีคุณภาพสำคัญกว่าเงิน", 38, 33),
    StatementText("ควรลงทะเบียนได้ที่โรงพยาบาลทันทีหลังคลอด", 91, 3),
    StatementText("อปท. ควรเป็นผู้ค้นหาเด็กที่ตกหล่นในพื้นที่", 74, 8),
    StatementText("ควรปรับเงินอุดหนุนตามค่าครองชีพทุกปี", 71, 10),
    StatementText("นายจ้างควรมีส่วนร่วมสมทบกองทุนเด็กเล็ก", 33, 31),
)

TOPICS = (
    TopicText(
        "เด็กยากจนสามในสิบคนไม่ได้รับเงินอุดหนุน",
        "ระบบคัดกรองทำให้ครอบครัวที่ควรได้รับตกหล่น โดยเฉพาะครอบครัวที่ย้ายถิ่นมาทำงานรับจ้างรายวัน",
        "เปลี่ยนเป็นระบบถ้วนหน้า ให้เด็กทุกคนได้รับสิทธิอัตโนมัติเมื่อแจ้งเกิด",
        "ngo",
        evidence="ข้อมูลการติดตามของเครือข่ายในพื้นที่ 12 ตำบล เทียบรายชื่อเด็กแรกเกิดกับรายชื่อผู้ได้รับเงิน",
        endorsed_by=31,
        comments=(
            ("villagers", "หมู่บ้านเรามีเด็กเจ็ดคนที่ไม่ได้ เพราะพ่อแม่ไปรับจ้างต่างจังหวัด ไม่มีใครพาไปลงทะเบียน"),
            ("government", "หน่วยงานมีข้อมูลการเกิดอยู่แล้ว ติดที่ระเบียบการเชื่อมข้อมูล"),
            ("university", "ควรแยกตัวเลขให้เห็นว่าตกหล่นเพราะไม่ยื่น หรือยื่นแล้วไม่ผ่าน"),
        ),
        on_agenda=True,
    ),
    TopicText(
        "ลูกแรงงานนอกระบบเข้าไม่ถึงสิทธิ",
        "แรงงานนอกระบบไม่มีหลักฐานรายได้ และหยุดงานไปติดต่อราชการไม่ได้",
        "เปิดลงทะเบียนวันหยุดและผ่านศูนย์แรงงานในชุมชน",
        "civil-society",
        endorsed_by=22,
        comments=(("villagers", "ถ้าไปวันธรรมดาต้องเสียค่าแรงสองวัน"),),
        on_agenda=True,
    ),
    TopicText(
        "แม่วัยรุ่นถูกปฏิเสธที่จุดลงทะเบียน",
        "เจ้าหน้าที่บางแห่งขอให้ผู้ปกครองมาด้วย ทั้งที่ระเบียบไม่ได้กำหนด",
        "ทำคู่มือหน้าเดียวติดไว้ทุกจุดลงทะเบียน และมีสายด่วนแจ้งปัญหา",
        "ngo",
        endorsed_by=17,
    ),
    TopicText(
        "จ่ายเงินช้าเกินสามเดือน",
        "ครอบครัวได้รับเงินงวดแรกช้า ทำให้ไม่มีค่านมในช่วงที่จำเป็นที่สุด",
        "กำหนดให้งวดแรกต้องถึงมือภายใน 30 วันหลังลงทะเบียน และรายงานผลต่อสาธารณะทุกเดือน",
        "villagers",
        endorsed_by=26,
        answer="ผู้จัดจะเชิญกรมที่รับผิดชอบมาชี้แจงขั้นตอนการจ่ายเงินในช่วงนำเสนอข้อมูล",
    ),
    TopicText(
        "เด็กไร้สัญชาติที่เกิดในไทย",
        "เด็กที่ไม่มีเลขประจำตัวไม่ได้รับเงินอุดหนุน แม้เกิดและเติบโตในประเทศไทย",
        "ให้ใช้หนังสือรับรองการเกิดแทนเลขประจำตัวระหว่างรอพิสูจน์สถานะ",
        "university",
        endorsed_by=12,
    ),
    TopicText(
        "ธุรกิจขนาดเล็กจะช่วยอย่างไรได้บ้าง",
        "นายจ้างรายเล็กอยากสนับสนุนลูกจ้างที่มีลูกเล็ก แต่ไม่รู้ว่าทำอะไรได้โดยไม่เกินกำลัง",
        "จัดทำแนวทางสำหรับนายจ้างรายเล็ก เช่น เวลางานยืดหยุ่นและมุมนมแม่",
        "business",
        endorsed_by=5,
    ),
    TopicText(
        "ความเป็นธรรมระหว่างภาค",
        "อัตราการเข้าถึงเงินอุดหนุนต่างกันมากระหว่างจังหวัด แต่ยังไม่มีการเผยแพร่ข้อมูลรายจังหวัด",
        "เผยแพร่อัตราการเข้าถึงรายจังหวัดทุกไตรมาส แยกตามเพศและพื้นที่",
        "university",
        endorsed_by=14,
    ),
)

QUESTIONS = (
    QuestionText(
        "several_of",
        {"th": "อยากคุยเรื่องใดมากที่สุด", "en": "What do you most want to talk about?"},
        hint={"th": "เลือกได้หลายข้อ", "en": "Choose as many as you like."},
        choices=(
            {"th": "การลงทะเบียนและการเข้าถึงสิทธิ", "en": "Registration and access"},
            {"th": "งบประมาณและกฎหมาย", "en": "Budget and law"},
            {"th": "ศูนย์พัฒนาเด็กเล็กใกล้บ้าน", "en": "Day care close to home"},
        ),
        weights=(6, 2, 3),
        is_required=True,
    ),
    QuestionText(
        "yes_no",
        {"th": "ต้องการรถรับส่งหรือไม่", "en": "Do you need transport?"},
        weights=(3, 7),
        is_required=True,
    ),
    QuestionText(
        "one_of",
        {"th": "ขึ้นรถที่จุดใด", "en": "Where do you get on?"},
        choices=(
            {"th": "สถานีขนส่งขอนแก่น", "en": "Khon Kaen bus terminal"},
            {"th": "สถานีรถไฟขอนแก่น", "en": "Khon Kaen railway station"},
            {"th": "ที่ว่าการอำเภอ", "en": "District office"},
        ),
        weights=(5, 3, 2),
        is_required=True,
        after=1,
    ),
    QuestionText(
        "short_text",
        {
            "th": "มีโรคประจำตัวที่ทีมพยาบาลควรรู้หรือไม่",
            "en": "Anything about your health that our nurses should know?",
        },
        hint={"th": "เล่าเท่าที่สะดวก", "en": "As much as you like to tell."},
        words=("เบาหวาน", "ความดันสูง", "หอบหืด", "แพ้ยาเพนิซิลลิน"),
        is_sensitive=True,
        kept_days=7,
        answered=0.15,
    ),
)

INVITATIONS = (
    InvitationText("องค์การบริหารส่วนตำบลหนองบัว", "government", 3, "ขอเชิญผู้รับผิดชอบงานเด็กเล็ก", taken=1),
    InvitationText("ชมรมผู้ประกอบการรายย่อย", "business", 2),
    InvitationText("ชมรมผู้สูงอายุบ้านหนองบัว", "civil-society", 2, is_declined=True),
)

FORUM = ForumText(
    key="child-grant",
    stage="open",
    days=20,
    number="3/2569",
    title={
        "th": "เวทีความรู้ เงินอุดหนุนเพื่อการเลี้ยงดูบุตรถ้วนหน้า",
        "en": "Knowledge forum: a child-support grant for every child",
    },
    summary={
        "th": "ทำอย่างไรให้เด็กทุกคนได้รับเงินอุดหนุนโดยไม่มีใครตกหล่น มาร่วมเสนอประเด็น ปรึกษาหารือ และลงมติร่วมกัน",
        "en": "How does every child get the grant, with nobody left out? Propose topics, consult and decide together.",
    },
    description={
        "th": "เวทีนี้สานต่อการทำงานของเครือข่ายเด็กและคณะทำงานวาระทางสังคม โดยเชิญหกภาคส่วนมาดูข้อมูลร่วมกันว่าใครตกหล่น "
        "เพราะอะไร และจะเสนอต่อผู้มีอำนาจตัดสินใจอย่างไร\n\n"
        "ผลของเวทีจะอยู่ในรายงานที่ทุกคนดาวน์โหลดและตรวจสอบได้",
        "en": "This forum carries on the work of the children’s network and the Social Agenda Working Group. Six "
        "sectors look at the same data: who is left out, why, and what to propose to those who decide.\n\n"
        "What comes of it will stand in minutes that everybody can download and check.",
    },
    place={
        "th": "ศาลาประชาคม ต.หนองบัว จ.ขอนแก่น",
        "en": "Community hall, Nong Bua subdistrict, Khon Kaen",
    },
    online_url="https://meet.example/child-grant",
    seats={
        "university": 20,
        "ngo": 20,
        "government": 20,
        "business": 10,
        "civil-society": 20,
        "villagers": 40,
    },
    signups={
        "university": 16,
        "ngo": 25,
        "government": 9,
        "business": 2,
        "civil-society": 14,
        "villagers": 25,
    },
    parts=(
        Part(
            "opening",
            {"th": "ช่วงเปิดและนำเสนอข้อมูล", "en": "Opening and evidence"},
            {"th": "ห้องใหญ่", "en": "Main hall"},
            "plenary",
            0,
            3,
        ),
        Part(
            "access",
            {"th": "กลุ่มย่อย ก การเข้าถึงสิทธิ", "en": "Workshop A: access"},
            {"th": "ห้อง 1", "en": "Room 1"},
            "workshop",
            4,
            1.75,
        ),
        Part(
            "budget",
            {"th": "กลุ่มย่อย ข งบประมาณและกฎหมาย", "en": "Workshop B: budget and law"},
            {"th": "ห้อง 2", "en": "Room 2"},
            "workshop",
            4,
            1.75,
        ),
        Part(
            "decision",
            {"th": "ช่วงสรุปและลงมติ", "en": "Conclusions and decisions"},
            {"th": "ห้องใหญ่", "en": "Main hall"},
            "plenary",
            6,
            1.5,
        ),
    ),
    items=(
        Item({"th": "เปิดเวทีและชี้แจงวัตถุประสงค์", "en": "Opening and purpose"}, 30, "opening"),
        Item(
            {"th": "ใครตกหล่น ข้อมูลจากพื้นที่", "en": "Who is left out: evidence from the field"},
            120,
            "opening",
            (
                Item({"th": "ผลการติดตาม 12 ตำบล", "en": "Findings from 12 subdistricts"}, 60),
                Item({"th": "เสียงจากครอบครัว", "en": "Voices of families"}, 60),
            ),
        ),
        Item(
            {"th": "การเข้าถึงสิทธิของแรงงานนอกระบบ", "en": "Access for informal workers"},
            100,
            "access",
        ),
        Item(
            {"th": "งบประมาณและทางเลือกทางกฎหมาย", "en": "Budget and legal options"}, 100, "budget"
        ),
        Item({"th": "ข้อเสนอร่วมและการลงมติ", "en": "Joint proposals and decisions"}, 80, "decision"),
    ),
    topics=TOPICS,
    consultation=ConsultationText(
        {"th": "เงินอุดหนุนถ้วนหน้าหรือเฉพาะกลุ่ม", "en": "For every child, or for some?"},
        {
            "th": "ตอบว่าเห็นด้วย ไม่เห็นด้วย หรือขอผ่าน ทีละข้อความ ใช้เวลาประมาณสามนาที",
            "en": "Agree, disagree or pass, one statement at a time. It takes about three minutes.",
        },
        STATEMENTS,
        respondents=58,
    ),
    hall={"th": "ร่วมที่ศาลาประชาคม", "en": "In the hall"},
    online=PoolText({"th": "ร่วมทางออนไลน์", "en": "Online"}, 60, every=9),
    women=50,
    questions=QUESTIONS,
    invitations=INVITATIONS,
)
