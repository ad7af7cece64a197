"""Every route of the application as an address that can be asked for, made from the map itself.

A new route is covered as soon as it exists. One whose arguments nobody has told this module how to
fill raises `Unreachable`, and the test that asked fails: teach `_FILLED`, or name it with a reason.
"""

import re
from dataclasses import dataclass

from werkzeug.routing import AnyConverter

from forum.core.ids import new_public_id

# Arguments that name an object: replaced by unknown ones to ask for what does not exist.
OBJECTS = {
    "block_id",
    "code",
    "comment_id",
    "consultation_id",
    "date_poll_id",
    "draw_id",
    "forum_id",
    "grant_id",
    "invitation_id",
    "item_id",
    "letter_id",
    "material_id",
    "part_id",
    "person_id",
    "other_id",
    "poll_id",
    "pool_id",
    "programme_id",
    "public_id",
    "question_id",
    "reminder_id",
    "reply_id",
    "resolution_id",
    "sheet_id",
    "signup_id",
    "slot_id",
    "statement_id",
    "table_id",
    "template_id",
    "thread_id",
    "token",
    "topic_id",
}
# Arguments that are words of the address, not objects.
_WORDS = {
    "layout": "csv",
    "list_key": "0123456789abcdef",
    "purpose": "signup",
    "direction": "up",
    "filename": "none.css",
    "stage": "minutes",
    "language": "th",
    "consent": "photos",
}
# Where an argument is not what its name says elsewhere.
_FILLED = {
    "minutes.download": {"name": "html"},
    "minutes_desk.download": {"name": "html"},
    "minutes_sources.find": {"kind": "comment", "public_id": "comment_id"},
    "console.run_poll": {"act": "stop"},
    "console.set_screen": {"screen": "item"},
    "console.step": {"direction": "next"},
    "poll_desk.run": {"act": "close"},
    "slips.download": {"poll_id": "hands_poll_id"},
    "counting.pad": {"poll_id": "hands_poll_id"},
    "counting.hall": {"poll_id": "hands_poll_id"},
    "counting.table": {"poll_id": "hands_poll_id"},
    "counting.check": {"poll_id": "hands_poll_id"},
    "counting.take_back": {"poll_id": "hands_poll_id"},
    "poll_desk.edit": {"poll_id": "draft_poll_id"},
    "poll_desk.save": {"poll_id": "draft_poll_id"},
    "poll_desk.delete": {"poll_id": "draft_poll_id"},
    "accounts.use_link": {"token": "link"},
    "accounts.sign_in_by_link": {"token": "link"},
    "invitations.show": {"token": "invitation_link"},
    "invitations.accept": {"token": "invitation_link"},
    "invitations.decline": {"token": "invitation_link"},
    "letters.refusal": {"token": "refusal_link"},
    "letters.refuse": {"token": "refusal_link"},
    "letters.take_back": {"token": "refusal_link"},
    "official_letters.file": {"kind": "docx"},
    "draws.draw": {"draw_id": "fixed_draw_id"},
    "draws.report": {"draw_id": "fixed_draw_id"},
    "draws.fixed": {"draw_id": "fixed_draw_id"},
    "dates.poll": {"token": "date_link"},
    "dates.answer": {"token": "date_link"},
    "dates.calendar": {"token": "date_link"},
    "dates.reply": {"token": "own_date_link"},
    "dates.change": {"token": "own_date_link"},
    "dates.remove": {"token": "own_date_link"},
}
# A token is itself the right: whoever holds the link may see where it leads.
BEARER = {
    "signups.show_link",
    "signups.open_ticket",
    "accounts.use_link",
    "accounts.sign_in_by_link",
    "invitations.show",
    "invitations.accept",
    "invitations.decline",
    "letters.refusal",
    "letters.refuse",
    "letters.take_back",
    "dates.poll",
    "dates.answer",
    "dates.calendar",
    "dates.reply",
    "dates.change",
    "dates.remove",
}
SAFE = {"GET", "HEAD", "OPTIONS"}


class Unreachable(Exception):
    """A route of which nobody said how to fill its arguments."""


@dataclass(frozen=True)
class Route:
    """An endpoint under one of its rules."""

    endpoint: str
    rule: str
    arguments: frozenset
    methods: frozenset
    choices: tuple

    @property
    def is_about_objects(self):
        return bool(self.arguments & OBJECTS)

    @property
    def is_stream(self):
        return self.rule.endswith("/live")

    def path(self, app, ids):
        """The address for these ids. Raises Unreachable for an argument without a value."""
        return build(app, self, values_of(self, ids))


def routes(app, method):
    """All routes that answer to a method, in the order of their addresses."""
    found = [
        Route(
            rule.endpoint,
            rule.rule,
            frozenset(rule.arguments),
            frozenset(rule.methods),
            tuple(
                (name, tuple(sorted(converter.items)))
                for name, converter in rule._converters.items()
                if isinstance(converter, AnyConverter)
            ),
        )
        for rule in app.url_map.iter_rules()
        if not rule.build_only
    ]
    wanted = [
        route
        for route in found
        if (method in route.methods if method in SAFE else route.methods - SAFE)
    ]
    return sorted(wanted, key=lambda route: route.rule)


def values_of(route, ids):
    """What the arguments of a route are filled with."""
    special = _FILLED.get(route.endpoint, {})
    choices = dict(route.choices)
    values = {}
    for name in route.arguments:
        given = special.get(name)
        if given is not None:
            values[name] = ids.get(given, given) if given.endswith(("_id", "link")) else given
        elif name in ids:
            values[name] = ids[name]
        elif name in choices:
            values[name] = _WORDS[name] if _WORDS.get(name) in choices[name] else choices[name][0]
        elif name in _WORDS:
            values[name] = _WORDS[name]
        else:
            raise Unreachable(f"{route.endpoint}: what is <{name}> of {route.rule}?")
    return values


def build(app, route, values):
    return app.url_map.bind("localhost").build(route.endpoint, values)


def unknown(ids):
    """Ids of the same kinds that name nothing."""
    return {
        name: (
            2_000_000_000 if isinstance(value, int) else "9173" if name == "code" else _new(name)
        )
        if name in OBJECTS or name in {"draft_poll_id", "hands_poll_id", "link"}
        else value
        for name, value in ids.items()
    }


def _new(name):
    return f"{new_public_id()}{'x' if name in {'token', 'link'} else ''}"


def masked(text, *worlds):
    """The text with every id and whatever is drawn anew each time left out."""
    values = {
        str(v) for ids in worlds for n, v in ids.items() if n in OBJECTS or n.endswith("_poll_id")
    }
    values |= {ids["link"] for ids in worlds if "link" in ids}
    for value in sorted(values, key=len, reverse=True):
        text = text.replace(value, "ID")
    return _DRAWN.sub(r"\1", text)


_DRAWN = re.compile(
    r'((?:csrf_token|request_key)"(?: type="hidden")? value="|data-token="|X-CSRFToken": "|"token":")[^"]*'
)
