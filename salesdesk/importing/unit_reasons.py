"""Why a row of a list of units is refused, apart from its prices."""

from salesdesk.importing.row_reading import Reason
from salesdesk.importing.rows import short
from salesdesk.importing.sheet_lines import SheetLines
from salesdesk.language import N_

BUILDING = Reason("not_a_building", N_("{column}: {value!r} is no building"), N_("such as 3栋, 3号楼, Building 3 or 3"))
BLOCK = Reason("not_a_block", N_("{column}: {value!r} is no block"), N_("such as 1单元, 一单元, 1, or -- for none"))
FLOOR = Reason("not_a_floor", N_("{column}: {value!r} is no floor"), N_("such as 31, 31层, 3A or B1"))
ROOM = Reason(
    "not_a_room",
    N_("{column}: {value!r} is no room"),
    N_("01 on its floor, or the whole number such as 3101"),
)
WHOLE = Reason(
    "not_a_whole_place",
    N_("{column}: {value!r} does not tell building and room"),
    N_("the whole place, such as 3-1-3101 or 3栋1单元3101"),
)
ELSEWHERE = Reason(
    "room_elsewhere",
    N_("{column}: {value!r} is not on floor {floor}"),
    N_("a room that begins with its floor, or 01"),
)
KIND = Reason(
    "not_a_kind",
    N_("{column}: {value!r} is no kind of unit"),
    N_("flat 住宅, shop 商铺, parking 车位 or storage 储藏室"),
)
AREA = Reason(
    "not_an_area",
    N_("{column}: {value!r} is no area"),
    N_("square metres with at most two decimals, such as 125.53"),
)
AREA_RANGE = Reason("area_out_of_range", N_("{column}: {value!r} cannot be"), N_("more than 0 and at most 100,000 m²"))
INNER_ABOVE_BUILT = Reason(
    "inner_above_built", N_("{column}: {value!r} is more than the built area"), N_("at most the built area")
)
AREA_IDENTITY = Reason(
    "areas_disagree",
    N_("{column}: inner and shared area do not add up to the built area"),
    N_("built = inner + shared, to 0.01 m²"),
)
TEXT = Reason(
    "not_a_text",
    N_("{column}: {value!r} is too long or has invisible characters"),
    N_("at most 60 characters"),
)
DUPLICATE = Reason("duplicate", N_("{code} stands on line {line} already"), N_("each unit once"))
IN_SHEET = DUPLICATE._replace(sentence=N_("{code} stands on line {line} of the sheet {sheet} already"))


def repeated(code: str, first: int, lines: SheetLines) -> tuple[Reason, dict[str, object]]:
    """Say why a row is refused whose unit stands on a line before it: the reason, and what that speaks of."""
    sheet, line = lines.at(first)
    return IN_SHEET if lines.are_several else DUPLICATE, {"code": code, "line": line, "sheet": short(sheet)}
