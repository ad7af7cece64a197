"""A poll of each method, and a way to fill in its ballot."""

from forum.polls.logic.answers import Answer
from forum.polls.logic.kinds import BudgetBallot, Method
from forum.polls.logic.settings import Settings

FOUR = tuple(Answer({"th": f"ทาง {n}", "en": f"Way {n}"}, price=n * 1000) for n in range(1, 5))


def poll_of(method, **settings):
    """What to draft of a method: answers and settings that fit it."""
    has_own = method in {Method.CONSENT, Method.WORDS, Method.TEXT, Method.SCALE}
    answers = () if has_own else FOUR
    if method is Method.BUDGET:
        settings = {"budget": 5000, **settings}
    return {"method": method, "answers": answers, "settings": Settings(**settings)}


def ballot_of(poll, turn=0):
    """What the form of this poll sends; by turn something else."""
    keys = [option.public_id for option in poll.options]
    if keys:
        keys = keys[turn % len(keys) :] + keys[: turn % len(keys)]
    by_points = poll.rules.budget_ballot is BudgetBallot.POINTS
    return {
        Method.CHOICE: lambda: {"option": keys[0]},
        Method.CONSENT: lambda: {"option": keys[0]},
        Method.SCALE: lambda: {"option": keys[0]},
        Method.APPROVAL: lambda: {"option": keys[:2]},
        Method.SCORE: lambda: {f"score-{keys[0]}": "๕", f"score-{keys[1]}": "0"},
        Method.DOTS: lambda: {f"points-{keys[0]}": "๗", f"points-{keys[1]}": "3"},
        Method.RANKING: lambda: {f"rank-{keys[0]}": "1", f"rank-{keys[1]}": "2"},
        Method.STV: lambda: {f"rank-{keys[0]}": "1", f"rank-{keys[2]}": "๒"},
        Method.BUDGET: lambda: (
            {f"points-{keys[0]}": "4"} if by_points else {"option": [keys[0], keys[1]]}
        ),
        Method.WORDS: lambda: {"word": ["น้ำ", f"ป่า {turn}", ""]},
        Method.TEXT: lambda: {"text": f"ขอให้มีรถรับส่ง {turn}"},
        Method.TIME: lambda: {f"slot-{keys[0]}": "yes", f"slot-{keys[1]}": "maybe"},
    }[poll.method]()


def bad_ballot_of(poll):
    """A ballot with something typed in it that is refused."""
    keys = [option.public_id for option in poll.options]
    return {
        Method.CHOICE: lambda: {"option": "x" * 26},
        Method.CONSENT: lambda: {"option": ""},
        Method.SCALE: dict,
        Method.APPROVAL: lambda: {"option": keys},
        Method.SCORE: lambda: {f"score-{keys[0]}": "77"},
        Method.DOTS: lambda: {f"points-{keys[0]}": "77"},
        Method.RANKING: lambda: {f"rank-{keys[0]}": "3", f"rank-{keys[1]}": "3"},
        Method.STV: lambda: {f"rank-{keys[0]}": "3", f"rank-{keys[1]}": "3"},
        Method.BUDGET: lambda: {"option": keys},
        Method.WORDS: lambda: {"word": ["น้ำ", "น้ำ"]},
        Method.TEXT: lambda: {"text": "ก" * 2001},
        Method.TIME: lambda: {f"slot-{keys[0]}": "yes", f"slot-{keys[1]}": "perhaps"},
    }[poll.method]()
