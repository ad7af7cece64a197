"""What people answered to questionnaires, in the minutes."""

from forum.events.logic.stages import Stage
from forum.minutes.logic.compose.main import compose
from forum.minutes.queries import gather
from forum.questionnaires.logic.kinds import Purpose, Round


def paragraphs(forum, language="en"):
    """What the section of questionnaires says, by key."""
    return {
        piece.block.key: str(piece.block.text)
        for piece in compose(gather(forum), language).pieces
        if piece.section == "questionnaires"
    }


def test_minutes_tell_means_and_counts_of_the_evaluation_with_their_source(make):
    forum = make.forum(stage=Stage.MINUTES)
    questionnaire = make.questionnaire(
        forum,
        ("scale", "How good?"),
        {"kind": "one_of", "label": "Which?", "options": [("a", "Talk"), ("b", "Groups")]},
        ("yes_no", "Again?"),
        ("long_text", "What else?"),
        purpose=Purpose.EVALUATION,
    )
    rows = [(n % 3 + 3, "a" if n < 7 else "b", n > 5, "secret words") for n in range(12)]
    make.sheets(questionnaire, rows)

    said = paragraphs(forum)

    assert "12 people answered." in said["questionnaires:evaluation:counts"]
    text = "\n".join(said.values())
    assert "“How good?”: mean 4.0 of 5 (12 people)" in text
    assert "“Which?”: Talk 7, Groups 5 (12 people)" in text
    assert "“Again?”: yes 6, no 6 (12 people)" in text
    assert "secret words" not in text
    assert said.keys() == paragraphs(forum, "th").keys()
    sources = {
        source.kind
        for piece in compose(gather(forum), "en").pieces
        if piece.section == "questionnaires"
        for source in piece.block.sources
    }
    assert sources == {"questionnaire"}


def test_minutes_tell_what_changed_for_those_who_answered_twice(make):
    forum = make.forum(stage=Stage.MINUTES)
    questionnaire = make.questionnaire(forum, ("scale", "Trust?"), purpose=Purpose.BEFORE_AFTER)
    befores = make.sheets(questionnaire, [(v,) for v in (1, 2, 3, 2, 2, 3)], round_=Round.BEFORE)
    afters = make.sheets(questionnaire, [(v,) for v in (3, 4, 4, 3, 4, 5)], round_=Round.AFTER)
    for before, after in zip(befores, afters, strict=True):
        after.respondent = before.respondent
    make.save(*afters)

    text = "\n".join(paragraphs(forum).values())

    assert "“Trust?”: mean 2.2 before, 3.8 after (6 people who answered both times)" in text


def test_minutes_are_silent_on_what_fewer_than_five_answered_and_on_sign_ups(make):
    forum = make.forum(stage=Stage.MINUTES)
    evaluation = make.questionnaire(forum, ("scale", "How good?"), purpose=Purpose.EVALUATION)
    signup = make.questionnaire(forum, ("scale", "How far?"))
    make.sheets(evaluation, [(v,) for v in (1, 3, 4, 2)])
    make.sheets(signup, [(v,) for v in (1, 2, 3, 4, 5, 3)])

    assert paragraphs(forum) == {}
