import re
from dataclasses import dataclass

from forum.language.normal import grapheme_count, normalise


@dataclass(frozen=True, slots=True)
class Name:
    """A person's name in its three parts; prefix and family may be empty."""

    prefix: str
    given: str
    family: str


# The rule for taking a prefix off, made so that no name loses its beginning:
#   1. an abbreviation is one if a dot or a space ends it: "ดร.สมชาย", "ดร สมชาย", but ดรุณี is a name;
#   2. a word that hardly ever begins a given name may be written onto the name: "นายสมชาย", "แม่ชีมาลี";
#   3. a word that does begin given names needs a space: "พระ สมชาย", but พระพาย is a name;
#   4. what remains must be able to begin a word: นายิกา is a name, and นางสาวิตรี is นาง สาวิตรี;
#   5. the longest prefix wins, and one may follow another: "ศ.ดร.", "ว่าที่ ร.ต.".
_ABBREVIATED = (
    "น.ส.", "ด.ช.", "ด.ญ.", "ศ.", "รศ.", "ผศ.", "อ.", "ดร.", "นพ.", "พญ.", "ทพ.", "ทพญ.", "ภก.", "ภญ.",
    "สพ.ญ.", "น.สพ.", "พท.", "ม.จ.", "ม.ร.ว.", "ม.ล.",
    "พล.อ.", "พล.ท.", "พล.ต.", "พ.อ.", "พ.ท.", "พ.ต.", "ร.อ.", "ร.ท.", "ร.ต.",
    "พล.ร.อ.", "พล.ร.ท.", "พล.ร.ต.", "น.อ.", "น.ท.", "น.ต.", "พล.อ.อ.", "พล.อ.ท.", "พล.อ.ต.",
    "พล.ต.อ.", "พล.ต.ท.", "พล.ต.ต.", "พ.ต.อ.", "พ.ต.ท.", "พ.ต.ต.", "ร.ต.อ.", "ร.ต.ท.", "ร.ต.ต.",
    "ด.ต.", "จ.ส.ต.", "ส.ต.อ.", "ส.ต.ท.", "ส.ต.ต.", "จ.ส.อ.", "จ.ส.ท.", "ส.อ.", "ส.ท.",
    "Dr.", "Mr.", "Mrs.", "Ms.", "Prof.", "Assoc.", "Asst.", "Rev.", "Ven.",
)  # fmt: skip
_WRITTEN_ON = (
    "นาย", "นาง", "นางสาว", "เด็กชาย", "เด็กหญิง", "คุณหญิง", "ท่านผู้หญิง", "แม่ชี", "อาจารย์",
    "พระครู", "พระมหา", "พระอาจารย์", "พระปลัด", "พระสมุห์", "พระใบฎีกา", "สามเณร",
    "หม่อมหลวง", "หม่อมราชวงศ์", "หม่อมเจ้า", "ศาสตราจารย์", "รองศาสตราจารย์", "ผู้ช่วยศาสตราจารย์",
    "นายแพทย์", "แพทย์หญิง", "ทันตแพทย์", "ทันตแพทย์หญิง", "เภสัชกร", "เภสัชกรหญิง",
    "ว่าที่ร้อยตรี", "ว่าที่ร้อยตรีหญิง", "ร้อยตรี", "ร้อยโท", "ร้อยเอก", "พันตรี", "พันโท", "พันเอก",
)  # fmt: skip
_WITH_A_SPACE = ("พระ", "คุณ", "ว่าที่", "หลวงพ่อ", "Miss", "Mister", "Professor", "Doctor", "Sir")

# After one of these the name begins; a second word that looks like a prefix belongs to the name.
_LAST = frozenset(
    [
        "นาย",
        "นาง",
        "นางสาว",
        "น.ส.",
        "เด็กชาย",
        "เด็กหญิง",
        "ด.ช.",
        "ด.ญ.",
        "คุณ",
        "mr.",
        "mr",
        "mrs.",
        "mrs",
        "ms.",
        "ms",
        "miss",
    ]
)
_MONASTIC = re.compile("พระ|แม่ชี|สามเณร|หลวง")
_PALI_NAME = "\u0e3a"  # the dot under Pali consonants: only the names monks receive have it

