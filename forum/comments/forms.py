"""Shapes of input in discussions."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField
from wtforms.validators import InputRequired, Length

from forum.comments.logic import LONGEST_COMMENT
from forum.web.forms import BaseForm, LinesField, RequestKeyField, TextField


class CommentForm(BaseForm):
    body = LinesField(_l("Your comment"), most=LONGEST_COMMENT, validators=[InputRequired()])
    reply_to = HiddenField(validators=[Length(max=40)])
    request_key = RequestKeyField()


class HideForm(BaseForm):
    reason = TextField(_l("Why is it hidden?"), most=200, validators=[InputRequired()])
