"""A5, W7: what was taken from somebody is gone at their next request."""

import pytest

from forum.accounts.models import Grant
from forum.accounts.ports import personal_data
from forum.core.db import db
from forum.core.permissions import INSTALLATION, Role
from forum.core.transaction import transaction


@pytest.mark.parametrize("role", [r for r in Role if r is not Role.PARTICIPANT])
def test_a_role_taken_back_is_gone_at_the_next_request(make, sign_in, role):
    forum = make.forum(published_at=None)
    account = make.account(role, INSTALLATION if role is Role.ADMINISTRATOR else forum.scope)
    browser = sign_in(account)
    before = browser.get(f"/forums/{forum.public_id}/desk").status_code

    db.session.execute(db.delete(Grant).where(Grant.account_id == account.id))
    db.session.commit()

    after = [browser.get(f"/forums/{forum.public_id}{p}").status_code for p in ("", "/desk")]
    assert before == 200
    assert after == [404, 403]


def test_a_role_that_has_ended_is_gone(make, now, sign_in):
    forum = make.forum(published_at=None)
    account = make.account(Role.ORGANISER, forum.scope)
    browser = sign_in(account)
    account.grants[0].ends_at = now.replace(year=2020)
    make.save(account.grants[0])

    assert browser.get(f"/forums/{forum.public_id}/desk").status_code == 403


def test_a_revoked_ticket_is_gone_at_the_next_request(make, now, sign_in):
    signup = make.signup(make.forum(), person=make.person("ผู้ถือบัตร"))
    ticket, token = make.ticket(signup)
    browser, page = sign_in(tickets=[ticket]), f"/forums/{signup.forum.public_id}/ticket"
    before = browser.get(page)

    ticket.revoked_at = now
    make.save(ticket)

    assert "ผู้ถือบัตร" in before.text
    assert "ผู้ถือบัตร" not in browser.get(page, follow_redirects=True).text
    assert browser.get("/me").status_code == 302
    assert sign_in().get(f"/t/{token}").status_code == 404
    assert sign_in().post(f"/t/{token}").status_code == 404


def test_an_account_put_to_rest_is_signed_out_at_the_next_request(make, sign_in):
    account = make.account(Role.ADMINISTRATOR)
    browser = sign_in(account)
    before = browser.get("/roles").status_code

    account.active = False
    make.save(account)

    assert before == 200
    assert browser.get("/roles").status_code in {302, 403}
    assert browser.get("/me").status_code == 302


def test_what_features_keep_of_somebody_erased_names_them_nowhere(world, public):
    """Every feature's part; the person's own row is the accounts' to empty."""
    signup = public.signups[1]
    person = signup.person

    with transaction():
        for each in personal_data.suppliers:
            each.erase(person.id)

    tied = []
    for table in db.metadata.sorted_tables:
        for key in table.foreign_keys:
            if key.column.table.name == "persons" and table.name not in {"signups", "accounts"}:
                query = db.select(table).where(key.parent == person.id)
                tied += [table.name] * len(db.session.execute(query).all())
    assert tied == []
    assert signup.organisation_name == ""
    assert signup.needs is None
    assert all(ticket.revoked_at for ticket in signup.tickets)
