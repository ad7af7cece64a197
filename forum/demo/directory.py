"""The programme's own directory: its networks, universities and partners abroad.

Organisations and networks are those that the programme names; people are never taken from life.
"""

from forum.core.i18n import LocalText
from forum.directory.models import NetworkKind, Organisation, OrganisationKind
from forum.directory.queries import list_sectors
from forum.directory.service import create_network, create_organisation, create_sectors

NETWORKS: tuple[tuple[str, str, NetworkKind], ...] = (
    ("เครือข่ายคณะทำงานด้านเด็ก", "Children’s Working Group network", NetworkKind.THEME),
    (
        "เครือข่ายผู้หญิงเพื่อความก้าวหน้าและสันติภาพ",
        "Women’s Network for Advancement and Peace",
        NetworkKind.THEME,
    ),
    ("เครือข่ายแรงงานสมานฉันท์", "Labour Solidarity network", NetworkKind.THEME),
    ("เครือข่ายแรงงานนอกระบบ", "Informal Workers network", NetworkKind.THEME),
    ("เครือข่ายเกษตรทางเลือก", "Alternative Agriculture network", NetworkKind.THEME),
    (
        "เครือข่ายปฏิรูปที่ดินและสลัมสี่ภาค",
        "Land Reform and Four Regions Slum network",
        NetworkKind.THEME,
    ),
    ("เครือข่ายพื้นที่ภาคอีสาน", "North-eastern area network", NetworkKind.AREA),
    ("เครือข่ายพื้นที่ภาคเหนือ", "Northern area network", NetworkKind.AREA),
    (
        "เครือข่ายน้ำ ป่าไม้ ที่ดิน เหมืองแร่",
        "Water, forest, land and mining networks",
        NetworkKind.THEME,
    ),
)

UNIVERSITIES: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...] = (
    (
        "จุฬาลงกรณ์มหาวิทยาลัย",
        "Chulalongkorn University",
        (
            ("สถาบันวิจัยสังคม", "Social Research Institute"),
            ("กลุ่มเศรษฐศาสตร์การเมือง", "Political Economy Group"),
            ("ศูนย์ศึกษาสันติภาพและความขัดแย้ง", "Centre for Peace and Conflict Studies"),
        ),
    ),
    (
        "มหาวิทยาลัยธรรมศาสตร์",
        "Thammasat University",
        (("ศูนย์ข้อมูลข่าวสารสันติภาพ", "Peace Information Centre"),),
    ),
    (
        "มหาวิทยาลัยมหิดล",
        "Mahidol University",
        (("สถาบันสิทธิมนุษยชนและสันติภาพ", "Institute of Human Rights and Peace"),),
    ),
    (
        "มหาวิทยาลัยขอนแก่น",
        "Khon Kaen University",
        (("กลุ่มเศรษฐศาสตร์การเมือง", "Political Economy Group"),),
    ),
    (
        "มหาวิทยาลัยมหาสารคาม",
        "Mahasarakham University",
        (("ศูนย์วิจัยไทบ้าน", "Thai Baan Research Centre"),),
    ),
    (
        "มหาวิทยาลัยอุบลราชธานี",
        "Ubon Ratchathani University",
        (("คณะศิลปศาสตร์", "Faculty of Liberal Arts"),),
    ),
    (
        "มหาวิทยาลัยเชียงใหม่",
        "Chiang Mai University",
        (
            ("ศูนย์สตรีศึกษา", "Women’s Studies Centre"),
            ("ศูนย์ศึกษาชาติพันธุ์", "Centre for Ethnic Studies"),
        ),
    ),
    (
        "มหาวิทยาลัยแม่โจ้",
        "Maejo University",
        (("งานวิจัยท้องถิ่นและวิจัยแรงงาน", "Local and Labour Research"),),
    ),
)

INTERNATIONAL: tuple[tuple[str, str], ...] = (
    ("โครงการศึกษาและปฏิบัติการงานพัฒนา (โฟกัส)", "Focus on the Global South"),
    ("โซเชียลวอตช์", "Social Watch"),
    ("วีเมนคอคัส", "Women Caucus"),
)

RESPONSIBLE: LocalText = {
    "th": "คณะทำงานวาระทางสังคม สถาบันวิจัยสังคม จุฬาลงกรณ์มหาวิทยาลัย",
    "en": "Social Agenda Working Group, Chulalongkorn University Social Research Institute",
}
ADDRESS: LocalText = {
    "th": "ชั้น 5 อาคารวิศิษฐ์-ประจวบเหมาะ จุฬาลงกรณ์มหาวิทยาลัย ถ.พญาไท เขตปทุมวัน กทม. 10330",
    "en": "5th floor, Visit-Prachuabmoh Building, Chulalongkorn University, Phyathai Road, "
    "Pathumwan, Bangkok 10330",
}


def fill_directory() -> Organisation:
    """Set up sectors, networks and organisations; the organisation responsible is returned."""
    if not list_sectors():
        create_sectors()
    for thai, english, kind in NETWORKS:
        create_network({"th": thai, "en": english}, kind)
    for thai, english, units in UNIVERSITIES:
        body = create_organisation({"th": thai, "en": english}, OrganisationKind.UNIVERSITY)
        for unit_thai, unit_english in units:
            create_organisation(
                {"th": f"{unit_thai} {thai}", "en": f"{unit_english}, {english}"},
                OrganisationKind.UNIVERSITY,
                parent=body,
            )
    for thai, english in INTERNATIONAL:
        create_organisation({"th": thai, "en": english}, OrganisationKind.INTERNATIONAL)
    return create_organisation(RESPONSIBLE, OrganisationKind.UNIVERSITY, address=ADDRESS)
