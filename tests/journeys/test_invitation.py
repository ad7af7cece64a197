"""A seat is kept for somebody who is invited, until they take it by the link of their letter."""

import pytest

from tests.journeys import deeds

pytestmark = pytest.mark.journey


def test_an_invitation_keeps_the_last_seat_until_its_link_is_used(somebody, house, staff):
    organiser = staff("th")
    forum = deeds.open_forum(organiser, {"th": "เวทีมีคำเชิญ", "en": "A forum with invitations"})
    organiser.looks = True

    organiser.visit(f"{forum}/desk")
    organiser.turn_to("Sign-ups")
    organiser.turn_to("Invitations")
    organiser.write(recipient="กลุ่มออมทรัพย์บ้านดอน", email="invited@example.org", seats="๑")
    organiser.pick("sector", label="ภาคประชาสังคม")
    organiser.press("Reserve the seats")
    organiser.sees(organiser.say("%(used)s of %(seats)s seats used", used=0, seats=1))
    letter = house.wait_for_letter("invited@example.org")

    late = somebody("th", role="late")
    deeds.sign_up(late, forum, "Duangdao", "civil-society", "duangdao@example.org")
    late.sees(
        late.say(
            "You are number %(number)s on the waiting list of %(sector)s. "
            "We will write as soon as a seat is free.",
            number=1,
            sector="ภาคประชาสังคม",
        )
    )

    invited = somebody("th", role="invited")
    invited.visit(letter.link("/i/"))
    invited.sees(
        invited.say.count(
            "%(num)s seat is reserved for you", "%(num)s seats are reserved for you", 1
        )
    )
    invited.press("Sign up for this forum")
    deeds.fill_in_sign_up(invited, "Kamphaeng", "civil-society", "kamphaeng@example.org")
    invited.sees(invited.say("You have a seat."))
    deeds.open_ticket(invited, house.wait_for_letter("kamphaeng@example.org").link("/t/"))
    invited.sees("Kamphaeng")
    invited.visit(letter.link("/i/"))
    invited.sees(invited.say("All seats of this invitation are taken"))

    organiser.visit(f"{forum}/desk/invitations")
    organiser.sees(organiser.say("%(used)s of %(seats)s seats used", used=1, seats=1))
