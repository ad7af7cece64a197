"""What is printed of people: rows of sheets, badges, tickets, names on certificates."""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal

from forum.core.i18n import localised
from forum.directory.models import Sector
from forum.documents.prints.cards import Badge, TicketCard
from forum.documents.prints.certificates import Certificate
from forum.documents.prints.sheets import Entry, Group, Sheet
from forum.documents.prints.words import word
from forum.documents.tree import Digits
from forum.events.models import Block, Forum
from forum.language import dates
from forum.language.names import Name, display_name
from forum.language.places import province
from forum.signups.models.certificates import CertificateSettings
from forum.signups.models.places import Signup
from forum.signups.queries.prints import by_sector

Amount = Callable[[str], Decimal] | None


def sheet_of(
    forum: Forum,
    signups: list[Signup],
    language: str,
    *,
    day: date | None = None,
    digits: Digits = Digits.ARABIC,
    blanks: int = 0,
    amount: Amount = None,
) -> Sheet:
    """A sheet with everybody on it, by sector; `amount` says what somebody of a sector gets."""
    groups = tuple(
        Group(
            localised(sector.name, language),
            tuple(_entry(signup, language, amount) for signup in people),
        )
        for sector, people in by_sector(signups)
    )
    heading = heading_of(forum, language, day)
    return Sheet(heading, groups, language, digits, blanks)


def tables_sheet_of(
    forum: Forum, tables: Sequence[Block], signups: list[Signup], language: str
) -> Sheet:
    """A list with everybody who sits at a table, by table, with their sector beside them."""
    groups = tuple(
        Group(
            localised(table.name, language),
            tuple(
                Entry(name_of(each, language), localised(each.sector.name, language))
                for each in signups
                if each.block_id == table.id
            ),
        )
        for table in tables
    )
    return Sheet(heading_of(forum, language, None), groups, language)


def heading_of(forum: Forum, language: str, day: date | None) -> tuple[str, ...]:
    """Which forum, when, where: the lines below a sheet's title."""
    place = localised(forum.place, language)
    return (
        localised(forum.title, language),
        " ".join(day_and_time(forum, language, day)),
        word(language, "place", place=place) if place else "",
    )


def day_and_time(forum: Forum, language: str, day: date | None = None) -> tuple[str, str]:
    """The days of the forum in words, or one of them, and its hours where it is one day."""
    first, last = dates.local(forum.starts_at), dates.local(forum.ends_at)
    if day is not None:
        return dates.format_date(day, language, "full"), ""
    days = dates.format_date_range(first.date(), last.date(), language, "full")
    is_one_day = first.date() == last.date()
    return days, dates.format_time_range(first, last, language) if is_one_day else ""


def days_of(forum: Forum, language: str) -> list[tuple[str, str]]:
    """The forum's days as choices: ISO date and words."""
    first, last = (dates.local(each).date() for each in (forum.starts_at, forum.ends_at))
    days = [date.fromordinal(n) for n in range(first.toordinal(), last.toordinal() + 1)]
    return [(day.isoformat(), dates.format_date(day, language, "full")) for day in days[:31]]


def badge_of(signup: Signup, language: str) -> Badge:
    """A person's name badge."""
    person = signup.person
    return Badge(
        given_name=display_name(Name(person.prefix, person.given_name, ""), language),
        family_name=person.family_name,
        organisation=signup.organisation_name,
        **_sector(signup.sector, language),
    )


def ticket_of(signup: Signup, language: str, *, link: str, code: str) -> TicketCard:
    """A person's ticket."""
    forum = signup.forum
    facts = (*day_and_time(forum, language), localised(forum.place, language))
    return TicketCard(
        name=name_of(signup, language),
        organisation=signup.organisation_name,
        **_sector(signup.sector, language),
        link=link,
        code=code,
        forum=localised(forum.title, language),
        facts=tuple(fact for fact in facts if fact),
    )


def certificate_of(row: CertificateSettings, language: str) -> Certificate:
    """What stands on the forum's certificates, in a language."""
    digits = Digits.THAI if row.has_thai_digits else Digits.ARABIC
    return Certificate(
        issuer=localised(row.issuer, language),
        text=localised(row.text, language),
        given_on=dates.format_date(row.given_on, language),
        signatory=row.signatory,
        position=localised(row.position, language),
        language=language,
        digits=digits,
    )


def words_of_taking_part(forum: Forum, language: str) -> str:
    """What a certificate says, unless the organiser writes otherwise."""
    facts = {
        "forum": localised(forum.title, language),
        "day": day_and_time(forum, language)[0],
        "place": localised(forum.place, language),
    }
    return word(language, "took_part_at" if facts["place"] else "took_part", **facts)


def names_of(signups: Sequence[Signup], language: str) -> list[str]:
    """Everybody's name as it is printed."""
    return [name_of(signup, language) for signup in signups]


def name_of(signup: Signup, language: str) -> str:
    """Somebody's whole name, with its prefix."""
    person = signup.person
    return display_name(Name(person.prefix, person.given_name, person.family_name), language)


def _entry(signup: Signup, language: str, amount: Amount) -> Entry:
    where = signup.organisation_name
    if amount is None:
        return Entry(name_of(signup, language), where)
    home = province(signup.province).name(language) if signup.province else ""
    both = " · ".join(part for part in (where, home) if part)
    return Entry(name_of(signup, language), both, amount(signup.sector.code))


def _sector(sector: Sector, language: str) -> dict[str, str]:
    return {
        "sector": localised(sector.name, language),
        "letter": localised(sector.letter, language),
        "thread": sector.thread,
    }
