"""W5, W6: no header moves a link, and no `next` leads out of the house."""

import re
from urllib.parse import urlsplit

import pytest

from forum.accounts.service.links import make_sign_in_link
from forum.core.clock import now
from forum.core.permissions import INSTALLATION, Role
from forum.core.transaction import transaction
from tests.attacks.conftest import opened
from tests.attacks.routes import routes

EVIL = "evil.example.net"
OURS = {"localhost", "127.0.0.1"}
HEADERS = (
    {"Host": EVIL},
    {"Host": f"{EVIL}:8080"},
    {"Host": f"localhost@{EVIL}"},
    {"X-Forwarded-Host": EVIL},
    {"X-Forwarded-Server": EVIL},
    {"X-Host": EVIL},
    {"Forwarded": f"host={EVIL};proto=https"},
    {"X-Original-URL": f"https://{EVIL}/"},
    {"X-Rewrite-URL": f"https://{EVIL}/"},
    {"X-Forwarded-Prefix": f"//{EVIL}"},
    {"X-Forwarded-For": EVIL, "X-Forwarded-Proto": EVIL},
    {"Origin": f"https://{EVIL}", "Referer": f"https://{EVIL}/"},
)
ALL_AT_ONCE = {name: value for each in HEADERS for name, value in each.items()} | HEADERS[0]


def test_no_header_moves_a_link_on_any_page(app, public, world):
    people = {
        "visitor": world.sign_in(),
        "ticket": world.sign_in(tickets=[public.ticket]),
        "administrator": world.staff(Role.ADMINISTRATOR, INSTALLATION),
    }

    moved = []
    for who, browser in people.items():
        for route in routes(app, "GET"):
            answer, text = opened(browser, route.path(app, public.ids), headers=ALL_AT_ONCE)
            if EVIL in text or EVIL in str(answer.headers):
                moved.append((who, route.rule))

    assert moved == []


@pytest.mark.parametrize("headers", HEADERS, ids=str)
def test_no_header_moves_a_link_in_a_letter(app, make, sign_in, letters, headers):
    forum = make.forum()
    signup = make.signup(forum)
    account = make.account()
    browser = sign_in()

    browser.post("/sign-in", data={"email": account.email}, headers=headers)
    again = f"/forums/{forum.public_id}/ticket/again"
    browser.post(again, data={"email": signup.person.email}, headers=headers)
    sent = letters()

    assert len(sent) == 2
    for letter in sent:
        assert EVIL not in letter.message().as_string()
        links = re.findall(r"https?://[^\s>]+", letter.body)
        assert {urlsplit(link).netloc for link in links} == {_public_host(app)}


def test_an_unknown_name_is_refused_where_the_names_are_known(app, client, monkeypatch):
    monkeypatch.setitem(app.config, "TRUSTED_HOSTS", ["forum.example.org"])

    answers = [client.get("/", headers={"Host": name}) for name in ("forum.example.org", EVIL)]

    assert [answer.status_code for answer in answers] == [200, 400]
    assert EVIL not in answers[1].text


def _public_host(app):
    return urlsplit(app.config["PUBLIC_URL"]).netloc


OUT = (
    f"//{EVIL}", f"///{EVIL}", f"////{EVIL}", f"/\\{EVIL}", f"\\\\{EVIL}", f"\\/{EVIL}",
    f"/\t/{EVIL}", f"/\t\t/{EVIL}", f"\t//{EVIL}", f"/\r/{EVIL}", f"/\n/{EVIL}",
    f"/\r\n/{EVIL}", f"/\t\\{EVIL}", f" //{EVIL}", f"\x00//{EVIL}", f"\x01//{EVIL}",
    f"/\x00/{EVIL}", f"/\x0b/{EVIL}", f"/\x0c/{EVIL}", f"/ /{EVIL}", f"https://{EVIL}",
    f"http:{EVIL}", f"https:/{EVIL}", f"https:\\\\{EVIL}", f"HtTpS://{EVIL}", f"ftp://{EVIL}",
    f"javascript:alert(1)//{EVIL}", f"data:text/html,{EVIL}", f"@{EVIL}", f".{EVIL}",
    f"localhost@{EVIL}", f"/%09/{EVIL}", f"/%2f{EVIL}", f"%2f%2f{EVIL}", f"/..//{EVIL}",
    f"/.//{EVIL}", f"/x/../..//{EVIL}", f"/\u2028/{EVIL}", f"／／{EVIL}", f"/\u3002{EVIL}",
    f"//{EVIL}\\@localhost", f"//localhost\\.{EVIL}", "/ok\r\nSet-Cookie: a=b", f"?next=//{EVIL}",
)  # fmt: skip


def leaves(location):
    """Whether a browser that follows this from our pages would end elsewhere."""
    seen = re.sub(r"[\t\r\n]", "", location).strip("".join(map(chr, range(33)))).replace("\\", "/")
    parts = urlsplit(seen)
    if parts.scheme or parts.netloc:
        return parts.hostname not in OURS
    return seen.startswith("//")


@pytest.mark.parametrize("target", OUT, ids=ascii)
def test_whoever_signs_in_by_link_stays_in_the_house(make, sign_in, target):
    account = make.account()
    with transaction():
        token = make_sign_in_link(account, now=now())

    answer = sign_in().post(f"/sign-in/link/{token}", data={"next": target})
    after = sign_in(account).get("/sign-in", query_string={"next": target})

    # A NUL sign is refused at the door, everything else is taken.
    assert (answer.status_code, after.status_code) == (
        (400,) * 2 if "\x00" in target else (302, 200)
    )
    assert not leaves(answer.location or "/")
    assert not any(leaves(each) for each in re.findall(r'href="([^"]*)"', after.text))


def test_whoever_signs_in_by_password_stays_in_the_house(make, sign_in):
    account, word = make.account(), "ใจดีมีสุขเสมอ9"
    sign_in(account).post(
        "/account/password", data={"new_password": word, "new_password_confirm": word}
    )
    body = {"email": account.email, "password": word}

    left = []
    for target in OUT[::3]:
        answer = sign_in().post("/sign-in/password", query_string={"next": target}, data=body)
        # The library refuses some outright, and shows its form again.
        if answer.status_code >= 500 or leaves(answer.location or "/"):
            left.append((target, answer.status_code, answer.location))

    assert left == []


def test_no_address_makes_a_page_link_elsewhere(client):
    for path in (f"//{EVIL}/x", f"///{EVIL}", f"/\\{EVIL}", f"/.//{EVIL}"):
        answer = client.get(
            path, base_url="http://localhost", environ_overrides={"PATH_INFO": path}
        )

        links = re.findall(r'(?:href|action|src)="([^"]*)"', answer.text)
        assert not [link for link in links if leaves(link)], path
        assert not leaves(answer.location or "/"), path
