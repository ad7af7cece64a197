"""Votes and resolutions: method, eligible, cast, result, by sector as far as may be shown."""

import hashlib
from collections.abc import Sequence

from forum.documents import tree
from forum.documents.tree import Align, Bar, BarChart, Column, Quotation, Run, Source, Table, Tone
from forum.language.digits import format_number
from forum.minutes.logic import phrases
from forum.minutes.logic.compose.outcomes import sentences
from forum.minutes.logic.compose.pieces import Piece, Setting, in_own_words, other_language
from forum.minutes.logic.facts import HeldPoll, Poll, Reason, Resolved, SectorTable
from forum.polls.logic.kinds import Meaning, Method, SecrecyLevel
from forum.polls.logic.tally.shapes import TextDetail

MOST_REASONS = 6
DISSENT = (Meaning.RESERVE, Meaning.OBJECT, Meaning.BLOCK)
_THREADS = {Meaning.AGREE: "agree", Meaning.OBJECT: "object", Meaning.BLOCK: "object"}


def poll(setting: Setting, section: str, prefix: str, held: HeldPoll) -> list[Piece]:
    """A vote: method, counts and outcome over the bars, then by sector, then reasons.

    Of one whose result was never shown, a line that it was held.
    """
    key = f"{prefix}:poll:{held.public_id}"
    if not isinstance(held, Poll):
        return [_unshown(setting, section, f"{key}:unshown", held)]
    pieces = [_counts(setting, section, key, held), *_texts(setting, key, held, section)]
    if held.sectors is not None:
        pieces.append(Piece(section, _by_sector(setting, key, held, held.sectors)))
    return [*pieces, *_reasons(setting, section, key, held)]


def resolution(setting: Setting, section: str, prefix: str, made: Resolved) -> Piece:
    """A resolution on its own line."""
    label = setting.say("resolution.source")
    sources = [Source("resolution", made.public_id, label)]
    if made.poll:
        sources.append(Source("poll", made.poll, setting.say("poll.source")))
    block = tree.Resolution(
        key=f"{prefix}:resolution:{made.public_id}",
        text=made.text,
        label=setting.say("resolution"),
        language=other_language(made.language, setting.language),
        sources=tuple(sources),
    )
    return Piece(section, block)


def reservations(setting: Setting) -> list[Piece]:
    """How many had a reservation or an objection, for each vote that asked for consent."""
    lines = [line for held in setting.facts.shown_polls if (line := _dissent(setting, held))]
    if not lines:
        return []
    heading = setting.heading("reservations", "reservations", setting.say("reservations"))
    return [heading, *lines]


def _source(setting: Setting, held: Poll) -> tuple[Source, ...]:
    return (Source("poll", held.public_id, setting.say("poll.source")),)


def _unshown(setting: Setting, section: str, key: str, held: HeldPoll) -> Piece:
    """That a vote was held and closed: its turnout, and nothing of what came out."""
    lines = (_asked(setting, held), setting.say("poll.unshown"))
    text = (Run(setting.say("poll.unshown.lead"), strong=True), Run(" " + "\n".join(lines)))
    source = (Source("poll", held.public_id, setting.say("poll.unshown.source")),)
    return setting.paragraph(section, key, text, tone=Tone.RESULT, sources=source)


def _counts(setting: Setting, section: str, key: str, held: Poll) -> Piece:
    """The outcome over its bars; a paragraph where there are no answers to count."""
    if held.options:
        return Piece(section, _chart(setting, key, held))
    text, source = _caption(setting, held), _source(setting, held)
    return setting.paragraph(section, key, text, tone=Tone.RESULT, sources=source)


def _texts(setting: Setting, key: str, held: Poll, section: str) -> list[Piece]:
    """What voters wrote in their own words, as far as it was let through."""
    detail = held.counted.result.detail if held.counted else None
    if not isinstance(detail, TextDetail):
        return []
    source = _source(setting, held)
    return [
        Piece(section, Quotation(key=f"{key}:text:{mark}", text=in_own_words(text), sources=source))
        for mark, text in _marked(detail.texts)
    ]


def _marked(texts: Sequence[str]) -> list[tuple[str, str]]:
    """Each text with a mark of its own that stays when others come or go."""
    seen: dict[str, int] = {}
    marked = []
    for text in texts:
        mark = hashlib.sha256(text.encode()).hexdigest()[:12]
        seen[mark] = seen.get(mark, 0) + 1
        marked.append((f"{mark}.{seen[mark]}", text))
    return marked


def _chart(setting: Setting, key: str, held: Poll) -> BarChart:
    return BarChart(
        key=key,
        caption=_caption(setting, held),
        rows=tuple(
            Bar(
                label=setting.text(option.label),
                value=option.count,
                share=option.permille / 1000,
                thread=_THREADS.get(Meaning(option.meaning)) if option.meaning else None,
            )
            for option in held.options
        ),
        total=sum(option.count for option in held.options),
        tone=Tone.RESULT,
        sources=_source(setting, held),
    )