_THAI = re.compile("[ก-๛]")
_CANNOT_BEGIN = re.compile("[ฯะ-ฺๅ-๎]")
_IN_ENGLISH = {
    "นาย": "Mr", "นาง": "Mrs", "นางสาว": "Ms", "น.ส.": "Ms", "ดร.": "Dr", "นพ.": "Dr", "พญ.": "Dr",
    "นายแพทย์": "Dr", "แพทย์หญิง": "Dr", "ศ.": "Prof.", "ศ.ดร.": "Prof. Dr", "ศาสตราจารย์": "Prof.",
    "รศ.": "Assoc. Prof.", "รศ.ดร.": "Assoc. Prof. Dr", "ผศ.": "Asst. Prof.",
    "ผศ.ดร.": "Asst. Prof. Dr", "พระ": "Phra", "พระครู": "Phra Khru", "พระมหา": "Phra Maha",
    "แม่ชี": "Mae Chi", "ม.ล.": "M.L.", "ม.ร.ว.": "M.R.",
}  # fmt: skip


def _patterns() -> tuple[re.Pattern[str], ...]:
    """One pattern for each prefix, the longest prefix first."""
    rules = {word: f"{word} ?" for word in _WRITTEN_ON} | {
        word: f"{word} " for word in _WITH_A_SPACE
    }
    for short in _ABBREVIATED:
        woman_officer = "(?: ?หญิง)?" if short.count(".") > 1 else ""
        rules[short] = rf"{re.escape(short)}{woman_officer} ?|{re.escape(short[:-1])} "
    longest_first = sorted(rules.items(), key=lambda rule: len(rule[0]), reverse=True)
    return tuple(re.compile(pattern, re.IGNORECASE) for _, pattern in longest_first)


_PREFIXES = _patterns()


def split_prefix(text: str) -> tuple[str, str]:
    """The prefix ("" where there is none) and the rest of a full name.

    The prefix stays as written, but "ดร สมชาย" gets its dot. Takes a prefix off only where that is safe (the rule stands above); the rest is never empty.
    """
    rest = normalise(text)
    prefix = ""
    while found := _leading_prefix(rest, before=prefix):
        prefix += _with_its_dot(found)
        rest = rest[len(found) :]
        if found.strip().lower() in _LAST:
            break
    return prefix.strip(), rest


def parse_name(text: str) -> Name:
    """The parts of a written full name, in the order written, never swapped.

    After the prefix the first word is the given name and all others the family name ("แซ่ ลิ้ม",
    "ณ อยุธยา", two family names); there may be none.
    """
    prefix, rest = split_prefix(text)
    given, _, family = rest.partition(" ")
    return Name(prefix, given, family)


def display_name(name: Name, language: str) -> str:
    """The name as lists and minutes show it: "นายสมชาย ใจดี", "Mr Somchai Jaidee".

    A Thai prefix is written onto a Thai name; before a Latin name English gives its English form.
    """
    prefix = name.prefix
    if language != "th" and not _is_thai(name.given):
        prefix = _IN_ENGLISH.get(prefix.replace(" ", ""), prefix)
    called = prefix + _gap(prefix, name.given) + name.given
    return f"{called} {name.family}".strip()


def address_name(name: Name, language: str) -> str:
    """How a letter speaks to the person: "คุณสมชาย"; in English the given name.

    Monks and nuns keep their prefix: คุณ would be impolite.
    """
    if _MONASTIC.match(name.prefix):
        return display_name(Name(name.prefix, name.given, ""), language)
    if language != "th":
        return name.given
    if name.given.startswith("คุณ"):  # written on by the person, or a name that begins so
        return name.given
    return f"คุณ{_gap('คุณ', name.given)}{name.given}"


def _leading_prefix(text: str, *, before: str) -> str:
    """The longest prefix, with its space, that may be taken off; "" where none may."""
    if not before and text.startswith("พระ") and _PALI_NAME in text:
        longer = _longest(text)
        return longer if len(longer) > len("พระ") else "พระ"
    return _longest(text)


def _longest(text: str) -> str:
    for pattern in _PREFIXES:
        found = pattern.match(text)
        if found and _is_name(text[found.end() :], apart=found.group()[-1] in ". "):
            return found.group()
    return ""


def _with_its_dot(found: str) -> str:
    short = f"{found.strip()}."
    return f"{short} " if _THAI.match(short) and short in _ABBREVIATED else found


def _is_name(rest: str, *, apart: bool) -> bool:
    """Whether what would remain can be a name; one sign alone can only where it stands apart."""
    first = rest.partition(" ")[0]
    return bool(first) and not _CANNOT_BEGIN.match(first) and (apart or grapheme_count(first) > 1)


def _is_thai(text: str) -> bool:
    return bool(_THAI.match(text))


def _gap(prefix: str, given: str) -> str:
    return "" if not prefix or (_is_thai(prefix) and _is_thai(given)) else " "
