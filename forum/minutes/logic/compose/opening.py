"""Head, purpose, attendance, and when the forum began and ended."""

from datetime import datetime

from forum.documents.tree import Align, Column, KeyValues, Source, Table
from forum.language.dates import format_date_range
from forum.minutes.logic import phrases
from forum.minutes.logic.compose.pieces import Piece, Setting
from forum.minutes.logic.facts import SectorCount

_CHANNELS = ("ticket", "self", "helper", "live")


def title(setting: Setting) -> str:
    """The title: “รายงานสรุปเวที…”. The word is not said twice where the forum's own title begins with it."""
    words = setting.text(setting.facts.title)
    return setting.say("title.plain" if words.startswith("เวที") else "title", title=words)


def subtitle(setting: Setting) -> tuple[str, ...]:
    """Number, day and place, each on its line."""
    facts = setting.facts
    when = format_date_range(facts.starts_at, facts.ends_at, setting.language, "full")
    lines = (
        setting.say("number", number=facts.number) if facts.number else "",
        setting.say("when", when=when),
        _where(setting),
    )
    return tuple(line for line in lines if line)


def purpose(setting: Setting) -> list[Piece]:
    """Why the forum was called, by whom, and how people are named in it."""
    facts, section = setting.facts, "purpose"
    told = [setting.text(facts.summary), setting.text(facts.description)]
    source = setting.from_forum()
    pieces = [setting.heading(section, section, setting.say("purpose"))]
    if any(told):
        why = "\n".join(text for text in told if text)
        pieces.append(setting.paragraph(section, "purpose:why", why, sources=source))
    rows = (
        ("programme", setting.text(facts.programme)),
        ("organiser", setting.text(facts.organiser)),
        ("attribution", setting.say(f"attribution.{facts.attribution}")),
    )
    written = tuple((setting.say(name), value) for name, value in rows if value)
    about = KeyValues(key="purpose:about", rows=written, sources=source)
    return [*pieces, Piece(section, about)]


def attendance(setting: Setting) -> list[Piece]:
    """How many came from where; names only of those who agreed."""
    came, section = setting.facts.attendance, "attendance"
    heading = setting.say("attendance", people=setting.many("people", came.present))
    pieces = [setting.heading(section, section, heading)]
    if came.signed_up or came.present:
        pieces.append(Piece(section, _sector_table(setting)))
    return [*pieces, *_named(setting)]


def opened(setting: Setting) -> list[Piece]:
    """When the meeting began, by the live room or the first item; nothing where nobody noted it."""
    return _moment(setting, "opened", _first_moment(setting))


def closed(setting: Setting) -> list[Piece]:
    """When the meeting ended."""
    return _moment(setting, "closed", setting.facts.closed_at)


def _where(setting: Setting) -> str:
    place = setting.text(setting.facts.place)
    if not place:
        return setting.say("where.online") if setting.facts.is_online else ""
    return setting.say("where.both" if setting.facts.is_online else "where", place=place)


def _attendance_source(setting: Setting) -> tuple[Source, ...]:
    label = setting.say("attendance.source")
    return (Source("attendance", setting.facts.public_id, label),)


def _sentence(setting: Setting) -> str:
    came = setting.facts.attendance
    sectors = sum(1 for sector in came.sectors if sector.total_present)
    return setting.say(
        "attendance.summary",
        signed_up=setting.many("people", came.signed_up),
        seated=setting.many("people", came.seated),
        seated_n=came.seated,
        present=setting.many("people", came.present),
        present_n=came.present,
        sectors=setting.many("sectors", sectors),
    )


def _sector_table(setting: Setting) -> Table:
    came = setting.facts.attendance
    used = [c for c in _CHANNELS if any(sector.present.get(c) for sector in came.sectors)]
    channels = used if len(used) > 1 else []
    headings = ["sector", "seated", "present", *(f"channel.{name}" for name in channels)]
    rows = [_sector_row(setting, sector, channels) for sector in came.sectors]
    totals = [sum(numbers) for numbers in zip(*(row[1] for row in rows), strict=True)]
    return Table(
        key="attendance:sectors",
        caption=_sentence(setting),
        columns=tuple(
            Column(setting.say(name), Align.END if place else Align.START)
            for place, name in enumerate(headings)
        ),
        rows=tuple((name, *_figures(numbers)) for name, numbers in rows),
        total=(setting.say("total"), *_figures(totals)),
        sources=_attendance_source(setting),
    )


def _sector_row(
    setting: Setting, sector: SectorCount, channels: list[str]
) -> tuple[str, list[int]]:
    present = [sector.present.get(channel, 0) for channel in channels]
    return setting.text(sector.name), [sector.seated, sector.total_present, *present]


def _figures(numbers: list[int]) -> list[str]:
    return [f"{number:,}" for number in numbers]


def _named(setting: Setting) -> list[Piece]:
    came = setting.facts.attendance
    number = sum(len(people) for people in came.named.values())
    if not number:
        return []
    heading = setting.say("named", people=setting.many("people", number))
    names = {
        sector.code: ", ".join(setting.text(dict(n)) for n in came.named.get(sector.code, ()))
        for sector in came.sectors
    }
    rows = tuple((setting.text(s.name), names[s.code]) for s in came.sectors if names[s.code])
    source = _attendance_source(setting)
    return [
        setting.heading("attendance", "attendance:named-heading", heading, 2),
        Piece("attendance", _names(rows, source)),
    ]


def _names(rows: tuple[tuple[str, str], ...], source: tuple[Source, ...]) -> KeyValues:
    return KeyValues(key="attendance:named", rows=rows, are_names=True, sources=source)


def _first_moment(setting: Setting) -> datetime | None:
    facts = setting.facts
    if facts.opened_at:
        return facts.opened_at
    return min((run.started_at for item in facts.items for run in item.runs), default=None)


def _moment(setting: Setting, name: str, moment: datetime | None) -> list[Piece]:
    if moment is None:
        return []
    at = phrases.clock(setting.language, moment, setting.facts.starts_at)
    source = (Source("floor", setting.facts.public_id, setting.say("floor.source")),)
    line = KeyValues(key=name, rows=((setting.say(name), at),), sources=source)
    return [Piece(name, line)]
