"""What of a closed poll everybody may take along, and what of it nobody may."""

import csv
import io
import json

import pytest
from sqlalchemy import select

from forum.core.db import db
from forum.core.permissions import Role
from forum.events.logic.stages import AttributionMode
from forum.polls.logic.formats import pabulib, preflib
from forum.polls.logic.kinds import Method, ResultsShown, SecrecyLevel, SheetChannel
from forum.polls.logic.texts import digest_of
from forum.polls.models import CountLine, CountSheet, ModeratedText, Poll
from tests.polls.papers import ballot_of, poll_of
from tests.polls.test_recount import what_differs

FILES = ("ballots.json", "ballots.csv", "ballots.preflib", "ballots.pb", "result.json")


def filled(poll, turn=0, **more):
    given = {**ballot_of(poll, turn), "agreed": "yes", **more}
    return {name: value if isinstance(value, list) else [value] for name, value in given.items()}


def voted(hall, **values):
    """A poll in which everybody voted, each by turn something else; closed and shown."""
    poll = hall.open(**{"results_shown": ResultsShown.AFTER_CLOSE, **values})
    for place in range(len(hall.voters)):
        hall.send(poll, place, filled(poll, place // 2))
    return hall.close(poll)


def path_of(poll, name="ballots.json"):
    return f"/forums/{poll.forum.public_id}/polls/{poll.public_id}/{name}"


def downloaded(client, poll):
    return json.loads(client.get(path_of(poll)).data)


def rows_of(answer):
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))


@pytest.mark.parametrize("method", Method)
def test_of_every_method_the_ballots_taken_along_count_to_the_result(make_hall, client, method):
    hall = make_hall(people=7)
    level = list(SecrecyLevel)[len(method) % 2]
    poll = voted(hall, level=level, **poll_of(method, is_moderated=False))

    file = downloaded(client, poll)

    assert what_differs(file) == []
    assert file["result"] == json.loads(client.get(path_of(poll, "result.json")).data)["result"]
    assert (file["cast"], file["eligible"], len(file["ballots"])) == (7, 7, 7)
    assert sum(sector["eligible"] for sector in file["electorate"]) == 7


@pytest.mark.parametrize("rule", ResultsShown)
def test_nobody_gets_ballots_before_results_may_be_seen(hall, client, sign_in, make, rule):
    poll = hall.open(results_shown=rule, **poll_of(Method.RANKING))
    hall.send(poll, 0, filled(poll))
    staff = [sign_in(make.account(role)) for role in (Role.ORGANISER, Role.ADMINISTRATOR)]

    def asked():
        paths = [path_of(poll, name) for name in FILES]
        return {who.get(path).status_code for who in (client, *staff) for path in paths}

    while_open = asked()
    hall.close(poll)
    after = asked()

    assert while_open == {404}
    assert after == ({404} if rule is ResultsShown.WHEN_SHOWN else {200, 404})


def test_ballots_of_another_forum_or_a_draft_are_not_there(hall, make, client):
    poll = voted(hall, **poll_of(Method.CHOICE))
    other = make.forum().public_id
    elsewhere = [f"/forums/{other}/polls/{poll.public_id}/{name}" for name in FILES]
    assert {client.get(path).status_code for path in elsewhere} == {404}

    hall.forum.published_at = None
    make.save(hall.forum)

    assert {client.get(path_of(poll, name)).status_code for name in FILES} == {404}


def test_the_files_are_kept_by_nobody_on_the_way(hall, client):
    poll = voted(hall, **poll_of(Method.RANKING))

    for name in FILES[:3]:
        answer = client.get(path_of(poll, name))
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Content-Disposition"].startswith("attachment")


def test_the_program_is_handed_out_whole(client):
    answer = client.get("/recount.py")

    assert answer.status_code == 200
    assert b"def main" in answer.data
    assert 'filename="recount.py"' in answer.headers["Content-Disposition"]


# What ballots tell


@pytest.mark.parametrize("mode", AttributionMode)
def test_a_confidential_ballot_tells_no_name_no_sector_and_no_channel(make_hall, client, mode):
    hall = make_hall(people=6, attribution_mode=mode)

    file = downloaded(client, voted(hall, level=SecrecyLevel.CONFIDENTIAL))

    assert {frozenset(ballot) for ballot in file["ballots"]} == {frozenset({"choice", "weight"})}
    said = [json.dumps(ballot["choice"]) for ballot in file["ballots"]]
    assert said == sorted(said)
    assert not [s for s in hall.signups if s.public_id in json.dumps(file)]


@pytest.mark.parametrize(
    ("mode", "told"),
    [
        (AttributionMode.NAMED, {"choice", "weight", "name", "sector"}),
        (AttributionMode.SECTOR, {"choice", "weight", "sector"}),
        (AttributionMode.ANONYMOUS, {"choice", "weight"}),
    ],
)
def test_a_named_ballot_tells_what_the_forum_attributes(make_hall, client, mode, told):
    hall = make_hall(people=3, attribution_mode=mode)

    poll = voted(hall, level=SecrecyLevel.NAMED)

    assert {frozenset(b) for b in downloaded(client, poll)["ballots"]} == {frozenset(told)}
    assert len(rows_of(client.get(path_of(poll, "ballots.csv")))[0]) == 3 + len(told) - 1


