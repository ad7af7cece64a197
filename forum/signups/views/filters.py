"""What the organiser's list can be narrowed to, as choices for the page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from forum.core.i18n import N_
from forum.directory.queries import list_networks, list_sectors
from forum.events.models import Forum
from forum.language.places import region_name
from forum.signups.forms.place import GENDERS, pool_name
from forum.signups.forms.seats import REGIONS
from forum.signups.queries.people import Order, Wanted
from forum.signups.queries.seats import list_pools
from forum.signups.queries.settings import rules_of
from forum.signups.views.shown import CHANNELS, STATES
from forum.web.locale import current_language, local_text

ORDERS: Mapping[Order, str] = {
    Order.CAME: N_("First come first"),
    Order.LATEST: N_("Latest first"),
    Order.NAME: N_("By name"),
    Order.SECTOR: N_("By sector"),
}


@dataclass(frozen=True)
class Filter:
    """One list to choose from: the argument of the address, its label, (value, words), what is chosen."""

    name: str
    label: str
    choices: Sequence[tuple[str, str]]
    chosen: str
    is_first: bool = False  # shown at once; others open with "more"


def filters_of(forum: Forum, wanted: Wanted) -> list[Filter]:
    """Only what can differ at this forum: no pools where there is one, no gender where none is asked."""
    language, rules, pools = current_language(), rules_of(forum.id), list_pools(forum.id)
    networks = list_networks(language)
    presence = {True: "yes", False: "no"}
    return [
        Filter("sector", _("All sectors"),
               [(s.code, local_text(s.name)) for s in list_sectors()], wanted.sector, is_first=True),
        Filter("state", _("All states"),
               [(s, _(words[0])) for s, words in STATES.items()], wanted.state or "", is_first=True),
        Filter("network", _("All networks"),
               [(n.public_id, local_text(n.name)) for n in networks], wanted.network),
        Filter("pool", _("All ways to take part"),
               [(p.public_id, pool_name(p)) for p in pools] if len(pools) > 1 else [], wanted.pool),
        Filter("gender", _("All genders"),
               [(g, str(words)) for g, words in GENDERS.items()] if rules.asks_gender else [],
               wanted.gender or ""),
        Filter("region", _("All parts of the country"),
               [(r, region_name(r, language)) for r in REGIONS] if rules.asks_province else [],
               wanted.region),
        Filter("channel", _("However signed up"),
               [(c, _(words)) for c, words in CHANNELS.items()], wanted.channel or ""),
        Filter("present", _("Present or not"),
               [("yes", _("Checked in")), ("no", _("Not checked in"))],
               presence[wanted.is_present] if wanted.is_present is not None else ""),
        Filter("order", "", [(o, _(words)) for o, words in ORDERS.items()], wanted.order),
    ]  # fmt: skip
