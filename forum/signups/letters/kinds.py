"""Which letters this feature writes."""

from collections.abc import Mapping

from forum.mail.ports import Builder
from forum.signups.letters import draws, invitations, news, places

BUILDERS: Mapping[str, Builder] = {
    "signups.accepted": places.accepted,
    "signups.accepted_together": places.accepted_together,
    "signups.confirmation": places.confirmation,
    "signups.declined": places.declined,
    "signups.drawn": draws.drawn,
    "signups.forum_changed": news.forum_changed,
    "signups.invitation": invitations.invitation,
    "signups.offer": places.offer,
    "signups.offer_ended": places.offer_ended,
    "signups.on_reserve": draws.on_reserve,
    "signups.promotion": places.promotion,
    "signups.reminder": news.reminder,
    "signups.thanks": news.thanks,
    "signups.ticket": places.tickets,
    "signups.withdrawn": places.withdrawn,
}
