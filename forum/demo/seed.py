"""Seeds the demonstration: through the same services that people use, at the times it tells of."""

from dataclasses import dataclass
from datetime import date, datetime

from forum.core.actor import SYSTEM
from forum.core.i18n import LocalText
from forum.core.ids import new_token
from forum.core.transaction import transaction
from forum.demo.child_grant import FORUM as CHILD_GRANT
from forum.demo.citizens import FORUM as CITIZENS
from forum.demo.dates import find_a_date
from forum.demo.directory import fill_directory
from forum.demo.forums import build_forum
from forum.demo.other_forums import FIRST_GRANT, INFORMAL_WORK, LAND, WOMEN
from forum.demo.people import Team, invented_names, make_team
from forum.demo.welfare import FORUM as WELFARE
from forum.directory.models import Organisation
from forum.events.logic.plans import ProgrammePlan
from forum.events.models import Programme
from forum.events.service.programmes import create_programme
from forum.journal.service import record
from forum.mail.service import forget_waiting_letters

SEEDED = "demonstration.seeded"
FORUMS = (FIRST_GRANT, LAND, WELFARE, INFORMAL_WORK, CITIZENS, CHILD_GRANT, WOMEN)

PROGRAMME: LocalText = {
    "th": "แผนงานความเป็นธรรมทางสังคมด้านสุขภาวะ",
    "en": "Programme on Social Justice in Health and Well-being",
}
PROJECT: LocalText = {"th": "โครงการสานพลังสังคมเครือข่าย", "en": "Weaving the Strength of Networks"}
ABOUT: LocalText = {
    "th": "พัฒนาเครือข่ายผ่านการสร้างความรู้และการเรียนรู้ทางสังคมระหว่างมหาวิทยาลัย องค์กรพัฒนาเอกชน ราชการ ธุรกิจ "
    "ประชาสังคม และองค์กรชาวบ้าน โดยร่วมกันสร้างกรอบการวิเคราะห์ และจัดทำรายงานการเฝ้าระวัง",
    "en": "Strengthening networks through shared knowledge between universities, NGOs, government, business, "
    "civil society and villagers’ organisations: a shared framework of analysis, and watch reports.",
}


@dataclass(frozen=True)
class Projects:
    """The programme's project in its first year, and carried on to the present."""

    first: Programme
    present: Programme


def seed_demonstration(*, now: datetime, secret: str) -> Team:
    """Fill an empty installation with the programme, its people and a forum at each stage.

    Addresses are as random as those of any installation. Letters that this would send are forgotten:
    the people are invented. Raises what the services raise; what was committed before stays, and
    `--fresh` begins anew.
    """
    with transaction():
        responsible = fill_directory()
        projects = _make_projects(responsible, now)
        team = make_team(projects.present.parent.scopes[0], now=now)  # type: ignore[union-attr]
    names = invented_names(2558)
    for text in FORUMS:
        project = projects.first if text is FIRST_GRANT else projects.present
        build_forum(text, project.public_id, team, names, today=now, secret=secret)
    find_a_date(projects.present.public_id, team.organiser, now=now, secret=secret)
    with transaction():
        forget_waiting_letters()
        record(SEEDED, "installation", "demonstration", actor=SYSTEM, now=now)
    return team


def _make_projects(responsible: Organisation, now: datetime) -> Projects:
    def make(title: LocalText, first: date, last: date, parent: str = "") -> Programme:
        plan = ProgrammePlan(
            title=title,
            description=ABOUT,
            parent=parent,
            organisation=responsible.public_id,
            starts_on=first,
            ends_on=last,
        )
        return create_programme(plan, new_token(), actor=SYSTEM, now=now)

    last_day = date(now.year + 1, 9, 30)
    programme = make(PROGRAMME, date(2014, 10, 1), last_day)
    first = make(
        {"th": f"{PROJECT['th']} ปีงบประมาณ 2558", "en": f"{PROJECT['en']}, fiscal year 2015"},
        date(2014, 10, 1),
        date(2015, 9, 30),
        programme.public_id,
    )
    present = make(PROJECT, date(now.year - 1, 10, 1), last_day, programme.public_id)
    return Projects(first, present)
