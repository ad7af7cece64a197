"""What a person would send to each form: the fields of the page, filled in plausibly."""

import io

from lxml import html

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"

# Sensible words for a field of this name, whichever form it stands on.
WORDS = {
    "answers-en": "Agree\nDisagree",
    "answers-th": "เห็นด้วย\nไม่เห็นด้วย",
    "attribution_mode": "sector",
    "body": "ความเห็นใหม่",
    "capacity": "90",
    "certifier": "นางรับรอง ถูกต้อง",
    "code": "4321",
    "consent_organising": "y",
    "day": "1/12/2569",
    "decision": "answered",
    "email": "somebody.new@example.org",
    "ends_time": "16:00",
    "evidence": "หลักฐานใหม่",
    "family_name": "มาใหม่",
    "given_name": "สมหวัง",
    "kind": "plenary",
    "layout": "csv",
    "level": "named",
    "method": "choice",
    "minutes": "20",
    "organisation": "องค์กรใหม่",
    "online_url": "https://example.org/new",
    "password": "not the password",
    "presenter": "ผู้นำเสนอใหม่",
    "problem": "ปัญหาใหม่",
    "proposal": "ข้อเสนอใหม่",
    "reason": "เหตุผลใหม่",
    "reason_rule": "optional",
    "results_shown": "when_shown",
    "role": "facilitator",
    "sector": "ngo",
    "starts_day": "1/12/2569",
    "starts_time": "09:00",
    "summary-th": "สรุปใหม่",
    "template": "consent",
    "text": "ข้อความใหม่",
    "text-en": "New text",
    "text-th": "ข้อความใหม่",
    "title": "เรื่องใหม่",
    "value": "1",
    "request_key": "a-request-key-of-the-attack",
}
for _name in ("label", "hint", "introduction"):
    WORDS |= {f"{_name}-th": "คำใหม่", f"{_name}-en": "New words"}
WORDS |= {"options-th": "หนึ่ง\nสอง", "options-en": "One\nTwo"}
for _name in ("title", "question", "description", "reason", "room", "place", "explanation"):
    WORDS |= {f"{_name}-th": "คำใหม่", f"{_name}-en": "New words"}
for _prefix in ("link", "file"):
    WORDS |= {
        f"{_prefix}-title-th": "เอกสารใหม่",
        f"{_prefix}-request_key": "a-request-key-of-the-file",
    }
WORDS |= {"link-url": "https://example.org/paper"}

# Where a name means something else than elsewhere.
_OTHERWISE = {
    "minutes_blocks.add": {"kind": "paragraph"},
    "signups.sign_up": {"go": "send", "step": "check"},
    "desk.reinstate": {"starts_day": "5/12/2569"},
    "desk.clone": {"starts_day": "5/12/2569"},
    "dates.answer": {"name": "ตาสี", "organisation": "บ้านนา"},
    "dates.change": {"name": "ตาสี", "organisation": "บ้านนา"},
    "dates_desk.create": {"days": "5/12/2669", "hours": "09:00–12:00", "closes_day": "1/12/2669"},
    "dates_desk.propose": {"days": "5/12/2669", "hours": "09:00–12:00"},
    "dates_desk.edit": {"closes_day": "1/12/2669", "closes_time": "18:00"},
    "dates_desk.choose": {"outcome": "new"},
    "minutes_desk.digits": {"thai": "1"},
    "console.new_poll": {"then": "keep"},
    "agenda.drop_item": {"below": "0"},
    "minutes_blocks.edit": {"revision": "1"},
}


def body_for(route, ids, browser=None, path=None):
    """What to send to a route; with a browser, hidden fields are read off its page as people do."""
    body = {**WORDS, **_OTHERWISE.get(route.endpoint, {})}
    body["programme"] = ids.get("programme_id", "")
    if browser is not None and "GET" in route.methods | _shown_at(browser, route):
        body |= _hidden(browser, path)
    if route.endpoint == "floor.cast":
        body = {"option": ids["option_id"], "agreed": "yes", "request_key": WORDS["request_key"]}
    if route.endpoint in {"dates.answer", "dates.change"}:
        body[f"slot-{ids['slot_id']}"] = "if_need_be"
    if route.endpoint == "materials.add_a_file":
        body["file-file"] = (io.BytesIO(PDF), "paper.pdf")
    return body


def _shown_at(browser, route):
    app = browser.application
    rules = (r for r in app.url_map.iter_rules() if r.rule == route.rule)
    return frozenset().union(*(rule.methods for rule in rules))


def _hidden(browser, path):
    """The hidden fields of a page's forms that tell which version was seen."""
    answer = browser.get(path)
    if answer.status_code != 200 or answer.mimetype != "text/html":
        return {}
    fields = html.fromstring(answer.text).iterfind(".//input[@type='hidden']")
    return {f.name: f.value for f in fields if f.name in {"version", "revision"} and f.value}
