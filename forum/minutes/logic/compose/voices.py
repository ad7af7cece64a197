"""What people proposed and said: quoted, counted, attributed as the forum's mode allows."""

from collections.abc import Sequence

from forum.documents.tree import Paragraph, Quotation, Run, Source
from forum.minutes.logic import phrases
from forum.minutes.logic.compose.pieces import Piece, Setting, in_own_words, other_language
from forum.minutes.logic.facts import Said, Topic

MOST_QUOTED = 6


def topic(setting: Setting, section: str, prefix: str, said: Topic) -> list[Piece]:
    """A topic with its problem, proposal and answer, then what was said about it."""
    key = f"{prefix}:topic:{said.public_id}"
    subject = setting.say("topic.source", number=said.number)
    source = Source("topic", said.public_id, subject)
    block = Paragraph(
        key=key,
        text=(_run_of_title(setting, said), Run(_told(setting, said))),
        sources=(source,),
    )
    return [Piece(section, block), *comments(setting, section, key, said.comments, source)]


def comments(
    setting: Setting, section: str, prefix: str, rows: Sequence[Said], about: Source
) -> list[Piece]:
    """How many comments there are, and some of them in their own words."""
    if not rows:
        return []
    picked = chosen(rows)
    name = "comments.lead" if len(picked) == len(rows) else "comments.chosen"
    number = setting.many("comments", len(rows))
    lead = setting.say(name, subject=about.label, comments=number, quoted=len(picked))
    sources = tuple(_comment_source(setting, rows, said, about.label) for said in picked)
    quotes = [
        Piece(section, _quotation(setting, f"{prefix}:comment:{said.public_id}", said, source))
        for said, source in zip(picked, sources, strict=True)
    ]
    return [setting.paragraph(section, f"{prefix}:comments", lead, sources=(about,)), *quotes]


def chosen(rows: Sequence[Said], most: int = MOST_QUOTED) -> list[Said]:
    """At most `most` comments, in order of time: the first of each sector, then the earliest others.

    So no sector's only voice is lost to a talkative one. Nobody is preferred for being liked.
    """
    first: dict[str, int] = {}
    for place, said in enumerate(rows):
        first.setdefault(said.sector_code, place)
    of_sectors = list(first.values())
    others = [place for place in range(len(rows)) if place not in set(of_sectors)]
    return [rows[place] for place in sorted((of_sectors + others)[:most])]


def _run_of_title(setting: Setting, said: Topic) -> Run:
    return Run(setting.say("topic", number=said.number, title=said.title), strong=True)


def _told(setting: Setting, said: Topic) -> str:
    who = phrases.voice(setting.language, said.voice)
    lines = [setting.say("topic.by", voice=who)]
    if said.endorsements:
        people = setting.many("people", said.endorsements)
        lines[0] += f" {setting.say('topic.supported', people=people)}"
    for name in ("problem", "evidence", "proposal", "answer"):
        text = in_own_words(getattr(said, name))
        if text:
            lines.append(setting.say(f"topic.{name}", text=text))
    if not said.answer and said.item is None:
        lines.append(setting.say("topic.unanswered"))
    return "\n" + "\n".join(lines)


def _comment_source(setting: Setting, rows: Sequence[Said], said: Said, subject: str) -> Source:
    number = list(rows).index(said) + 1
    label = setting.say("comment.source", number=number, subject=subject)
    return Source("comment", said.public_id, label)


def _quotation(setting: Setting, key: str, said: Said, source: Source) -> Quotation:
    return Quotation(
        key=key,
        text=in_own_words(said.body),
        attribution=phrases.voice(setting.language, said.voice),
        language=other_language(said.language, setting.language),
        sources=(source,),
    )
