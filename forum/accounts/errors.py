"""What can be refused around accounts."""

from forum.core.errors import Conflict, RuleBroken
from forum.core.i18n import N_


class LinkUsedUp(Conflict):
    code = "accounts.link_used_up"
    message = N_("This sign-in link has been used or has expired. Ask for a new one.")


class RoleBeyondOwn(RuleBroken):
    code = "accounts.role_beyond_own"
    message = N_("You can only give roles that you hold yourself, here or above.")


class LastAdministrator(RuleBroken):
    code = "accounts.last_administrator"
    message = N_("The last administrator cannot be removed.")
