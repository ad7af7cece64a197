"""The look of the Word file: styles, page, fields. Thai needs what python-docx does not set.

Word formats Thai by the complex-script twins of each property (w:cs beside w:ascii, w:szCs beside
w:sz, w:bCs beside w:b); without them Thai text falls back to another font in another size.
"""

from dataclasses import dataclass
from typing import Any, Final

FALLBACK_FONT: Final = "Sarabun"
INK: Final = "1E2430"
SOFT: Final = "545B69"
TEXT_WIDTH: Final = 9071  # twentieths of a point: 16 cm between the margins
THREAD_GAP: Final = 8  # points between thread and text
_CM: Final = 567  # twentieths of a point

_LANGUAGES: Final = {"th": "th-TH", "en": "en-GB"}


@dataclass(frozen=True, slots=True)
class Look:
    """How a paragraph style looks; sizes and spaces in points, indents in cm."""

    size: float = 16
    bold: bool = False
    italic: bool = False
    colour: str = INK
    align: str | None = None
    before: float = 0
    after: float = 4
    left: float = 0
    keep_with_next: bool = False


STYLES: Final = {
    "Normal": Look(),
    "Title": Look(size=20, bold=True, align="center", after=0),
    "Subtitle": Look(align="center", after=0),
    "Heading 1": Look(size=18, bold=True, before=14, keep_with_next=True),
    "Heading 2": Look(size=17, bold=True, before=10, keep_with_next=True),
    "Heading 3": Look(bold=True, before=8, keep_with_next=True),
    "Quote": Look(left=0.8),
    "Caption": Look(before=6, after=2, keep_with_next=True),
    "List Paragraph": Look(after=2),
    "Resolution": Look(left=1.5),
    "Source": Look(size=12, colour=SOFT, before=2, after=8),
    "Signature": Look(align="center", left=7, after=0),
    "Header": Look(size=12, colour=SOFT, after=0),
    "Footer": Look(size=12, colour=SOFT, after=0),
}


def tag(name: str) -> str:
    """The full name of "w:…"."""
    from docx.oxml.ns import qn  # noqa: PLC0415 - heavy, loaded when used

    return str(qn(name))


def element(name: str, /, **attributes: object) -> Any:
    """A new element of the w: namespace with attributes of the same."""
    from docx.oxml import OxmlElement  # noqa: PLC0415 - heavy, loaded when used

    made = OxmlElement(f"w:{name}")
    for key, value in attributes.items():
        made.set(tag(f"w:{key.rstrip('_')}"), str(value))
    return made


def word_language(language: str) -> str:
    """The tag Word knows a language by."""
    return _LANGUAGES.get(language, language)


def dress(word: Any, *, font: str, language: str) -> None:
    """Give a new document our page, fonts, languages and styles."""
    _set_page(word.sections[0])
    for theme_fonts in list(word.styles.element.iter(tag("w:rFonts"))):
        theme_fonts.getparent().remove(theme_fonts)
    _set_defaults(word, font, language)
    _name_fallback_font(word, font)
    _set_modern(word)
    for name, look in STYLES.items():
        _set_style(_style(word, name), look, font)


def number_format(word: Any, pattern: str) -> None:
    """Number the pages in a format of Word's, e.g. "thaiNumbers"."""
    section = word.sections[0]._sectPr  # noqa: SLF001 - python-docx has no name for it
    section.find(tag("w:pgMar")).addnext(element("pgNumType", fmt=pattern))


def _style(word: Any, name: str) -> Any:
    if name in word.styles:
        return word.styles[name]
    from docx.enum.style import WD_STYLE_TYPE  # noqa: PLC0415 - heavy, loaded when used

    made = word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    made.base_style = word.styles["Normal"]
    return made


def _set_page(section: Any) -> None:
    from docx.shared import Cm  # noqa: PLC0415 - heavy, loaded when used

    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin = Cm(3), Cm(2)
    section.top_margin = section.bottom_margin = Cm(2.5)
    section.header_distance = section.footer_distance = Cm(1.25)
    section.different_first_page_header_footer = True


def _set_modern(word: Any) -> None:
    """Laid out as by Word since 2013, without its "compatibility mode"."""
    compat = element("compat")
    compat.append(
        element(
            "compatSetting",
            name="compatibilityMode",
            uri="http://schemas.microsoft.com/office/word",
            val=15,
        )
    )
    settings = word.settings.element
    old = settings.find(tag("w:compat"))
    if old is None:
        settings.append(compat)
    else:
        settings.replace(old, compat)


def _set_defaults(word: Any, font: str, language: str) -> None:
    defaults = word.styles.element.find(tag("w:docDefaults"))
    if defaults is not None:
        word.styles.element.remove(defaults)
    properties = element("rPr")
    properties.extend([_fonts(font), element("sz", val=32), element("szCs", val=32)])
    code = word_language(language)
    properties.append(element("lang", val=code, eastAsia=code, bidi="th-TH"))
    outer, made = element("rPrDefault"), element("docDefaults")
    outer.append(properties)
    made.append(outer)
    word.styles.element.insert(0, made)


def _fonts(font: str) -> Any:
    return element("rFonts", ascii=font, hAnsi=font, eastAsia=font, cs=font)


def _set_style(style: Any, look: Look, font: str) -> None:
    """Properties in the order Word's schema wants them; what the template had is gone."""
    root = style.element
    for name in ("w:rPr", "w:pPr"):
        for old in root.findall(tag(name)):
            root.remove(old)
    paragraph = _paragraph_properties(style.name, look)
    root.extend([paragraph, _run_properties(look, font)])


def _paragraph_properties(name: str, look: Look) -> Any:
    made = element("pPr")
    if look.keep_with_next:
        made.append(element("keepNext"))
    spacing = {"before": round(look.before * 20), "after": round(look.after * 20)}
    made.append(element("spacing", **spacing, line=240, lineRule="auto"))
    if look.left:
        made.append(element("ind", left=round(look.left * _CM)))
    if look.align:
        made.append(element("jc", val=look.align))
    if name.startswith("Heading "):
        made.append(element("outlineLvl", val=int(name[-1]) - 1))
    return made


def _run_properties(look: Look, font: str) -> Any:
    made = element("rPr")
    made.append(_fonts(font))
    for plain, complex_, is_on in (("b", "bCs", look.bold), ("i", "iCs", look.italic)):
        if is_on:
            made.extend([element(plain), element(complex_)])
    made.append(element("color", val=look.colour))
    half_points = round(look.size * 2)
    made.extend([element("sz", val=half_points), element("szCs", val=half_points)])
    return made


def _name_fallback_font(word: Any, font: str) -> None:
    """Say in the font table which font to take where ours is not installed."""
    from docx.opc.oxml import serialize_part_xml  # noqa: PLC0415 - heavy, loaded when used
    from docx.oxml.parser import parse_xml  # noqa: PLC0415 - heavy, loaded when used

    for relation in word.part.rels.values():
        if relation.reltype.endswith("/fontTable"):
            table = parse_xml(relation.target_part.blob)
            named = element("font", name=font)
            named.append(element("altName", val=FALLBACK_FONT))
            table.append(named)
            relation.target_part._blob = serialize_part_xml(table)  # noqa: SLF001 - no other way in
