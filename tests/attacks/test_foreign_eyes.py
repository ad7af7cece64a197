"""A1 to A3: nothing of a forum reaches whoever has no business with it, on any route."""

import pytest

from forum.core.db import db
from forum.core.permissions import GRANTS, INSTALLATION, Role
from forum.web.guard import door_of
from tests.attacks.conftest import opened
from tests.attacks.routes import BEARER, OBJECTS, masked, routes, unknown
from tests.attacks.world import FOREIGN, SECOND

# Columns of text that hold no words of a forum's people: codes, ids, hashes, keys of enums,
# and the directory that everybody may read.
_NO_WORDS = {"accounts", "sectors", "networks", "organisations", "programmes", "alembic_version"}
_CODES = {
    "address_hash", "asked_hash", "topic", "availability", "actor_kind", "attribution_mode", "authoritative_language", "certified", "channel",
    "characteristic", "choice", "cloned_from", "code", "facts_hash", "fs_uniquifier", "hashes",
    "join_code", "key", "kind", "language", "layout", "level", "meaning", "media_type", "method",
    "object_id", "object_kind", "origin", "origin_id", "origin_kind", "owner_id", "owner_kind",
    "province", "public_id", "purpose", "readers", "reason_rule", "region", "request_key", "request_keys",
    "results_shown", "role", "scope_kind", "screen", "section", "serial", "settings", "sha256",
    "sources", "stage", "standing", "state", "text_version", "token_hash", "value", "writers",
    "colour", "condition", "digest", "imported_as", "what", "redactions", "phone", "reporting_group", "respondent",
}  # fmt: skip
# Programmes are public, whatever forums they have.
_PUBLIC = {"events.programme", "events.programme_calendar"}
# Written by the program itself out of what it says already; draws know people by keys alone.
_DERIVED = {
    "minutes.changes", "draws.targets", "draws.candidates", "draws.report", "draws.seed",
    "draws.algorithm", "draws.algorithm_used", "draws.library", "draws.seed_hash",
    "draws.candidates_hash", "signup_settings.door_code",
}  # fmt: skip


def test_every_text_of_the_foreign_forum_is_marked(draft):
    unmarked = []
    for table in db.metadata.sorted_tables:
        for column in table.columns if table.name not in _NO_WORDS else ():
            name = f"{table.name}.{column.name}"
            is_text = column.type.python_type in {str, dict, list} if _known(column) else True
            if not is_text or column.name in _CODES or name in _DERIVED:
                continue
            values = db.session.execute(db.select(column)).scalars()
            if not any(FOREIGN in str(value) for value in values):
                unmarked.append(name)

    assert unmarked == []


_STAFF = {"coordinator", "facilitator", "rapporteur", "organiser"}


def _known(column):
    try:
        return bool(column.type.python_type)
    except NotImplementedError:
        return False


@pytest.fixture
def eyes(world, public):
    """Everybody who has no business with the draft."""
    other = world.make.forum(title={"th": "อีกเวที", "en": "Another"})
    people = world.people_of(public.forum)
    people["organiser elsewhere"] = world.staff(Role.ORGANISER, other.scope)
    return people


def test_a_foreign_object_answers_like_one_that_is_not_there(app, public, draft, eyes, world):
    nowhere = unknown(draft.ids)
    eyes["administrator"] = world.staff(Role.ADMINISTRATOR, INSTALLATION)

    told, leaks = [], []
    for who, browser in eyes.items():
        for route, own in _foreign_calls(app, who, public):
            paths = [route.path(app, {**ids, **own}) for ids in (draft.ids, nowhere)]
            there, gone = (_answer(browser, path, (draft.ids, nowhere)) for path in paths)
            if there != gone and not _is_for_administrators(who, route):
                told.append((who, route.rule, bool(own), there[0], gone[0]))
            if FOREIGN in there[1].replace(draft.ids["name"], "") and not _is_for_administrators(
                who, route
            ):
                leaks.append((who, paths[0]))

    assert told == []
    assert leaks == []


