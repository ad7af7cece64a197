import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from flask import render_template

from forum.web.style_guide import examples

ROOT = Path(__file__).parent.parent.parent
TOKENS = (ROOT / "forum/web/frontend/_tokens.scss").read_text(encoding="utf-8")


@pytest.fixture(params=["th", "en"])
def style_guide(app, request):
    """The page that uses every macro, in one language."""
    with app.test_request_context(f"/?lang={request.param}"):
        return render_template("web/style_guide.html", **examples(request.param))


class Page(HTMLParser):
    """The start tags of a page with their attributes."""

    def __init__(self, text):
        super().__init__()
        self.tags = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def all(self, *names):
        return [attrs for tag, attrs in self.tags if tag in names]


def test_nothing_on_a_page_needs_a_laxer_content_policy(style_guide):
    page = Page(style_guide)

    assert not page.all("style")
    assert all("src" in script for script in page.all("script"))
    assert not [a for _, a in page.tags if "style" in a or any(n.startswith("on") for n in a)]


def test_every_input_has_a_label_and_says_where_its_hint_and_error_are(style_guide):
    page = Page(style_guide)
    ids = {attrs["id"] for _, attrs in page.tags if "id" in attrs}
    labelled = {attrs.get("for") for attrs in page.all("label")}
    inputs = [
        a
        for a in page.all("input", "select", "textarea")
        if a.get("type") not in ("hidden", "radio", "checkbox")
    ]

    assert inputs
    assert all(attrs["id"] in labelled for attrs in inputs)
    described = [i for _, a in page.tags for i in a.get("aria-describedby", "").split()]
    assert "name-error" in described
    assert set(described) <= ids


def test_the_summary_of_errors_leads_to_the_fields(style_guide):
    summary = style_guide.split('class="error-summary"')[1].split("</div>")[0]

    links = re.findall(r'href="#([^"]+)"', summary)

    assert links == ["name", "sector-0"]
    assert all(f'id="{link}"' in style_guide for link in links)


def test_an_optional_field_is_marked_and_a_required_one_is_not(style_guide):
    labels = dict(re.findall(r'<label for="(name|phone)">(.*?)</label>', style_guide))

    assert 'class="optional"' in labels["phone"]
    assert 'class="optional"' not in labels["name"]


def test_the_lock_names_no_registry_and_every_part_has_one_version():
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    wanted = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["devDependencies"]

    assert not [name for name, package in lock["packages"].items() if "resolved" in package]
    assert all(package.get("integrity") for name, package in lock["packages"].items() if name)
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in wanted.values())


@pytest.mark.parametrize("theme", [":root", ".night"])
@pytest.mark.parametrize(
    ("text", "ground", "least"),
    [
        ("ink", "paper", 7),
        ("soft", "paper", 4.5),
        ("soft", "raised", 4.5),
        ("indigo", "paper", 4.5),
        ("on-indigo", "indigo", 4.5),
        ("agree", "agree-tint", 4.5),
        ("object", "object-tint", 4.5),
        ("turmeric-text", "turmeric-tint", 4.5),
        ("reserve-text", "raised", 4.5),
        ("line-strong", "paper", 3),
        ("turmeric", "paper", 3),
    ],
)
def test_what_is_written_can_be_read_on_its_ground(theme, text, ground, least):
    colours = {**_colours(":root"), **_colours(theme)}

    assert _contrast(colours[text], colours[ground]) >= least


def _colours(selector):
    block = TOKENS.split(f"\n{selector} {{")[1].split("\n}")[0]
    values = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6}|#\{\$[\w-]+\});", block))
    sass = dict(re.findall(r"^\$([\w-]+): (#[0-9a-f]{3,6});", TOKENS, re.MULTILINE))
    return {name: sass.get(value.strip("#{$}"), value) for name, value in values.items()}


def _contrast(one, other):
    """The contrast of two colours by WCAG 2.2."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour):
    digits = colour.lstrip("#")
    digits = digits if len(digits) == 6 else "".join(2 * digit for digit in digits)
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_a_made_up_host_gets_no_address_of_its_own_into_the_page(app):
    with app.test_request_context("/?lang=en", base_url="http://elsewhere.example"):
        page = render_template("web/style_guide.html", **examples("en"))

    assert "elsewhere.example" not in page
    assert f'<meta property="og:url" content="{app.config["PUBLIC_URL"]}/">' in page
