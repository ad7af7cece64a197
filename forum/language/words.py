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
# A dot after an initial, a title or a number is no full stop.
_INITIAL = re.compile(r"\(?(?:[A-Za-z]|Dr|Mr|Mrs|Ms|Prof|No|[\d๐-๙.]+)\.")
_LONG_WORD = 16  # signs; a longer word is a compound, and does not fit into a table's column
_THAI = re.compile("[ก-๛]")
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
    tokens = [part for token in _tokens(text) for part in _parts(token)]
    for token, following in pairwise(tokens):
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


def _parts(token: str) -> list[str]:
    """A long compound ("สำนักงานคณะกรรมการกฤษฎีกา" is one word to the dictionary) in its words."""
    if len(token) <= _LONG_WORD or not _THAI.search(token):
        return [token]
    from pythainlp.corpus import thai_words  # noqa: PLC0415 - heavy, loaded when used
    from pythainlp.tokenize import word_tokenize  # noqa: PLC0415 - heavy, loaded when used
    from pythainlp.util import Trie  # noqa: PLC0415 - heavy, loaded when used

    ends = range(2, _LONG_WORD + 1)
    inside = {token[start : start + n] for start in range(len(token)) for n in ends}
    known = Trie(inside & thai_words())
    return list(word_tokenize(token, custom_dict=known, engine="newmm", keep_whitespace=True))


class _Piece:
    """A sentence growing chunk by chunk; keeps count, so that a long line stays cheap."""

    def __init__(self) -> None:
        self._chunks: list[str] = []
        self._length = 0
        self._brackets = 0
        self._straight_quotes = 0

    def add(self, chunk: str) -> None:
        self._chunks.append(chunk)
        self._length += grapheme_count(chunk) + 1
        opened = sum(map(chunk.count, "(“")) - sum(map(chunk.count, ")”"))
        self._brackets = max(0, self._brackets + opened)
        self._straight_quotes += chunk.count('"')

    def ends_before(self, chunk: str) -> bool:
        """Whether the space before the next chunk ends the sentence; not within brackets."""
        if not self._chunks or self._brackets or self._straight_quotes % 2:
            return False
        last = self._chunks[-1]
        if _LATIN_END.search(last) and not _INITIAL.fullmatch(last):
            return True
        if _LEANS_ON.search(last):
            return False
        return bool(_CONNECTIVE.match(chunk)) or (self._is_long() and _may_begin(chunk))

    def _is_long(self) -> bool:
        return self._length > _LONG_ENOUGH

    def __str__(self) -> str:
        return " ".join(self._chunks)


def _pieces(line: str) -> list[str]:
    item = _ITEM.match(line)
    number = item.group() if item else ""
    pieces = [_Piece()]
    for chunk in line[len(number) :].split():
        if pieces[-1].ends_before(chunk):
            pieces.append(_Piece())
        pieces[-1].add(chunk)
    whole = [str(piece) for piece in pieces]
    whole[0] = f"{number.strip()} {whole[0]}".strip()
    return [piece for piece in whole if piece]


def _may_begin(chunk: str) -> bool:
    return not _LEANS_BACK.match(chunk) and grapheme_count(chunk) >= _TOO_SHORT