def _foreign_calls(app, who, public):
    """Everything of the draft's, and the draft's objects as if they were the public forum's."""
    for route in routes(app, "GET"):
        if route.endpoint in BEARER or not route.is_about_objects:
            continue
        if who != "administrator" and route.endpoint not in _PUBLIC:
            yield route, {}
        if "forum_id" in route.arguments and (route.arguments & OBJECTS) - {"forum_id"}:
            yield route, {"forum_id": public.ids["forum_id"]}


def _answer(browser, path, worlds):
    answer, text = opened(browser, path)
    return answer.status_code, masked(text, *worlds), masked(answer.location or "", *worlds)


def _is_for_administrators(who, route):
    """What is addressed without its forum, they may open anyway."""
    return who == "administrator" and "forum_id" not in route.arguments


# Doors whose permission a role holds, and which still are not for it, with the reason.
_CLOSED_FOR = {
    ("accounts.roles", "organiser"): "for those who may give roles everywhere",
    ("desk.clone", "organiser"): "a forum's organiser makes no second forum in its programme",
    ("desk.create", "organiser"): "no programme to make it in",
    ("dates_desk.polls", "organiser"): "a forum's organiser does not run its programme",
    ("dates_desk.create", "organiser"): "a forum's organiser does not run its programme",
    ("dates_desk.poll", "organiser"): "a forum's organiser does not run its programme",
    ("dates_desk.edit", "organiser"): "a forum's organiser does not run its programme",
    ("dates_desk.propose", "organiser"): "a forum's organiser does not run its programme",
    ("dates_desk.choose", "organiser"): "a forum's organiser does not run its programme",
    ("dates_desk.replies", "organiser"): "a forum's organiser does not run its programme",
    ("programmes.create", "organiser"): "no programme to stand below",
    ("programmes.edit", "organiser"): "a forum's organiser does not run its programme",
    ("team.programme", "organiser"): "a forum's organiser does not run its programme",
    ("assist.printed_ticket", "coordinator"): "only for those they helped",
    ("prints.helped_ticket", "coordinator"): "only for those they helped",
}
# Own objects that cannot be shown in the state this world is in.
_NOT_NOW = {
    "comments.edit": "somebody else's comment",
    "topics.edit": "somebody else's topic",
    "assist.printed_ticket": "nobody was helped",
    "prints.helped_ticket": "nobody was helped",
    "entrance.sign": "no code is shown yet",
    "standing_in.assist": "everybody has voted",
    "standing_in.proxy": "nobody votes for anybody else",
    "electorate.elector": "who votes follows a rule, nobody is listed",
    "lists.imported": "no list was brought in",
    "lists.tickets": "no list was brought in",
    "topics.ask_answer": "on the agenda already",
}


def test_own_pages_show_neither_a_draft_nor_what_staff_keep_to_themselves(app, public, draft, eyes):
    assert FOREIGN in draft.forum.title["th"]

    leaks, doors, faults = [], [], []
    for who, browser in eyes.items():
        for route in routes(app, "GET"):
            if route.endpoint in BEARER:
                continue
            answer, text = opened(browser, route.path(app, public.ids))
            if FOREIGN in text or (SECOND in text and who not in _STAFF):
                leaks.append((who, route.rule))
            if answer.status_code >= 500:
                faults.append((who, route.rule))
            if not _is_as_expected(app, who, route, answer.status_code):
                doors.append((who, route.rule, answer.status_code))

    assert leaks == []
    assert faults == []
    assert doors == []


def _is_as_expected(app, who, route, status):
    """Whether a role came in exactly where its permissions lead."""
    permission = door_of(app, route.endpoint).permission
    if permission is None or not route.is_about_objects:
        return True
    expected = _may(who, permission) and (route.endpoint, who) not in _CLOSED_FOR
    if expected and route.endpoint in _NOT_NOW:
        return True
    return (status in {200, 204}) == expected


def _may(who, permission):
    roles = {role.value: role for role in Role}
    role = roles.get(who)
    if role is None:
        return (
            who in {"ticket", "waiting ticket", "participant"}
            and permission in GRANTS[Role.PARTICIPANT]
        )
    return permission in GRANTS[role]
