"""Lists of people to sign up: what their columns mean, and what each row says."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from forum.core.i18n import N_
from forum.language.contacts import UnreadableEmail, UnreadablePhone, parse_email, parse_phone
from forum.language.names import Name, parse_name, split_prefix
from forum.language.normal import fold, normalise
from forum.signups.logic.applicants import Comer, folded_name
from forum.signups.logic.list_answers import YES_WORDS, Form, read_cell, read_comers
from forum.signups.logic.states import Gender


class Basis(StrEnum):
    """On what ground people of a list are kept: they agreed on paper, or are asked by letter."""

    PAPER = "paper"
    LETTER = "letter"


class ListColumn(StrEnum):
    """What a column of a list can hold."""

    NAME = "name"
    PREFIX = "prefix"
    GIVEN_NAME = "given_name"
    FAMILY_NAME = "family_name"
    EMAIL = "email"
    PHONE = "phone"
    SECTOR = "sector"
    ORGANISATION = "organisation"
    NETWORK = "network"
    GENDER = "gender"
    PROVINCE = "province"
    POOL = "pool"
    COMPANIONS = "companions"
    NEEDS = "needs"
    NAME_IN_MINUTES = "name_in_minutes"
    PHOTOS = "photos"
    NEXT_FORUMS = "next_forums"


# Columns that say to what somebody agreed on paper, beside being signed up: purposes of consents.
AGREED = (ListColumn.NAME_IN_MINUTES, ListColumn.PHOTOS, ListColumn.NEXT_FORUMS)

# How lists head their columns, folded; the first of each stand in the template.
_HEADINGS: Mapping[ListColumn, tuple[str, ...]] = MappingProxyType(
    {
        ListColumn.NAME: (
            "ชื่อ-สกุล", "full name", "name", "ชื่อ-นามสกุล", "ชื่อ – สกุล", "ชื่อ - สกุล", "ชื่อ สกุล",
            "ชื่อสกุล", "ชื่อ นามสกุล", "ชื่อนามสกุล", "ชื่อ - นามสกุล", "ชื่อและนามสกุล", "รายชื่อ",
            "ชื่อผู้เข้าร่วม", "ชื่อ/สกุล",
        ),
        ListColumn.PREFIX: ("คำนำหน้า", "prefix", "คำนำหน้าชื่อ", "คำนำหน้านาม", "title"),
        ListColumn.GIVEN_NAME: ("ชื่อ", "given name", "first name", "ชื่อจริง", "firstname"),
        ListColumn.FAMILY_NAME: (
            "นามสกุล", "family name", "last name", "surname", "สกุล", "ชื่อสกุล (นามสกุล)", "lastname",
        ),
        ListColumn.EMAIL: ("อีเมล", "e-mail", "email", "อีเมล์", "e-mail address", "email address"),
        ListColumn.PHONE: (
            "โทรศัพท์", "telephone", "phone", "เบอร์โทร", "เบอร์โทรศัพท์", "เบอร์", "โทร", "มือถือ",
            "หมายเลขโทรศัพท์", "mobile", "tel", "tel.", "โทร.", "phone number",
        ),
        ListColumn.SECTOR: ("ภาคส่วน", "sector", "ภาคี", "กลุ่ม"),
        ListColumn.ORGANISATION: (
            "องค์กร", "organisation", "organization", "หน่วยงาน", "สังกัด", "องค์กร/หน่วยงาน",
            "หน่วยงาน/องค์กร", "ชื่อองค์กร", "ชื่อหน่วยงาน", "affiliation",
        ),
        ListColumn.NETWORK: ("เครือข่าย", "network", "ชื่อเครือข่าย"),
        ListColumn.GENDER: ("เพศ", "gender", "sex"),
        ListColumn.PROVINCE: ("จังหวัด", "province"),
        ListColumn.POOL: ("ที่นั่ง", "seats", "ช่องทางเข้าร่วม", "way to take part"),
        ListColumn.COMPANIONS: ("ผู้มาด้วย", "companions", "ผู้ติดตาม", "accompanying persons"),
        ListColumn.NEEDS: (
            "สิ่งที่ต้องการ", "needs", "ความต้องการ", "ความต้องการพิเศษ", "ความช่วยเหลือ", "access needs",
        ),
        ListColumn.NAME_IN_MINUTES: ("ลงชื่อในรายงาน", "name in minutes"),
        ListColumn.PHOTOS: ("ถ่ายภาพ", "photographs", "photos", "ภาพและเสียง"),
        ListColumn.NEXT_FORUMS: ("แจ้งข่าวเวทีต่อไป", "next forums"),
    }
)  # fmt: skip
_BY_HEADING = {fold(word): column for column, words in _HEADINGS.items() for word in words}

# What an installation starts with; lists may be headed by titles.
_HEADING_ROWS = 10
_LONGEST_NEEDS = 1000

_WOMAN = frozenset({"หญิง", "ผู้หญิง", "ญ", "ญ.", "female", "woman", "f", "w"})
_MAN = frozenset({"ชาย", "ผู้ชาย", "ช", "ช.", "male", "man", "m"})
_OTHER = frozenset({"อื่น", "อื่นๆ", "อื่น ๆ", "other", "lgbt", "lgbtq", "lgbtq+"})
_LOST_ZERO = re.compile(r"[2-9][0-9]{7,8}")
_QUOTED = re.compile(r"'(?=[=+\-@])")  # what keeps a spreadsheet from calculating a text
_PROVINCE_WORD = re.compile(r"(?:จังหวัด|จ\.) ?")


@dataclass(frozen=True)
class Fault:
    """What is wrong with a row: a sentence (N_) with facts. One that blocks keeps the row out."""

    message: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    is_blocking: bool = True


@dataclass(frozen=True)
class Known:
    """What names in a list can mean: folded names to codes and public ids.

    The defaults are for rows that say nothing of it; empty for none.
    """

    sectors: Mapping[str, str]
    networks: Mapping[str, str] = field(default_factory=dict)
    pools: Mapping[str, str] = field(default_factory=dict)
    provinces: Mapping[str, str] = field(default_factory=dict)
    sector: str = ""
    network: str = ""
    pool: str = ""
    form: Form = field(default_factory=Form)


@dataclass(frozen=True)
class Listed:
    """One person of a list, as read: the row's number and what stands there."""

    line: int
    name: Name
    sector: str
    email: str | None = None
    phone: str | None = None
    organisation: str = ""
    network: str | None = None
    pool: str | None = None
    gender: Gender | None = None
    province: str | None = None
    agreed: frozenset[str] = frozenset()
    comers: tuple[Comer, ...] = ()
    needs: str = ""
    answers: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Row:
    """A row of a list and its faults; `listed` is None where no person can be made of it."""

    line: int
    cells: tuple[str, ...]
    listed: Listed | None
    faults: tuple[Fault, ...]

    @property
    def is_sound(self) -> bool:
        """Whether the person can be signed up."""
        return self.listed is not None and not any(fault.is_blocking for fault in self.faults)


