import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from forum.language.sorting import sort_key

# The parts of the country in the three systems' words. The systems disagree (seven provinces are
# Central in one and North in another), so a province keeps its place in each.
_REGIONS = {
    "north": ("ภาคเหนือ", "North"),
    "northeast": ("ภาคตะวันออกเฉียงเหนือ", "Northeast"),
    "central": ("ภาคกลาง", "Central"),
    "east": ("ภาคตะวันออก", "East"),
    "west": ("ภาคตะวันตก", "West"),
    "south": ("ภาคใต้", "South"),
    "bangkok": ("กรุงเทพมหานคร", "Bangkok"),
}
_CAPITAL = "10"


@dataclass(frozen=True, slots=True)
class Province:
    """A province of Thailand and where three systems put it.

    `code` is the two digits of TIS 1099 (ISO 3166-2 is "TH-" and these). `region` is one of the
    six geographic regions (National Geographical Committee), `statistical_region` one of the
    National Statistical Office's four and Bangkok, `health_region` 1–13 of the Ministry of Public
    Health and the National Health Security Office.
    """

    code: str
    name_th: str
    name_en: str
    region: str
    statistical_region: str
    health_region: int

    @property
    def iso_code(self) -> str:
        """The ISO 3166-2 code."""
        return f"TH-{self.code}"

    def name(self, language: str) -> str:
        """The bare name: "เลย", "Loei"."""
        return self.name_th if language == "th" else self.name_en

    def name_in_address(self, language: str) -> str:
        """As an address has it: "จังหวัดเลย", but กรุงเทพมหานคร without จังหวัด."""
        bare = self.name(language)
        return bare if language != "th" or self.code == _CAPITAL else f"จังหวัด{bare}"


def provinces() -> tuple[Province, ...]:
    """All 77, in Thai dictionary order."""
    return tuple(_by_code().values())


def province(code: str) -> Province:
    """The province with a TIS 1099 code ("42"). Raises KeyError where there is none."""
    return _by_code()[code]


def region_name(region: str, language: str) -> str:
    """The name of a `region` or `statistical_region`. Raises KeyError for an unknown one."""
    return _REGIONS[region][0 if language == "th" else 1]


@cache
def _by_code() -> dict[str, Province]:
    text = files("forum.language").joinpath("data/provinces.csv").read_text(encoding="utf-8")
    rows = csv.reader(line for line in text.splitlines() if not line.startswith("#"))
    next(rows)  # the header
    read = [
        Province(code, name_th, name_en, region, statistical, int(health))
        for code, name_th, name_en, region, statistical, health in rows
    ]
    return {each.code: each for each in sorted(read, key=lambda each: sort_key(each.name_th))}
