import re

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from forum.language.digits import arabic
from forum.language.normal import normalise

_HOME = "TH"
_LABEL = re.compile(r"^(?:โทรศัพท์|โทร|มือถือ|tel|phone|mobile)[.:\s]*", re.IGNORECASE)
_DIALLED = re.compile(r"\+?[0-9()\-–.\s]+")  # no letters, no "/": one number, no extension


class UnreadablePhone(ValueError):
    """The text is not one valid telephone number."""


class UnreadableEmail(ValueError):
    """The text is not one valid e-mail address."""


def parse_phone(text: str) -> str:
    """A telephone number as E.164 ("+6622187378"); without "+" it is a Thai one.

    Raises UnreadablePhone, also for two numbers or an extension: E.164 has no room for either,
    and nothing is to be lost unseen.
    """
    dialled = _LABEL.sub("", arabic(normalise(text)))
    if not _DIALLED.fullmatch(dialled):
        raise UnreadablePhone(text)
    try:
        number = phonenumbers.parse(dialled, _HOME)
    except phonenumbers.NumberParseException as error:
        raise UnreadablePhone(text) from error
    if not phonenumbers.is_valid_number(number):
        raise UnreadablePhone(text)
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def format_phone(e164: str, language: str) -> str:
    """As one dials it: in Thai "02 218 7378", in English and from abroad "+66 2 218 7378".

    Raises UnreadablePhone where `e164` did not come from `parse_phone`.
    """
    try:
        number = phonenumbers.parse(e164)
    except phonenumbers.NumberParseException as error:
        raise UnreadablePhone(e164) from error
    at_home = phonenumbers.region_code_for_number(number) == _HOME
    style = phonenumbers.PhoneNumberFormat
    wanted = style.NATIONAL if at_home and language == "th" else style.INTERNATIONAL
    return str(phonenumbers.format_number(number, wanted))


def parse_email(text: str) -> str:
    """An e-mail address in lower case, trimmed, so that one address is one account.

    Only its form is checked, nothing is asked of the network. Raises UnreadableEmail.
    """
    try:
        checked = validate_email(
            normalise(text),
            check_deliverability=False,
            allow_smtputf8=False,
            allow_quoted_local=False,
        )
    except EmailNotValidError as error:
        raise UnreadableEmail(text) from error
    return checked.normalized.lower()
