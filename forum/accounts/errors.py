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


class ReasonNeeded(RuleBroken):
    code = "accounts.reason_needed"
    message = N_("Say why: it is written into the journal.")
    field = "reason"


class ConsentComesWithSignup(RuleBroken):
    code = "accounts.consent_comes_with_signup"
    message = N_("This consent is given by signing up for the forum.")


class TwoAccounts(RuleBroken):
    code = "accounts.two_accounts"
    message = N_("Both have an account. One of the two has to be closed by its owner first.")


class SamePerson(RuleBroken):
    code = "accounts.same_person"
    message = N_("This is one and the same person already.")


class BeyondForum(RuleBroken):
    code = "accounts.beyond_forum"
    message = N_(
        "The second person has an account or belongs to other forums, too. Whoever looks after "
        "people in this installation can merge them."
    )


class NameOfAnother(RuleBroken):
    code = "accounts.name_of_another"
    message = N_(
        "This is another given name. A place is not handed on to somebody else: if it is you, "
        "ask the organisers to change it."
    )
    field = "given_name"
