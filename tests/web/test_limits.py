"""Tries are counted for whoever really asks."""

import pytest

from config import load_config
from forum.app import create_app
from forum.web.limits import client_address, limiter


@pytest.fixture
def tries(tmp_path, monkeypatch):
    """How many of 40 tries to use a link are answered 429, each claiming another address."""

    # The limiter is one for the process; the house's application has it off.
    monkeypatch.setattr(limiter, "enabled", True)

    def count(hops, header):
        app = create_app(
            {
                **load_config({"FORUM_PROXY_HOPS": str(hops)}, instance=tmp_path),
                "WTF_CSRF_ENABLED": False,
                "RATELIMIT_ENABLED": True,
            }
        )
        answers = [
            app.test_client().post(
                "/sign-in", data={"email": "x"}, headers={"X-Forwarded-For": header(number)}
            )
            for number in range(40)
        ]
        return sum(answer.status_code == 429 for answer in answers)

    return count


def test_claiming_other_addresses_wins_no_tries(tries):
    assert tries(0, lambda number: f"10.0.0.{number}") == 20


def test_behind_one_proxy_only_what_it_saw_counts(tries):
    assert tries(1, lambda number: f"10.0.0.{number}, 203.0.113.9") == 20


def test_behind_one_proxy_different_readers_do_not_share_tries(tries):
    assert tries(1, lambda number: f"203.0.113.{number}") == 0


@pytest.mark.parametrize(
    ("given", "counted"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::"),
        ("2001:db8:1:2:ffff::9", "2001:db8:1:2::"),
        ("::ffff:203.0.113.9", "::ffff:203.0.113.9"),
        ("", "127.0.0.1"),
    ],
)
def test_a_network_of_ipv6_is_one_reader(app, given, counted):
    with app.test_request_context(environ_base={"REMOTE_ADDR": given}):
        assert client_address() == counted