def test_what_voters_agreed_to_is_not_widened_after_the_vote(make_hall, client, make):
    hall = make_hall(people=3, attribution_mode=AttributionMode.SECTOR)
    poll = voted(hall, level=SecrecyLevel.NAMED)

    hall.forum.attribution_mode = AttributionMode.NAMED
    make.save(hall.forum)
    assert {frozenset(b) for b in downloaded(client, poll)["ballots"]} == {
        frozenset({"choice", "weight", "sector"})
    }

    hall.forum.attribution_mode = AttributionMode.ANONYMOUS
    make.save(hall.forum)
    assert {frozenset(b) for b in downloaded(client, poll)["ballots"]} == {
        frozenset({"choice", "weight"})
    }


def test_reasons_stay_out_of_the_files(hall, client):
    poll = hall.open(results_shown=ResultsShown.AFTER_CLOSE, reason_rule="optional")
    hall.vote(poll, 0, reason="a reason of mine")
    hall.close(poll)

    for name in ("ballots.json", "ballots.csv", "result.json"):
        assert b"a reason of mine" not in client.get(path_of(poll, name)).data


def test_where_hands_were_counted_only_sums_are_told(make_hall, client, make):
    hall = make_hall(people=9)
    poll = hall.open(
        level=SecrecyLevel.CONFIDENTIAL,
        results_shown=ResultsShown.AFTER_CLOSE,
        **poll_of(Method.APPROVAL),
    )
    for place in range(5):
        hall.send(poll, place, filled(poll, place))
    lines = [
        CountLine(option=option, number=number)
        for option, number in zip(poll.options, (4, 2, 1, 0), strict=True)
    ]
    make.save(
        CountSheet(
            poll_id=poll.id,
            channel=SheetChannel.HANDS,
            ballots=4,
            counted_at=hall.now,
            lines=lines,
        )
    )
    hall.close(poll)

    file = downloaded(client, poll)

    assert file["ballots"] == []
    assert file["counted"]["ballots"] == 9
    assert sum(file["counted"]["counts"].values()) == 5 * 2 + 7
    assert what_differs(file) == []
    assert rows_of(client.get(path_of(poll, "ballots.csv")))[1:] == [
        [option.label["th"], str(file["counted"]["counts"][option.public_id])]
        for option in poll.options
    ]


def test_words_that_were_not_let_through_are_in_no_file(hall, client, make):
    poll = voted(hall, **poll_of(Method.WORDS))
    make.save(
        ModeratedText(poll_id=poll.id, digest=digest_of("ป่า 1"), is_shown=True, decided_at=hall.now)
    )

    file, text = downloaded(client, poll), client.get(path_of(poll, "ballots.csv")).data.decode()

    assert [b["choice"]["words"] for b in file["ballots"]] == [
        [None, "ป่า 1"],
        [None, None],
        [None, None],
    ]
    assert file["withheld"] == 5
    assert '"น้ำ"' not in json.dumps(file, ensure_ascii=False) + text
    assert digest_of("น้ำ") not in json.dumps(file)
    assert what_differs(file) == []


def test_what_people_wrote_is_no_formula_in_the_table(hall, client):
    values = poll_of(Method.TEXT, is_moderated=False)
    poll = hall.open(results_shown=ResultsShown.AFTER_CLOSE, level=SecrecyLevel.NAMED, **values)
    hall.send(poll, 0, filled(poll, text='=HYPERLINK("http://example.org")'))
    hall.close(poll)

    cells = [cell for row in rows_of(client.get(path_of(poll, "ballots.csv"))) for cell in row]

    assert next(cell for cell in cells if "HYPERLINK" in cell).startswith("'=")


# Files of other people's formats


def test_rankings_are_handed_out_as_preflib_files(hall, client):
    poll = voted(hall, **poll_of(Method.RANKING))

    answer = client.get(path_of(poll, "ballots.preflib"))

    read = preflib.read(answer.data.decode())
    assert sum(read.orders.values()) == 3
    assert list(read.names.values()) == [option.label["th"] for option in poll.options]
    assert f'filename="ballots-{poll.public_id}.soi"' in answer.headers["Content-Disposition"]


def test_budgets_are_handed_out_as_pabulib_files(hall, client):
    poll = voted(hall, **poll_of(Method.BUDGET))

    read = pabulib.read(client.get(path_of(poll, "ballots.pb")).data.decode())

    winners = downloaded(client, poll)["result"]["winners"]
    assert {project.key for project in read.projects if project.is_selected} == set(winners)
    assert len(read.votes) == 3


def test_other_polls_have_no_such_files(hall, client):
    poll = voted(hall, **poll_of(Method.CHOICE))

    assert client.get(path_of(poll, "ballots.preflib")).status_code == 404
    assert client.get(path_of(poll, "ballots.pb")).status_code == 404


def test_everything_can_be_found_beside_the_result(hall, client):
    for method, name in ((Method.RANKING, "ballots.preflib"), (Method.BUDGET, "ballots.pb")):
        poll = voted(hall, **poll_of(method))

        page = client.get(path_of(poll, "")[:-1]).text

        for wanted in ("ballots.json", "ballots.csv", "result.json", name):
            assert f'href="{path_of(poll, wanted)}"' in page
        assert 'href="/recount.py"' in page


@pytest.mark.parametrize("language", ["th", "en"])
def test_it_is_said_what_a_confidential_vote_does_not_protect_from(client, language):
    page = client.get(f"/about-votes?lang={language}")

    assert page.status_code == 200
    assert page.text.count("<li>") >= 5


def test_polls_from_before_settings_were_kept_are_counted_again_too(hall, client):
    poll = voted(hall, **poll_of(Method.CHOICE))
    poll = db.session.scalars(select(Poll).where(Poll.public_id == poll.public_id)).one()
    poll.settings = {}
    hall.make.save(poll)

    assert what_differs(downloaded(client, poll)) == []
