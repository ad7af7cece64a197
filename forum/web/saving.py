"""How a form is saved: in one transaction, or refused at its field."""

from collections.abc import Callable
from typing import TypeVar

from forum.core.errors import ForumError, NotFound
from forum.core.transaction import transaction
from forum.web.forms import BaseForm

Made = TypeVar("Made")


def save(form: BaseForm, act: Callable[[], Made]) -> Made | None:
    """What `act` makes, kept; None when a rule refused it, which the form then shows.

    Raises NotFound: what is not there, or not for this actor, has no form to be shown on.
    """
    try:
        with transaction():
            return act()
    except NotFound:
        raise
    except ForumError as error:
        form.refuse(error)
        return None