def _asked(setting: Setting, held: HeldPoll) -> str:
    """What was asked, how, of how many, and how many answered."""
    counts = setting.say(
        "poll.counts",
        method=setting.say(f"method.{held.method}"),
        level=setting.say(f"level.{held.level}"),
        eligible=setting.many("people", held.eligible),
        cast=setting.many("people", held.cast),
    )
    lines = (setting.text(held.question), setting.text(held.explanation), counts)
    return "\n".join(line for line in lines if line)


def _caption(setting: Setting, held: Poll) -> tuple[Run, ...]:
    is_confidential = held.level is SecrecyLevel.CONFIDENTIAL
    # Words and texts have no answers to be told by sector.
    is_kept_back = held.options and held.sectors is None and is_confidential and held.cast
    note = f"\n{setting.say('sectors.none')}" if is_kept_back else ""
    return (
        Run(setting.say("poll"), strong=True),
        Run(f" {_asked(setting, held)}\n"),
        Run(setting.say("outcome"), strong=True),
        Run(f" {' '.join(sentences(setting, held))}{note}"),
    )


def _by_sector(setting: Setting, key: str, held: Poll, table: SectorTable) -> Table:
    labels = [setting.text(option.label) for option in held.options]
    rows = [
        (setting.text(line.name), _number(line.eligible), *map(_number, line.counts))
        for line in table.lines
    ]
    if table.hidden:
        sectors = setting.many("sectors", table.hidden)
        eligible = held.eligible - sum(line.eligible for line in table.lines)
        rest = setting.say("sectors.rest_apart" if table.apart else "sectors.rest", sectors=sectors)
        rows.append((rest, _number(eligible), *map(_number, table.remainder)))
    caption = setting.say("sectors.caption")
    if table.hidden:
        caption += f"\n{setting.say('sectors.note')}"
    headings = (setting.say("sector"), setting.say("sectors.eligible"), *labels)
    return Table(
        key=f"{key}:sectors",
        caption=caption,
        columns=tuple(
            Column(heading, Align.END if place else Align.START)
            for place, heading in enumerate(headings)
        ),
        rows=tuple(rows),
        tone=Tone.RESULT,
        sources=_source(setting, held),
    )


def _reasons(setting: Setting, section: str, key: str, held: Poll) -> list[Piece]:
    pieces = _quotations(setting, section, key, held) if held.reasons else []
    if held.withheld:
        number = setting.many("reasons", held.withheld)
        text = setting.say("reasons.withheld", reasons=number)
        source = _source(setting, held)
        pieces.append(setting.paragraph(section, f"{key}:withheld", text, sources=source))
    return pieces


def _quotations(setting: Setting, section: str, key: str, held: Poll) -> list[Piece]:
    picked = quoted_reasons(held.reasons)
    name = "reasons.lead" if len(picked) == len(held.reasons) else "reasons.chosen"
    number = setting.many("reasons", len(held.reasons))
    lead = setting.say(name, reasons=number, quoted=len(picked))
    source = _source(setting, held)
    pieces = [setting.paragraph(section, f"{key}:reasons", lead, sources=source)]
    marks = _marked([f"{reason.meaning}\0{reason.text}" for reason in picked])
    for (mark, _), reason in zip(marks, picked, strict=True):
        pieces.append(Piece(section, _quoted(setting, f"{key}:reason:{mark}", reason, source)))
    return pieces


def quoted_reasons(reasons: Sequence[Reason]) -> list[Reason]:
    """All reasons of those who did not simply agree, and some of the others, in their order."""
    others = [r for r in reasons if r.meaning not in DISSENT][:MOST_REASONS]
    return [r for r in reasons if r.meaning in DISSENT or r in others]


def _quoted(setting: Setting, key: str, reason: Reason, source: tuple[Source, ...]) -> Quotation:
    parts = [setting.text(reason.answer)] if reason.answer else []
    if reason.voice.name or reason.voice.sector:
        parts.append(phrases.voice(setting.language, reason.voice))
    text = in_own_words(reason.text)
    return Quotation(key=key, text=text, attribution=" · ".join(parts), sources=source)


def _dissent(setting: Setting, held: Poll) -> Piece | None:
    if held.method is not Method.CONSENT:
        return None
    counts = [
        f"{setting.text(option.label)} {setting.many('people', option.count)}"
        for option in held.options
        if option.meaning in DISSENT and option.count
    ]
    if not counts:
        return None
    numbers = {item.public_id: item.number for item in setting.facts.items}
    number = numbers.get(held.item or "")
    place = setting.say("reservations.place", number=number) if number else ""
    text = setting.say(
        "reservations.line",
        question=setting.text(held.question),
        place=place,
        counts=phrases.joined(setting.language, counts),
    )
    key, source = f"reservations:poll:{held.public_id}", _source(setting, held)
    return setting.paragraph("reservations", key, text, tone=Tone.RESULT, sources=source)


def _number(number: int) -> str:
    return format_number(number, "th")
