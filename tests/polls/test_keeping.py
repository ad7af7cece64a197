import json

import pytest

from forum.accounts.service.erasing import erase_person
from forum.core.actor import SYSTEM
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.i18n import localised
from forum.core.permissions import Role
from forum.core.transaction import transaction
from forum.polls.errors import NotElector, NothingToModerate, TemplateNameMissing
from forum.polls.facts import poll_facts
from forum.polls.logic.answers import Answer
from forum.polls.logic.kinds import (
    ElectorateRule,
    Method,
    ReasonRule,
    ResultsShown,
    SecrecyLevel,
)
from forum.polls.logic.lines import timed
from forum.polls.logic.settings import Settings
from forum.polls.logic.texts import digest_of
from forum.polls.privacy import erase
from forum.polls.queries.comparing import find_before
from forum.polls.queries.outcomes import find_outcome, list_said
from forum.polls.queries.people import electors_of
from forum.polls.queries.polls import list_templates
from forum.polls.queries.published import find_published
from forum.polls.service.casting import check_ballot
from forum.polls.service.listing import list_electors, weigh_elector
from forum.polls.service.moderating import decide_texts
from forum.polls.service.templates import (
    ask_again,
    keep_template,
    throw_template_away,
    use_template,
)
from forum.polls.service.writer import writer_of


@pytest.fixture
def organiser(hall, make):
    return make.staff(Role.ORGANISER, hall.forum)


def keep(hall, poll, organiser, **name):
    with transaction():
        return keep_template(
            hall.forum_id, poll.public_id, name or {"th": "แบบ"}, actor=organiser, now=hall.now
        )


def offered(poll):
    return [(o.label, o.meaning, o.price, o.starts_at, o.ends_at) for o in poll.options]


@pytest.mark.parametrize(
    "values",
    [
        {"method": Method.CONSENT, "answers": ()},
        {"method": Method.SCALE, "answers": (Answer({"th": "น้อย"}), Answer({"th": "มาก"}))},
        {"method": Method.SCALE, "answers": ()},
        {
            "method": Method.BUDGET,
            "answers": (Answer({"th": "บ่อน้ำ"}, price=300), Answer({"th": "ถนน"}, price=500)),
            "settings": Settings(budget=600, fewest=1),
        },
        {"method": Method.WORDS, "answers": ()},
        {
            "method": Method.TIME,
            "answers": timed(
                [Answer({"th": "12/12/2569 09:00-12:00"}), Answer({"th": "13/12/2569 13:00-16:00"})]
            ),
        },
    ],
)
def test_a_draft_from_a_template_asks_just_what_was_kept(hall, organiser, values):
    poll = hall.draft(**values)
    template = keep(hall, poll, organiser)

    with transaction():
        made = use_template(hall.forum_id, template.public_id, actor=organiser, now=hall.now)

    assert made.public_id != poll.public_id
    assert offered(made) == offered(poll)
    assert (made.question, made.method, made.rules) == (poll.question, poll.method, poll.rules)


def test_a_template_serves_its_whole_programme_and_no_other(hall, make, organiser):
    poll = hall.draft()
    template = keep(hall, poll, organiser)
    sister, stranger = make.forum(programme=hall.forum.programme), make.forum()

    for forum in (sister, stranger):
        make.staff(Role.ORGANISER, forum)
    with transaction():
        use_template(
            sister.public_id, template.public_id,
            actor=make.staff(Role.ORGANISER, sister), now=hall.now,
        )  # fmt: skip
    with pytest.raises(NotFound), transaction():
        use_template(
            stranger.public_id, template.public_id,
            actor=make.staff(Role.ORGANISER, stranger), now=hall.now,
        )  # fmt: skip
    with transaction():
        throw_template_away(hall.forum_id, template.public_id, actor=organiser, now=hall.now)
    assert list_templates(hall.forum.programme_id) == []


def test_a_template_needs_a_name(hall, organiser):
    with pytest.raises(TemplateNameMissing):
        keep(hall, hall.draft(), organiser, th="")