def headings_of(column: ListColumn, language: str) -> str:
    """How the template heads a column."""
    return _HEADINGS[column][0 if language == "th" else 1]


def find_headings(rows: Sequence[Sequence[str]]) -> int:
    """Which of the rows holds the headings: among the first, the one that is best understood."""
    understood = [len(guess_columns(cells)) for cells in rows[:_HEADING_ROWS]]
    return understood.index(max(understood)) if any(understood) else 0


def guess_columns(headings: Sequence[str]) -> dict[ListColumn, int]:
    """The places of columns whose headings are understood; of two alike the first."""
    found: dict[ListColumn, int] = {}
    for place, heading in enumerate(headings):
        column = _BY_HEADING.get(fold(heading).strip(" *:"))
        if column is not None:
            found.setdefault(column, place)
    if ListColumn.FAMILY_NAME not in found and ListColumn.NAME not in found:
        # one column headed "name" holds the whole name
        given = found.pop(ListColumn.GIVEN_NAME, None)
        found |= {ListColumn.NAME: given} if given is not None else {}
    return found


def read_row(
    line: int,
    cells: Sequence[str],
    calculated: Iterable[int],
    places: Mapping[ListColumn, int],
    known: Known,
    answers_at: Mapping[str, int] | None = None,
) -> Row:
    """Read one row by the columns' places; `answers_at` are those of questions, by their ids."""
    reader = _Reader(cells, frozenset(calculated), places, known, answers_at or {})
    listed = reader.read(line)
    return Row(line, tuple(cells), listed, tuple(reader.faults))


