"""How names are compared, and what a ticket's link is made of."""

from forum.signups.logic.applicants import folded_name, name_of
from forum.signups.logic.tickets import ticket_code, ticket_token


def test_a_prefix_typed_into_the_name_is_told_apart_and_not_compared():
    assert name_of("นางสาวสมใจ", "ใจดี").prefix == "นางสาว"
    assert folded_name(name_of("นางสาวสมใจ", "ใจดี")) == folded_name(name_of(" สมใจ ", "ใจดี"))
    assert folded_name(name_of("Mary", "LEE")) == folded_name(name_of("mary", "Lee"))
    assert folded_name(name_of("สมใจ", "ใจดี")) != folded_name(name_of("สมใจ", "ใจร้าย"))


def test_a_ticket_link_depends_on_the_secret_and_the_serial_alone():
    token = ticket_token("secret", "serial")

    assert token == ticket_token("secret", "serial")
    assert token != ticket_token("other", "serial")
    assert token != ticket_token("secret", "serial2")
    assert len(token) == 43


def test_the_code_on_a_ticket_is_short_enough_to_read_aloud():
    assert ticket_code("k3mp7x9qzzzz") == "k3mp 7x9q"
