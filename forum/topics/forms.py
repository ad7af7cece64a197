"""Shapes of input around topics."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Optional

from forum.topics.logic import Decision, TopicText
from forum.web.forms import BaseForm, LinesField, RequestKeyField, TextField


class TopicForm(BaseForm):
    title = TextField(_l("Title of the topic"), most=200, validators=[InputRequired()])
    problem = LinesField(_l("What is the problem?"), most=5000, validators=[InputRequired()])
    evidence = LinesField(_l("How do we know?"), most=5000, validators=[Optional()])
    proposal = LinesField(_l("What do you propose?"), most=5000, validators=[InputRequired()])
    request_key = RequestKeyField()

    @property
    def text(self) -> TopicText:
        """What was filled in, as the service takes it."""
        return TopicText(
            title=self.title.data,
            problem=self.problem.data,
            evidence=self.evidence.data or "",
            proposal=self.proposal.data,
        )


class AnswerForm(BaseForm):
    decision = RadioField(
        _l("What is decided?"),
        [InputRequired()],
        choices=[
            SelectChoice(
                Decision.ANSWERED, _l("Answered: what happens with it stands in the text")
            ),
            SelectChoice(Decision.DECLINED, _l("Declined: the text says why")),
        ],
        coerce=Decision,
    )
    text = LinesField(_l("Answer"), most=5000, validators=[InputRequired()])
