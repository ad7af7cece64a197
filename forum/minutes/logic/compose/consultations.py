"""What a consultation found: counts, and what was agreed, contested and left open."""

from forum.consultations.logic.counting import Finding, rule_facts
from forum.documents.tree import (
    Align,
    Annex,
    Block,
    Column,
    Paragraph,
    Run,
    Source,
    Table,
    Tone,
)
from forum.language.digits import shares_that_add_up
from forum.minutes.logic.compose.pieces import Piece, Setting
from forum.minutes.logic.facts import Consultation, Statement

MOST_LISTED = 5
TONES = {
    Finding.AGREED: Tone.AGREED,
    Finding.CONTESTED: Tone.CONTESTED,
    Finding.UNRESOLVED: Tone.UNRESOLVED,
}


def consultation(setting: Setting, section: str, prefix: str, held: Consultation) -> list[Piece]:
    """A consultation: heading, counts, the three lists with their rule."""
    key = f"{prefix}:consultation:{held.public_id}"
    heading = setting.say("consultation", title=setting.text(held.title))
    source = (Source("consultation", held.public_id, setting.say("consultation.source")),)
    pieces = [
        setting.heading(section, key, heading, 2),
        setting.paragraph(section, f"{key}:counts", _counts(setting, held), sources=source),
    ]
    for finding in Finding:
        pieces += _finding(setting, section, key, held, finding)
    return pieces


def annex_number(setting: Setting, held: Consultation) -> int:
    """The place of a consultation's table among the annexes, from 1."""
    return 1 + setting.facts.consultations.index(held)


def annex(setting: Setting, held: Consultation) -> Piece:
    """Every statement with its counts, by number."""
    key = f"annex:consultation:{held.public_id}"
    title = setting.text(held.title)
    names = ("number", "statement", "agree", "disagree", "passed", "answered")
    ends = {"number", "agree", "disagree", "passed", "answered"}
    table = Table(
        key=f"{key}:statements",
        columns=tuple(
            Column(setting.say(f"column.{name}"), Align.END if name in ends else Align.START)
            for name in names
        ),
        rows=tuple(_row(each) for each in held.statements),
    )
    source = (Source("consultation", held.public_id, title),)
    blocks: list[Block] = [table] if held.statements else []
    if held.source_note:
        note = setting.say("note.source", title=title, note=held.source_note)
        blocks.append(Paragraph(key=f"{key}:source", text=note))
    heading = setting.say("annex.statements", number=annex_number(setting, held), title=title)
    return Piece(key, Annex(key=key, title=heading, blocks=tuple(blocks), sources=source))


def _counts(setting: Setting, held: Consultation) -> str:
    text = setting.say(
        "consultation.counts",
        statements=setting.many("statements", len(held.statements)),
        people=setting.many("people", held.respondents),
        answers=setting.many("answers", sum(each.tally.answered for each in held.statements)),
    )
    if not held.hidden:
        return text
    hidden = setting.many("statements", held.hidden)
    return text + setting.say("consultation.hidden", statements=hidden)


def _finding(
    setting: Setting, section: str, key: str, held: Consultation, finding: Finding
) -> list[Piece]:
    rows = held.findings.get(finding, ())
    if not rows:
        return []
    source = (Source("consultation", held.public_id, setting.say("consultation.source")),)
    lead = Paragraph(
        key=f"{key}:{finding}",
        text=_lead(setting, held, finding),
        tone=TONES[finding],
        sources=source,
    )
    shown = (_statement(setting, key, each, finding) for each in rows[:MOST_LISTED])
    return [Piece(section, lead), *(Piece(section, block) for block in shown)]


def _lead(setting: Setting, held: Consultation, finding: Finding) -> tuple[Run, ...]:
    number = len(held.findings[finding])
    statements = setting.many("statements", number)
    heading = setting.say("finding.lead", finding=setting.say(finding), statements=statements)
    lines = [setting.say(f"rule.{finding}", **rule_facts())]
    if number > MOST_LISTED:
        name = setting.say("annex.name", number=annex_number(setting, held))
        lines.append(setting.say("finding.first", shown=MOST_LISTED, annex=name))
    return (Run(heading, strong=True), Run("\n" + " ".join(lines)))


def _statement(setting: Setting, key: str, said: Statement, finding: Finding) -> Paragraph:
    label = setting.say("statement.source", number=said.number)
    return Paragraph(
        key=f"{key}:statement:{said.public_id}",
        text=(Run(setting.say(finding), strong=True), Run(f" {_figures(setting, said)}")),
        tone=TONES[finding],
        sources=(Source("statement", said.public_id, label),),
    )


def _figures(setting: Setting, said: Statement) -> str:
    tally = said.tally
    if not tally.answered:
        return setting.say("statement.none", text=said.text)
    agree, disagree, passed = shares_that_add_up((tally.agree, tally.disagree, tally.passed), 0)
    return setting.say(
        "statement.counts",
        text=said.text,
        agree=str(agree),
        disagree=str(disagree),
        passed=str(passed),
        count=tally.agree,
        people=setting.many("people", tally.answered),
    )


def _row(said: Statement) -> tuple[str, ...]:
    tally = said.tally
    counts = (tally.agree, tally.disagree, tally.passed, tally.answered)
    return (str(said.number), said.text, *(f"{count:,}" for count in counts))
