"""Pure rules of the live room: what the hall sees, join codes, the way through the agenda."""

from collections.abc import Sequence
from enum import StrEnum

from forum.language.digits import arabic

FEWEST_DIGITS, MOST_DIGITS = 4, 6


class Screen(StrEnum):
    """What the hall sees."""

    WELCOME = "welcome"
    ITEM = "item"
    POLL = "poll"
    RESULTS = "results"


class Step(StrEnum):
    """Which way through the agenda."""

    NEXT = "next"
    PREVIOUS = "previous"


def digits_for(open_floors: int) -> int:
    """How long a join code is, so that at most one in a hundred codes leads anywhere."""
    digits = FEWEST_DIGITS
    while digits < MOST_DIGITS and open_floors * 100 > 10**digits:
        digits += 1
    return digits


def read_code(typed: str) -> str | None:
    """The code somebody typed, with Thai digits, spaces and dashes understood; None for no code."""
    code = "".join(sign for sign in arabic(typed) if not sign.isspace() and sign not in "-–—.")
    is_code = code.isascii() and code.isdigit() and FEWEST_DIGITS <= len(code) <= MOST_DIGITS
    return code if is_code else None


def item_after(order: Sequence[int], current: int | None, step: Step) -> int | None:
    """The item one step away in the agenda's order; from nowhere the first; None at the ends."""
    if current not in order:
        return order[0] if order and step is Step.NEXT else None
    place = order.index(current) + (1 if step is Step.NEXT else -1)
    return order[place] if 0 <= place < len(order) else None


def screen_that_fits(
    wanted: Screen, *, has_item: bool, has_poll: bool, has_results: bool
) -> Screen:
    """What can really be shown: results only once they may be seen, a poll only where there is one."""
    if wanted is Screen.RESULTS and has_results:
        return Screen.RESULTS
    if wanted in {Screen.RESULTS, Screen.POLL} and has_poll:
        return Screen.POLL
    return Screen.ITEM if wanted is not Screen.WELCOME and has_item else Screen.WELCOME


class NextStep(StrEnum):
    """The one thing that whoever runs the live room will most likely do next."""

    OPEN = "open"
    FIRST_ITEM = "first_item"
    ASK = "ask"
    STOP_ASKING = "stop_asking"
    SHOW_ANSWER = "show_answer"
    NEXT_ITEM = "next_item"
    CLOSE = "close"


def next_step(
    *,
    is_open: bool,
    has_item: bool,
    is_asking: bool,
    has_unshown: bool,
    has_draft: bool,
    has_next: bool,
) -> NextStep:
    """Finish what is under way first: the open poll, its result, the item's other polls, the item."""
    if not is_open:
        return NextStep.OPEN
    if is_asking:
        return NextStep.STOP_ASKING
    if has_unshown:
        return NextStep.SHOW_ANSWER
    if has_draft:
        return NextStep.ASK
    if not has_item and has_next:
        return NextStep.FIRST_ITEM
    return NextStep.NEXT_ITEM if has_next else NextStep.CLOSE


class Guest(StrEnum):
    """How somebody stands before the live room."""

    STRANGER = "stranger"
    WITHOUT_SEAT = "without_seat"
    AT_DOOR = "at_door"
    INSIDE = "inside"


def guest_of(*, has_place: bool, is_seated: bool, is_checked_in: bool, may_answer: bool) -> Guest:
    """At the door is whoever has to press "join": to be checked in, or let into an open poll."""
    if not has_place:
        return Guest.STRANGER
    if not is_seated:
        return Guest.WITHOUT_SEAT
    return Guest.INSIDE if is_checked_in and may_answer else Guest.AT_DOOR
