"""What is typed at the rapporteur's desk."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField
from wtforms.fields import SelectChoice
from wtforms.validators import Optional

from forum.minutes.logic.states import TypedKind
from forum.web.forms import BaseForm, LocalisedField, RequestKeyField, TextField


class TextForm(BaseForm):
    """The words of a block, in the languages of the document; `revision` is what was seen."""

    text = LocalisedField(_l("Text"), lines=True, most=20_000)
    revision = HiddenField()

    @property
    def seen(self) -> int:
        """The revision the writer saw; 0 for what is no number."""
        given = str(self.revision.data or "")
        return int(given) if given.isascii() and given.isdigit() and len(given) < 9 else 0


class NewTextForm(BaseForm):
    """A typed block."""

    kind = RadioField(
        _l("What is it?"),
        choices=[
            SelectChoice(TypedKind.PARAGRAPH.value, _l("Paragraph")),
            SelectChoice(TypedKind.RESOLUTION.value, _l("Resolution")),
            SelectChoice(TypedKind.RESERVATION.value, _l("Reservation")),
            SelectChoice(TypedKind.QUOTATION.value, _l("Quotation")),
        ],
        default=TypedKind.PARAGRAPH.value,
    )
    text = LocalisedField(_l("Text"), lines=True, most=20_000)
    request_key = RequestKeyField()


class HideForm(BaseForm):
    reason = TextField(_l("Why is this not printed?"), most=200)


class CertifyForm(BaseForm):
    """Names as they are to be printed; whoever fills this in gives them for that."""

    certifier = TextField(_l("Name of the person who certifies"), most=150)
    certifier_position = TextField(
        _l("Position of the person who certifies"), most=150, validators=[Optional()]
    )
    rapporteur = TextField(_l("Name of the rapporteur"), most=150, validators=[Optional()])
    with_thanks = BooleanField(_l("Thank those who were there, with a link to the minutes"))
