"""Minutes of an open forum (รายงานสรุปเวที), composed from what happened. Pure.

Every block has a stable key, so that composing again finds it, and names its sources. The words are
`phrases`; no number is made here that the facts do not hold.
"""

from forum.documents.tree import Annex, List, Paragraph, Source
from forum.minutes.logic import phrases
from forum.minutes.logic.compose import consultations, opening, polls, voices
from forum.minutes.logic.compose import questionnaires as answered
from forum.minutes.logic.compose.pieces import Composition, Piece, Setting
from forum.minutes.logic.facts import ForumFacts, Item
from forum.polls.logic.kinds import SecrecyLevel

REST = "rest"


def compose(facts: ForumFacts, language: str) -> Composition:
    """The minutes of a forum in one language, in the layout of a forum report.

    The same facts give the same keys in every language, and the same blocks every time.
    """
    setting = Setting(facts, language)
    pieces = [
        *opening.purpose(setting),
        *opening.attendance(setting),
        *opening.opened(setting),
        *(piece for item in facts.items for piece in _item(setting, item)),
        *_rest(setting),
        *answered.questionnaires(setting),
        *polls.reservations(setting),
        *opening.closed(setting),
        *(consultations.annex(setting, held) for held in facts.consultations),
        _notes(setting),
    ]
    return Composition(opening.title(setting), opening.subtitle(setting), tuple(pieces))


def _item(setting: Setting, item: Item) -> list[Piece]:
    key = f"item:{item.public_id}"
    label = setting.say("item.source", number=item.number)
    source = (Source("item", item.public_id, label),)
    heading = setting.say("item", number=item.number, title=setting.text(item.title))
    intro = _intro(setting, item)
    # Where nothing follows from the agenda, the heading says where it comes from.
    beside = () if intro else source
    pieces = [setting.heading(key, key, heading, 1 if item.depth == 0 else 2, sources=beside)]
    if intro:
        pieces.append(setting.paragraph(key, f"{key}:intro", intro, sources=source))
    return [*pieces, *_attached(setting, key, key, item.public_id)]


def _intro(setting: Setting, item: Item) -> str:
    lines = [setting.text(item.description)]
    if item.presenter:
        lines.append(setting.say("item.presenter", presenter=item.presenter))
    lines.append(_times(setting, item))
    return "\n".join(line for line in lines if line)


def _times(setting: Setting, item: Item) -> str:
    facts, language = setting.facts, setting.language
    if item.runs:
        times = [phrases.span(language, run, facts.starts_at) for run in item.runs]
        return setting.say("item.runs", times=phrases.joined(language, times))
    has_parts = any(other.number.startswith(f"{item.number}.") for other in facts.items)
    is_noted = any(other.runs for other in facts.items)
    return setting.say("item.no_record") if is_noted and not has_parts else ""


def _attached(setting: Setting, section: str, prefix: str, item: str | None) -> list[Piece]:
    """What belongs to an item: topics, consultations, votes, then what was resolved."""
    facts = setting.facts
    pieces: list[Piece] = []
    for topic in facts.topics:
        if topic.item == item:
            pieces += voices.topic(setting, section, prefix, topic)
    for held in facts.consultations:
        if held.item == item:
            pieces += consultations.consultation(setting, section, prefix, held)
    for poll in facts.polls:
        if poll.item == item:
            pieces += polls.poll(setting, section, prefix, poll)
    made = [made for made in facts.resolutions if made.item == item]
    return [*pieces, *(polls.resolution(setting, section, prefix, each) for each in made)]


def _rest(setting: Setting) -> list[Piece]:
    """What belongs to no item, kind by kind under a heading of its own."""
    pieces: list[Piece] = []
    for piece in _attached(setting, REST, REST, None):
        section = _section_of(piece.block.key)
        if not any(other.section == section for other in pieces):
            pieces.append(setting.heading(section, section, setting.say(section)))
        pieces.append(Piece(section, piece.block))
    return pieces


def _section_of(key: str) -> str:
    kind = key.split(":")[1]
    return f"{kind}s.rest" if kind in {"topic", "resolution"} else f"{kind}.rest"


def _notes(setting: Setting) -> Piece:
    """Where the data comes from and by which rules it was put together."""
    facts = setting.facts
    mode = setting.say(f"attribution.{facts.attribution}")
    names = ["note.composed", "note.attendance"]
    lines = [setting.say(name) for name in names]
    lines.append(setting.say("note.attribution", mode=mode))
    if any(topic.comments for topic in facts.topics):
        lines.append(setting.say("note.quotes", most=voices.MOST_QUOTED))
    if facts.shown_polls or facts.consultations:
        lines.append(setting.say("note.shares"))
    if any(poll.level is SecrecyLevel.CONFIDENTIAL for poll in facts.shown_polls):
        lines.append(setting.say("note.sectors"))
    if facts.authoritative_language in phrases.LANGUAGES:
        name = setting.say(f"language.{facts.authoritative_language}")
        lines.append(setting.say("note.language", language=name))
    notes = [List(key="annex:sources:notes", items=tuple(lines)), *_origins(setting)]
    title = setting.say("annex.sources", number=1 + len(facts.consultations))
    source = setting.from_forum()
    annex = Annex(key="annex:sources", title=title, blocks=tuple(notes), sources=source)
    return Piece("annex:sources", annex)


def _origins(setting: Setting) -> list[Paragraph]:
    """Who gave imported data and under which licence: must stand wherever the numbers do."""
    return [
        Paragraph(
            key=f"annex:sources:{held.public_id}",
            text=setting.say("note.source", title=setting.text(held.title), note=held.source_note),
            sources=(Source("consultation", held.public_id, setting.text(held.title)),),
        )
        for held in setting.facts.consultations
        if held.source_note
    ]