def folded(name: Name) -> str:
    """A name for comparing; empty parts left out."""
    return folded_name(name).strip()


def is_agreed(text: str) -> bool:
    """Whether a cell of a consent's column says yes; whatever else it says is no."""
    return fold(text) in YES_WORDS


def gender_of(text: str) -> Gender | None:
    """The gender a cell names; None where it names none that is known."""
    words = ((_WOMAN, Gender.WOMAN), (_MAN, Gender.MAN), (_OTHER, Gender.OTHER))
    return next((gender for known, gender in words if fold(text) in known), None)


class _Reader:
    """Reads the cells of a row, noting what is wrong."""

    def __init__(
        self,
        cells: Sequence[str],
        calculated: frozenset[int],
        places: Mapping[ListColumn, int],
        known: Known,
        answers_at: Mapping[str, int],
    ) -> None:
        self.faults: list[Fault] = []
        self._cells, self._calculated = cells, calculated
        self._places, self._known, self._answers_at = places, known, answers_at

    def read(self, line: int) -> Listed | None:
        """The person, if there is at least a name and a sector."""
        name, sector = self._name(), self._sector()
        email = self._contact(ListColumn.EMAIL, parse_email, _BAD_EMAIL)
        phone = self._contact(ListColumn.PHONE, _phone, _BAD_PHONE)
        organisation = self._short(ListColumn.ORGANISATION, 200)
        listed = Listed(
            line=line,
            name=name or Name("", "", ""),
            sector=sector or "",
            email=email,
            phone=phone,
            organisation=organisation,
            network=self._network(),
            pool=self._pool(),
            gender=self._gender(),
            province=self._province(),
            agreed=frozenset(column.value for column in AGREED if is_agreed(self._text(column))),
            comers=self._comers(),
            needs=self._needs(),
            answers=self._answers(),
        )
        if self._calculated & {*self._places.values(), *self._answers_at.values()}:
            self.faults.append(Fault(_CALCULATED))
        return listed if name and sector else None

    def _text(self, column: ListColumn) -> str:
        place = self._places.get(column)
        return normalise(self._cell(place)) if place is not None else ""

    def _cell(self, place: int) -> str:
        return _QUOTED.sub("", self._cells[place], count=1) if place < len(self._cells) else ""

    def _name(self) -> Name | None:
        prefix, given = self._text(ListColumn.PREFIX), self._text(ListColumn.GIVEN_NAME)
        family = self._text(ListColumn.FAMILY_NAME)
        if not given:
            whole = parse_name(self._text(ListColumn.NAME))
            given, family = whole.given, family or whole.family
            prefix = prefix or whole.prefix
        else:
            before, given = split_prefix(given)
            prefix = prefix or before
        if not any(unicodedata.category(sign).startswith("L") for sign in given):
            self.faults.append(Fault(_NO_NAME))
            return None
        if len(given) > 120 or len(family) > 120 or len(prefix) > 40:  # as the tables hold
            self.faults.append(Fault(_LONG_NAME))
            return None
        return Name(prefix, given, family)

    def _sector(self) -> str | None:
        text = self._text(ListColumn.SECTOR)
        found = self._known.sectors.get(fold(text)) if text else self._known.sector
        if not text and not found:
            self.faults.append(Fault(_NO_SECTOR))
        elif not found:
            self.faults.append(Fault(_UNKNOWN_SECTOR, {"name": text[:80]}))
        return found or None

    def _contact(self, column: ListColumn, parse: Callable[[str], str], message: str) -> str | None:
        text = self._text(column)
        if not text or text in {"-", "–"}:
            return None
        try:
            return parse(text)
        except (UnreadableEmail, UnreadablePhone):
            self.faults.append(Fault(message, {"text": text[:80]}))
            return None

    def _short(self, column: ListColumn, most: int) -> str:
        text = self._text(column)
        if len(text) > most:
            self.faults.append(Fault(_LONG_TEXT, {"most": most}))
        return text[:most]

    def _network(self) -> str | None:
        text = self._text(ListColumn.NETWORK)
        found = self._known.networks.get(fold(text)) if text else self._known.network
        if text and not found:
            self.faults.append(Fault(_UNKNOWN_NETWORK, {"name": text[:80]}, is_blocking=False))
        return found or None

    def _pool(self) -> str | None:
        text = self._text(ListColumn.POOL)
        found = self._known.pools.get(fold(text)) if text else self._known.pool
        if text and not found:
            self.faults.append(Fault(_UNKNOWN_POOL, {"name": text[:80]}))
        return found or None

    def _gender(self) -> Gender | None:
        text = self._text(ListColumn.GENDER)
        found = gender_of(text)
        if text and found is None:
            self.faults.append(Fault(_UNKNOWN_GENDER, {"text": text[:80]}, is_blocking=False))
        return found

    def _province(self) -> str | None:
        text = self._text(ListColumn.PROVINCE)
        found = self._known.provinces.get(fold(_PROVINCE_WORD.sub("", text, count=1)))
        if text and found is None:
            self.faults.append(Fault(_UNKNOWN_PROVINCE, {"name": text[:80]}, is_blocking=False))
        return found

    def _comers(self) -> tuple[Comer, ...]:
        place, most = self._places.get(ListColumn.COMPANIONS), self._known.form.most_companions
        found = read_comers(self._cell(place)) if place is not None else ()
        if found is None:
            self.faults.append(Fault(_BAD_COMPANIONS))
        elif len(found) > most:
            self.faults.append(Fault(_MANY_COMPANIONS, {"most": most}))
        return found or ()

    def _needs(self) -> str:
        text = self._text(ListColumn.NEEDS)
        if len(text) > _LONGEST_NEEDS:
            self.faults.append(Fault(_LONG_NEEDS, {"most": _LONGEST_NEEDS}))
        return self._if_agreed(text) or ""

    def _answers(self) -> dict[str, Any]:
        """The answers that can be read; one that cannot keeps the row out."""
        form, found = self._known.form, {}
        for question in form.questions:
            text = self._cell(self._answers_at.get(question.id, len(self._cells)))
            reading = read_cell(question, text, form)
            label = next(iter(question.label.values()), "")[:80]
            if reading.problem:
                facts = {"text": text[:80], "question": label}
                self.faults.append(Fault(_BAD_ANSWER, facts))
            value = self._if_agreed(reading.value) if question.is_sensitive else reading.value
            if value is not None:
                found[question.id] = value
        return found

    def _if_agreed(self, value: Any) -> Any:
        """What tells of somebody's health is kept with their express consent only."""
        if not value or self._known.form.with_sensitive:
            return value
        if not any(fault.message == _NOT_AGREED for fault in self.faults):
            self.faults.append(Fault(_NOT_AGREED, is_blocking=False))
        return None


