"""Which letters this feature writes."""

from collections.abc import Mapping

from forum.mail.ports import Builder
from forum.signups.letters import invitations, news, places

BUILDERS: Mapping[str, Builder] = {
    "signups.accepted": places.accepted,
    "signups.confirmation": places.confirmation,
    "signups.declined": places.declined,
    "signups.forum_changed": news.forum_changed,
    "signups.invitation": invitations.invitation,
    "signups.offer": places.offer,
    "signups.offer_ended": places.offer_ended,
    "signups.promotion": places.promotion,
    "signups.ticket": places.tickets,
    "signups.withdrawn": places.withdrawn,
}
