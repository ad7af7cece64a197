"""What is typed about one elector of a list."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.fields import SelectChoice
from wtforms.validators import Optional

from forum.events.forms import MinutesField
from forum.web.forms import BaseForm


class ElectorForm(BaseForm):
    weight = MinutesField(_l("How much the vote weighs"), default=1)
    proxy = SelectField(_l("Who votes for them"), [Optional()])

    def __init__(self, holders: Sequence[tuple[str, str]], **kw: Any) -> None:
        """`holders`: public ids and names of those who could vote for them."""
        super().__init__(**kw)
        nobody = SelectChoice("", gettext("Nobody: they vote themselves"))
        self.proxy.choices = [nobody, *(SelectChoice(id_, name) for id_, name in holders)]