def _phone(text: str) -> str:
    """A telephone number; a spreadsheet takes the zero off one that it holds for a number."""
    return parse_phone(f"0{text}" if _LOST_ZERO.fullmatch(text) else text)


_NO_NAME = N_("There is no name.")
_LONG_NAME = N_("The name is too long.")
_NO_SECTOR = N_("There is no sector. Choose one for rows that name none, or add it to the list.")
_UNKNOWN_SECTOR = N_("“%(name)s” is none of the sectors.")
_BAD_EMAIL = N_("“%(text)s” is no e-mail address.")
_BAD_PHONE = N_("“%(text)s” is no telephone number.")
_LONG_TEXT = N_("The organisation's name is longer than %(most)s characters.")
_UNKNOWN_NETWORK = N_("The network “%(name)s” is not known; left empty.")
_UNKNOWN_POOL = N_("“%(name)s” is none of the ways to take part.")
_UNKNOWN_GENDER = N_("The gender “%(text)s” is not understood; left empty.")
_UNKNOWN_PROVINCE = N_("The province “%(name)s” is not known; left empty.")
_BAD_COMPANIONS = N_("Who comes along cannot be read: write names, with “;” between them.")
_MANY_COMPANIONS = N_("More come along than the forum allows (%(most)s).")
_LONG_NEEDS = N_("What they need is longer than %(most)s characters.")
_BAD_ANSWER = N_("“%(text)s” is no answer to “%(question)s”.")
_NOT_AGREED = N_("What tells of health or membership is left empty: it needs consent on paper.")
_CALCULATED = N_("A cell of this row is calculated by a formula. Paste its value instead.")
