"""A Thai and an English document such as the minutes room writes."""

from forum.documents.tree import (
    Align,
    Annex,
    Bar,
    BarChart,
    Column,
    Commitment,
    Digits,
    Document,
    Heading,
    KeyValues,
    Layout,
    List,
    Origin,
    PageBreak,
    Paragraph,
    Quotation,
    Resolution,
    Run,
    SignatureBlock,
    Source,
    Table,
    Tone,
)


def _link(kind: str, public_id: str, label: str) -> tuple[Source, ...]:
    return (Source(kind, public_id, label, f"https://forum.example/{kind}s/{public_id}"),)


def strong(lead: str, rest: str) -> tuple[Run, ...]:
    return (Run(lead, strong=True), Run(f" {rest}"))


THAI = Document(
    title="รายงานสรุปเวทีความรู้ความเป็นธรรมทางสังคมด้านสุขภาวะ",
    subtitle=(
        "ครั้งที่ 3/2569",
        "เมื่อวันเสาร์ที่ 12 ธันวาคม 2569",
        "ณ ศาลาประชาคม ตำบลหนองบัว จังหวัดขอนแก่น",
    ),
    language="th",
    digits=Digits.THAI,
    meta=(("author", "คณะทำงานเวที"), ("date", "2026-12-12")),
    blocks=(
        Heading(key="item3", level=1, text="ระเบียบวาระที่ 3 เงินอุดหนุนเพื่อการเลี้ยงดูบุตร"),
        Paragraph(
            key="item3.intro",
            text="ที่ประชุมอภิปรายจากประเด็นที่เสนอเข้ามา 14 ประเด็น และข้อความในการปรึกษาหารือ "
            "52 ข้อความ ผู้ตอบ 418 คน",
            origin=Origin.TYPED,
            author="ผู้จดรายงาน",
        ),
        Paragraph(
            key="item3.agreed",
            text=strong(
                "เห็นพ้องกันทุกกลุ่ม",
                "“เด็กที่ตกหล่นมากที่สุดคือลูกแรงงานนอกระบบ” เห็นด้วย 87% (กลุ่มที่ 1 91% กลุ่มที่ 2 82%)",
            ),
            tone=Tone.AGREED,
            sources=_link("statement", "k7q2m9", "ข้อความที่ 17"),
        ),
        Paragraph(
            key="item3.contested",
            text=strong(
                "ยังเห็นต่าง",
                "“ควรจ่ายเฉพาะครอบครัวยากจน” เห็นด้วย 49% (ราชการ 71% องค์กรชาวบ้าน 22%)",
            ),
            tone=Tone.CONTESTED,
            sources=_link("statement", "r4t8w1", "ข้อความที่ 31"),
        ),
        BarChart(
            key="item3.poll",
            caption=strong("ผลการลงมติ", "แบบฉันทมติ ผู้มีสิทธิ 128 ลงมติ 117 ครบองค์ประชุม"),
            rows=(
                Bar("เห็นด้วย", 72, 0.615, "agree"),
                Bar("เห็นด้วย แต่มีข้อสงวน", 29, 0.248),
                Bar("งดออกเสียง", 9, 0.077),
                Bar("ไม่เห็นด้วย", 7, 0.060, "object"),
            ),
            total=117,
            tone=Tone.RESULT,
            sources=(
                *_link("poll", "p3x1", "การลงมติ 3.1"),
                *_link("recount", "p3x1", "ตรวจนับซ้ำ"),
            ),
        ),
        Resolution(
            key="item3.resolution",
            text="เห็นชอบให้เสนอเงินอุดหนุนแบบถ้วนหน้าสำหรับเด็กแรกเกิดถึงหกปี และมอบหมายคณะทำงาน"
            "วาระทางสังคมจัดทำข้อเสนอ ภายในวันที่ 31 มกราคม 2570",
            origin=Origin.TYPED,
        ),
        Table(
            key="item3.sectors",
            caption="ผลตามภาคส่วน",
            columns=(
                Column("ภาคส่วน"),
                Column("เห็นด้วย", Align.END),
                Column("ไม่เห็นด้วย", Align.END),
            ),
            rows=(("ราชการ", "21", "4"), ("องค์กรชาวบ้าน", "40", "1"), ("มหาวิทยาลัย", "11", "2")),
            total=("รวม", "72", "7"),
            sources=_link("poll", "p3x1", "การลงมติ 3.1"),
        ),
        Quotation(
            key="item3.quote",
            text="ลูกคนที่สองของฉันไม่ได้เงินเลย เพราะตอนเกิดเราไม่มีทะเบียนบ้าน",
            attribution="ผู้เข้าร่วมภาคองค์กรชาวบ้าน",
            sources=_link("comment", "c9", "ความเห็นที่ 204"),
        ),
        Commitment(
            key="item3.commitment",
            text="จัดทำข้อเสนอเงินอุดหนุนแบบถ้วนหน้า ดู https://forum.example/c/2026 และ COVID-19",
            owner="คณะทำงานวาระทางสังคม",
            due="31 มกราคม 2570",
        ),
        List(key="next", items=("ทบทวนทะเบียนเด็ก 3 จังหวัด", "ขอข้อมูลเพิ่ม"), ordered=True),
        KeyValues(key="times", rows=(("เริ่มประชุมเวลา", "09.00 น."), ("เลิกประชุมเวลา", "16.30 น."))),
        SignatureBlock(key="signed", role="ผู้จดรายงานการประชุม", name="นางสาวตัวอย่าง ทดสอบ"),
        Annex(
            key="annex1",
            title="ภาคผนวก 1 ผู้เข้าร่วม",
            blocks=(
                Table(
                    key="annex1.table",
                    columns=(Column("ภาคส่วน"), Column("คน", Align.END)),
                    rows=(("ราชการ", "30"), ("องค์กรชาวบ้าน", "98")),
                ),
            ),
        ),
    ),
)

