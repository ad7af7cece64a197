"""What is typed to keep a poll."""

from flask_babel import lazy_gettext as _l

from forum.web.forms import BaseForm, LocalisedField


class TemplateForm(BaseForm):
    """A template's name."""

    name = LocalisedField(_l("Name of the template"), required=True, most=200)