def test_a_question_asked_again_is_compared_with_the_first(make_hall, make):
    hall = make_hall(people=4)
    organiser = make.staff(Role.ORGANISER, hall.forum)
    first = hall.open()
    for voter, answer in enumerate([0, 0, 1, 1]):
        hall.vote(first, voter, answer)
    hall.close(first)
    with transaction():
        second = ask_again(hall.forum_id, first.public_id, actor=organiser, now=hall.now)
    hall.start(second)
    for voter, answer in enumerate([0, 0, 0, 1]):
        hall.vote(second, voter, answer)
    hall.close(second)

    assert find_before(second) is None
    hall.show(first)
    assert find_before(second) is None
    hall.show(second)

    compared = find_before(second).comparison
    assert (compared.before_ballots, compared.after_ballots) == (4, 4)
    agree = compared.changes[0]
    assert (localised(agree.label, "en"), agree.before, agree.after) == ("Agree", 2, 3)
    assert agree.by_permille == 250
    assert poll_facts(second).comparison == compared
    assert poll_facts(first).comparison is None


def words(hall, *said, **values):
    poll = hall.open(method=Method.WORDS, answers=(), level=SecrecyLevel.CONFIDENTIAL, **values)
    for voter, word in enumerate(said):
        hall.send(poll, voter, {"word": [word]}, f"some-request-key-{voter}")
    return poll


def shown_words(poll):
    return [word.text for word in find_outcome(poll).result.detail.words]


def test_a_question_asked_again_is_put_to_the_same_list(make_hall, make):
    hall = make_hall(people=3, most_proxies=1, has_weights=True)
    organiser = make.staff(Role.ORGANISER, hall.forum)
    first = hall.draft(settings=Settings(electorate=ElectorateRule.LISTED))
    ids = [signup.public_id for signup in hall.signups]
    acts = {"actor": organiser, "now": hall.now}
    with transaction():
        list_electors(hall.forum_id, first.public_id, ids, ids[:2], **acts)
        weigh_elector(hall.forum_id, first.public_id, ids[0], 3, ids[1], **acts)
    hall.close(hall.start(first))

    with transaction():
        second = ask_again(hall.forum_id, first.public_id, **acts)

    hall.start(second)
    listed = electors_of(second.id, [signup.id for signup in hall.signups])
    assert {signup: (e.weight, e.proxy_id) for signup, e in listed.items()} == {
        hall.signups[0].id: (3, hall.signups[1].id),
        hall.signups[1].id: (1, None),
    }


def decide(hall, poll, *shown, looked_at=None):
    """Somebody looks at all there is, or at what is named, and shows some of it."""
    seen = [said.text for said in list_said(poll) or ()] if looked_at is None else looked_at
    with transaction():
        decide_texts(
            hall.forum_id,
            poll.public_id,
            [digest_of(text) for text in shown],
            looked_at=[digest_of(text) for text in seen],
            actor=hall.staff,
            now=hall.now,
        )


def test_words_are_seen_by_all_only_once_they_were_let_through(hall):
    poll = words(hall, "หวัง", "หวัง", "เลว")
    hall.close(poll)
    hall.show(poll)
    assert shown_words(poll) == []

    decide(hall, poll, "หวัง")
    assert shown_words(poll) == ["หวัง"]
    assert find_outcome(poll).result.ballots == 3

    decide(hall, poll)
    assert shown_words(poll) == []


def test_words_need_no_letting_through_where_the_poll_says_so(hall):
    poll = words(hall, "หวัง", settings=Settings(is_moderated=False))
    hall.close(poll)
    hall.show(poll)

    assert shown_words(poll) == ["หวัง"]


def test_what_is_shown_at_once_can_still_be_taken_back(hall):
    poll = words(hall, "หวัง", "เลว", settings=Settings(is_moderated=False))
    hall.close(poll)
    hall.show(poll)

    decide(hall, poll, "หวัง")

    assert shown_words(poll) == ["หวัง"]
    assert "เลว" not in json.dumps(find_published(poll).as_file(), ensure_ascii=False)


def test_what_came_in_while_somebody_was_looking_is_still_to_be_looked_at(hall):
    poll = words(hall, "หวัง", "น้ำ")
    hall.close(poll)
    hall.show(poll)

    decide(hall, poll, "หวัง", looked_at=["หวัง"])

    assert {said.text: said.is_shown for said in list_said(poll)} == {"หวัง": True, "น้ำ": None}


def reasoned(hall, *reasons, **values):
    values = {"level": SecrecyLevel.CONFIDENTIAL, "reason_rule": ReasonRule.OPTIONAL, **values}
    poll = hall.open(**values)
    for voter, reason in enumerate(reasons):
        hall.vote(poll, voter, reason=reason)
    hall.close(poll)
    hall.show(poll)
    return poll


def told_reasons(poll):
    facts = poll_facts(poll)
    return [reason.text for reason in facts.reasons], facts.withheld


