import re
from itertools import pairwise

from forum.language.normal import grapheme_count, normalise, normalise_lines

# No line begins with these, whatever the dictionary says.
_STAYS_WITH_WHAT_PRECEDES = re.compile(r"[\sฯะ-ฺๅ-๎,.;:!?%)\]}»”’…]")
_OPENING = re.compile(r"[(\[{«“‘]$")

_ITEM = re.compile(r"^\s*(?:\(?[\d๐-๙]+(?:[.)](?:[\d๐-๙]+)*)+|[-–•*])\s+")
_LATIN_END = re.compile(r"[A-Za-z0-9)\"”][.!?][\"”)]?$|[!?]$")
_CONNECTIVE = re.compile(
    "แต่|ดังนั้น|เพราะฉะนั้น|ด้วยเหตุนี้|นอกจากนี้|นอกจากนั้น|อย่างไรก็ตาม|อย่างไรก็ดี|ทั้งนี้|อนึ่ง|"
    "ต่อมา|จากนั้น|ในขณะที่|ขณะเดียวกัน|ในทางกลับกัน|สุดท้าย|สำหรับ|กล่าวคือ|ประการ|ส่วน"
)
# What cannot begin a sentence and what cannot end one: joining words, numbers, Latin words.
_LEANS_BACK = re.compile(
    "(?:และ|หรือ|กับ|ที่(?!ประชุม)|ซึ่ง|อัน(?!ดับ)|ของ|ใน(?!การนี้|วันที่|ปี|ที่สุด)|โดย(?!สรุป)|เพื่อ|ว่า|ให้|"
    'จาก(?!นั้น|การ)|ถึง(?!แม้)|แก่|ต่อ)|[ๆฯ\\d๐-๙(\\["“A-Za-z]'
)
_LEANS_ON = re.compile(
    '(?:และ|หรือ|กับ|คือ|ได้แก่|เช่น|ว่า|ที่|ของ|โดย|ใน|เรื่อง|ข้อ|นาย|นาง|นางสาว|[,:(\\["“\\d๐-๙.ๆA-Za-z])$'
)
_LONG_ENOUGH = 40  # graphemes; shorter pieces between spaces are rather clauses than sentences
_TOO_SHORT = 10  # graphemes; "เด็ก เยาวชน และครอบครัว" is a list, its members begin nothing


def words(text: str) -> list[str]:
    """The words of a text, without the spaces, cut by dictionary (newmm of PyThaiNLP).

    The first call loads the dictionary: about half a second and 80 MB.
    """
    return [token for token in _tokens(normalise(text)) if not token.isspace()]


def break_points(text: str) -> list[int]:
    """The places in `text` where a line may end between words, ascending, without both ends.

    Never before a mark, ๆ, ฯ or closing punctuation, never after an opening one.
    """
    places: list[int] = []
    place = 0
    for token, following in pairwise(_tokens(text)):
        place += len(token)
        if not _STAYS_WITH_WHAT_PRECEDES.match(following) and not _OPENING.search(token):
            places.append(place)
    return places


def sentences(text: str) -> list[str]:
    """The text in pieces of about a sentence, in order, nothing lost but spaces between them.

    Thai has no full stop; a space ends a clause or a sentence. A piece ends at a line's end, before
    a numbered item, after Latin . ! ?, before a connective that opens a thought (แต่ ดังนั้น
    นอกจากนี้ …), and at a space once the piece is long enough and neither side leans on the
    other. A heuristic: good enough to quote from, not to parse with.
    """
    return [piece for line in normalise_lines(text).split("\n") for piece in _pieces(line)]


def _tokens(text: str) -> list[str]:
    from pythainlp.tokenize import word_tokenize  # noqa: PLC0415 - heavy, loaded when used

    return list(word_tokenize(text, engine="newmm", keep_whitespace=True)) if text else []


def _pieces(line: str) -> list[str]:
    pieces: list[str] = []
    item = _ITEM.match(line)
    start = item.group() if item else ""
    for chunk in line[len(start) :].split():
        if pieces and not _ends_between(pieces[-1], chunk):
            pieces[-1] += f" {chunk}"
        else:
            pieces.append(chunk)
    if start.strip():
        pieces[:1] = [f"{start.strip()} {pieces[0]}" if pieces else start.strip()]
    return pieces


def _ends_between(piece: str, chunk: str) -> bool:
    """Whether the space between a piece and the next chunk ends a sentence."""
    if _is_open(piece):
        return False
    if _LATIN_END.search(piece) and not _is_initial(piece):
        return True
    if _CONNECTIVE.match(chunk):
        return not _LEANS_ON.search(piece)
    is_long = grapheme_count(piece) >= _LONG_ENOUGH and grapheme_count(chunk) >= _TOO_SHORT
    return is_long and not _LEANS_BACK.match(chunk) and not _LEANS_ON.search(piece)


def _is_open(piece: str) -> bool:
    """Inside brackets or quotation marks no sentence ends."""
    return (
        piece.count("(") > piece.count(")")
        or piece.count("“") > piece.count("”")
        or piece.count('"') % 2 == 1
    )


def _is_initial(piece: str) -> bool:
    """A dot after an initial, a title or a number is no full stop."""
    last = piece.rsplit(" ", 1)[-1]
    return bool(re.fullmatch(r"\(?(?:[A-Za-z]|Dr|Mr|Mrs|Ms|Prof|No|[\d๐-๙.]+)\.", last))
