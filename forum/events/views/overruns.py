"""Overruns of an agenda in plain words."""

from flask_babel import gettext as _

from forum.events.queries import Agenda
from forum.events.views.shown import minutes_words
from forum.web.locale import local_text


def overrun_sentences(agenda: Agenda) -> list[str]:
    """One sentence for each place where more is planned than fits."""
    sentences = []
    for overrun in agenda.overruns:
        time = minutes_words(overrun.minutes)
        if overrun.item is not None:
            title = local_text(agenda.items[overrun.item].title)
            number = agenda.numbers[overrun.item]
            sentences.append(
                _(
                    "The sub-items of %(number)s %(title)s take %(time)s more than the item itself.",
                    number=number,
                    title=title,
                    time=time,
                )
            )
        elif overrun.part is not None:
            title = local_text(agenda.parts[overrun.part].title)
            sentences.append(
                _(
                    "The items of “%(title)s” take %(time)s more than it lasts.",
                    title=title,
                    time=time,
                )
            )
        elif agenda.parts:
            sentences.append(
                _("The items outside of parts take %(time)s more than the parts leave.", time=time)
            )
        else:
            sentences.append(_("The items take %(time)s more than the forum lasts.", time=time))
    return sentences