def test_reasons_are_read_by_all_only_once_somebody_has_let_them_through(hall):
    poll = reasoned(hall, "ไกลเกินไป", "คุณสมชายโกง", "")
    assert told_reasons(poll) == ([], 2)

    decide(hall, poll, "ไกลเกินไป")
    assert told_reasons(poll) == (["ไกลเกินไป"], 1)

    decide(hall, poll)
    assert told_reasons(poll) == ([], 2)


def test_reasons_that_are_shown_at_once_can_be_taken_back(hall):
    poll = reasoned(hall, "ไกลเกินไป", "คุณสมชายโกง", settings=Settings(is_moderated=False))
    assert told_reasons(poll) == (["คุณสมชายโกง", "ไกลเกินไป"], 0)

    decide(hall, poll, "ไกลเกินไป")
    assert told_reasons(poll) == (["ไกลเกินไป"], 1)


def test_nobody_looks_at_reasons_while_the_words_beside_them_are_looked_at_live(make_hall):
    hall = make_hall(people=10)
    poll = hall.open(
        method=Method.WORDS, answers=(), level=SecrecyLevel.CONFIDENTIAL,
        reason_rule=ReasonRule.OPTIONAL, results_shown=ResultsShown.LIVE,
    )  # fmt: skip
    for voter in range(10):
        given = {"word": [f"คำ {voter}"], "reason": ["เพราะ"]}
        hall.send(poll, voter, given, f"some-request-key-{voter}")
        hall.count(poll)
    assert "เพราะ" not in [said.text for said in list_said(poll)]

    hall.close(poll)
    assert "เพราะ" in [said.text for said in list_said(poll)]


def test_nobody_looks_at_words_before_results_may_be_seen(hall):
    poll = words(hall, "หวัง")

    for step in (lambda: None, lambda: hall.close(poll)):
        step()
        assert list_said(poll) is None
        with pytest.raises(NothingToModerate):
            decide(hall, poll)
    hall.show(poll)
    assert [said.text for said in list_said(poll)] == ["หวัง"]


@pytest.mark.parametrize(
    ("method", "written"), [(Method.WORDS, {"word": ["ลับ"]}), (Method.TEXT, {"text": ["ลับ"]})]
)
def test_what_somebody_wrote_by_name_goes_with_them_and_the_count_stays(hall, method, written):
    poll = hall.open(method=method, answers=(), settings=Settings(is_moderated=False))
    hall.send(poll, 0, {**written, "agreed": ["yes"]})
    hall.close(poll)
    hall.show(poll)
    assert "ลับ" in str(find_outcome(poll).result)

    with transaction():
        erase(hall.signups[0].person_id)

    result = find_outcome(poll).result
    assert "ลับ" not in str(result)
    assert result.ballots == 1


@pytest.mark.parametrize("level", SecrecyLevel)
def test_a_change_of_vote_that_was_on_its_way_makes_no_second_ballot_of_whoever_was_erased(
    hall, now, level
):
    poll = hall.open(level=level)
    hall.vote(poll, 0)
    with transaction():
        erase_person(hall.signups[0].person, actor=SYSTEM, now=now)

    with pytest.raises(NotElector):
        hall.vote(poll, 0, answer=1)
    hall.close(poll)
    hall.show(poll)

    assert find_outcome(poll).result.ballots == 1


def test_a_first_vote_that_was_on_its_way_is_not_kept_beside_whoever_was_erased_meanwhile(
    hall, now
):
    poll = hall.open()
    given = {"option": [poll.options[0].public_id], "agreed": ["yes"]}
    key, voter = "a-key-of-this-try", hall.voters[0]
    on_its_way = check_ballot(hall.forum_id, poll.public_id, given, key, actor=voter)
    with transaction():
        erase_person(hall.signups[0].person, actor=SYSTEM, now=now)

    with pytest.raises(NotElector):
        writer_of(db.engine).put(on_its_way)

    hall.close(poll)
    hall.show(poll)
    assert find_outcome(poll).result.ballots == 0


def test_words_of_a_running_cloud_are_let_through_while_it_runs_but_never_of_a_few(make_hall):
    hall = make_hall(people=10)
    poll = words(hall, *["หวัง"] * 4, results_shown=ResultsShown.LIVE)
    hall.send(poll, 4, {"word": ["รัก"]})
    hall.count(poll)
    assert list_said(poll) is None

    for voter in range(5, 10):
        hall.send(poll, voter, {"word": ["ใหม่"]})
    hall.count(poll)

    said = {(said.text, said.count, said.is_shown) for said in list_said(poll)}
    assert said == {("หวัง", 4, None), ("รัก", 1, None)}