ENGLISH = Document(
    title="Forum report: a fair start for every child",
    subtitle=("No. 3/2026", "Saturday 12 December 2026", "Nong Bua community hall"),
    language="en",
    layout=Layout.FORUM_REPORT,
    blocks=(
        Heading(key="item1", level=1, text="Agenda item 1: child grants"),
        Paragraph(key="item1.intro", text="Fourteen topics were proposed.\nEight were taken up."),
        BarChart(
            key="item1.poll",
            caption="Should the grant be universal?",
            rows=(Bar("Yes", 72, 0.72, "agree"), Bar("No", 28, 0.28), Bar("Other", None)),
            total=100,
            tone=Tone.RESULT,
            sources=_link("poll", "p1", "Poll 1"),
        ),
        Resolution(key="item1.resolution", text="The grant shall be universal."),
        Quotation(key="thai", text="ควรให้ทุกคน 1 ครั้ง", attribution="ผู้เข้าร่วม", language="th"),
        PageBreak(key="break"),
        SignatureBlock(key="signed", role="Rapporteur"),
    ),
)


def everywhere(text: str, language: str = "en") -> Document:
    """A document with every kind of block and the same text in every place people can write in."""
    source = (
        Source("poll", text, text, "https://forum.example/p/1"),
        Source("comment", text, text, text),
    )
    runs = (Run(text, strong=True), Run(text, emphasis=True), Run(text))
    return Document(
        title=text,
        subtitle=(text,),
        language=language,
        meta=(("author", text), ("subject", text), ("date", text), (text, text)),
        blocks=(
            Heading(key="a", level=1, text=text, sources=source),
            Paragraph(key="b", text=runs, sources=source, author=text),
            Paragraph(key="c", text=text, origin=Origin.TYPED, author=text, tone=Tone.CONTESTED),
            Quotation(key="d", text=text, attribution=text, sources=source),
            Table(
                key="e",
                caption=runs,
                columns=(Column(text), Column(text, Align.CENTER), Column(text, Align.END)),
                rows=((text, text, text),),
                total=(text, text, text),
                sources=source,
            ),
            BarChart(
                key="f",
                caption=text,
                rows=(Bar(text, 3, 0.75, text), Bar(text, None, None, "agree")),
                total=3,
                label_heading=text,
                value_heading=text,
                sources=source,
            ),
            Resolution(key="g", text=text, label=text, sources=source),
            Commitment(key="h", text=text, owner=text, due=text, sources=source),
            KeyValues(key="i", rows=((text, text),), sources=source),
            List(key="j", items=(text, runs), ordered=True, sources=source),
            List(key="k", items=(text,), sources=source),
            SignatureBlock(key="l", role=text, name=text, sources=source),
            PageBreak(key="m"),
            Annex(key="n", title=text, blocks=(Paragraph(key="o", text=text),), sources=source),
        ),
    )


HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</title></style></svg><script>alert(1)</script>",
    "' onmouseover='alert(1)",
    "javascript:alert(1)",
    '#eval("1+1") #panic("x") #read("/etc/passwd")',
    "*bold* _em_ $x^2$ `raw` @label <label> = Heading // note /* note */ \\u{41}",
    '"] + panic("out") + ["',
    "{{ 7*7 }} {% raw %} ${7*7} %s {0} {name}",
    "<w:p/> ]]> <!-- &amp; &lt; &#x41; & <?xml ?>",
    "\x00\x01\x08\x0b\x0c\x1b\x1f\x7f\x85 controls",
    "half \ud800 pair \udfff and \ufffe \uffff \U0001ffff",
    "turned \u202e back \u2066 and \ufeff",
    "# heading\n- item\n1. item\n> quote\n| a | b |\n---\n    code\n```\n[x](javascript:alert(1)) ![x](http://evil.example/x.png)",
    "",
    " \n\t \r\n ",
    "{page} {pages}",
    "😀 漢字 עברית हिन्दी",
    "ก" * 300,
    "x" * 400,
]
