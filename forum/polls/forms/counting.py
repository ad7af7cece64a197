"""What is typed on the pad for hands and paper."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field

from forum.core.i18n import localised
from forum.events.forms import MinutesField
from forum.polls.logic.kinds import SheetChannel
from forum.polls.logic.sheets import Counted
from forum.polls.logic.tally.methods import RULES
from forum.polls.models import Poll
from forum.web.forms import BaseForm
from forum.web.locale import current_language


class CountForm(BaseForm):
    """One count: a number for each answer, and where they do not add up to it, how many voted."""

    ballots = MinutesField(default=0)
    needs_second = BooleanField(_l("Somebody else counts again before it counts"))
    keys: tuple[str, ...] = ()

    @property
    def numbers(self) -> list[tuple[str, Field]]:
        """The answers' keys with their fields."""
        return [(key, self[f"number-{key}"]) for key in self.keys]

    @property
    def counted(self) -> Counted:
        """What was typed. Who raised a hand once is counted once, so hands need no total."""
        by_option = {key: field.data or 0 for key, field in self.numbers}
        ballots = self.ballots.data or 0 if "ballots" in self else sum(by_option.values())
        return Counted(ballots, by_option)


def count_form(poll: Poll, channel: SheetChannel, *, is_second: bool = False) -> CountForm:
    """The pad's form for a poll; slips are counted as a whole, too, as a check."""
    language = current_language()
    fields: dict[str, Any] = {
        f"number-{option.public_id}": MinutesField(localised(option.label, language), default=0)
        for option in poll.options
    }
    keys = tuple(option.public_id for option in poll.options)
    form: CountForm = type("_CountForm", (CountForm,), {**fields, "keys": keys})()
    if channel is SheetChannel.HANDS and RULES[poll.method].is_single:
        del form.ballots
    else:
        is_paper = channel is SheetChannel.PAPER
        form.ballots.label.text = _l("Slips in all") if is_paper else _l("People who took part")
    if is_second:
        del form.needs_second
    return form
