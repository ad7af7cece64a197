"""What can go wrong, as a code and facts; the words are translated at the edge."""

from typing import ClassVar

from forum.core.i18n import N_


class ForumError(Exception):
    """A refusal with a stable code, a message to translate, and the facts to fill in.

    `field` names the form field the sentence belongs to, where there is one.
    """

    code: ClassVar[str] = "error"
    message: ClassVar[str] = N_("Something went wrong.")
    field: ClassVar[str | None] = None

    def __init__(self, **facts: object) -> None:
        """Keep the facts that the message names."""
        super().__init__(self.code)
        self.facts = facts


class NotFound(ForumError):
    """Unknown, or not to be known to this actor: both look the same."""

    code = "not_found"
    message = N_("There is nothing here, or it is not open to you.")


class Forbidden(ForumError):
    """Known to exist, but not for this actor to do."""

    code = "forbidden"
    message = N_("You do not have the right to do this.")


class RuleBroken(ForumError):
    """The input is readable, but a rule says no."""

    code = "rule_broken"
    message = N_("This is not possible.")


class Conflict(ForumError):
    """Too late, or somebody else was faster."""

    code = "conflict"
    message = N_("Somebody changed this in the meantime.")
