"""Cells with phones: one or several, as people and spreadsheets write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.domain.errors import BadValue
from salesdesk.importing.phone_cells import DigitsLost, parse_phones, parse_said_phones, plain_number, plain_numbers
from salesdesk.importing.phones import normalise_phone

ONE, TWO = "+8619900000001", "+8619900000002"


@pytest.mark.parametrize(
    "text",
    [
        "19900000001",
        "199 0000 0001",
        "+86 199-0000-0001",
        "１９９０００００００１",
        "19900000001.0",
        "1.9900000001E10",
        "'19900000001",
        "\u202a19900000001\u202c",
        " 19900000001;19900000001 ",
    ],
)
def test_one_number_is_read_however_it_is_written(text: str) -> None:
    assert parse_phones(text, "cn") == (ONE,)


@pytest.mark.parametrize("between", ["/", "、", "，", "; ", "\n", " ", "或", " | "])
def test_two_numbers_in_a_cell_are_two(between: str) -> None:
    assert parse_phones(
        f"199 0000 0001{between}19900000002" if between.strip() else "19900000001 19900000002", "cn"
    ) == (
        ONE,
        TWO,
    )


@pytest.mark.parametrize("text", ["1.39E+10", "19900000001/1.39e10"])
def test_digits_that_a_spreadsheet_cut_off_are_told_of(text: str) -> None:
    with pytest.raises(DigitsLost):
        parse_phones(text, "cn")


@pytest.mark.parametrize("text", ["12", "abc", "19900000001 abc", "9" * 300, "19900000001/12"])
def test_what_is_no_phone_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"phone|long"):
        parse_phones(text, "cn")


def test_a_foreign_office_reads_its_own_numbers() -> None:
    assert parse_phones("(212) 555-0123", "us") == ("+12125550123",)


BETWEEN = st.sampled_from(["", "-", " "])
FIGURES = st.text(st.sampled_from("0123456789"), min_size=4, max_size=4)
CHINESE = st.builds(
    "{}{}1{}{}{}{}{}".format,
    st.sampled_from(["", "", "+86", "0086", "86"]),
    BETWEEN,
    st.integers(29, 100),
    BETWEEN,
    FIGURES,
    BETWEEN,
    FIGURES,
)
AMERICAN = st.builds(
    "{}{}{}{}{}".format,
    st.sampled_from(["", "1 ", "+1-", "+1"]),
    st.sampled_from(["212", "(212) ", "(307)", "555-", "907 "]),
    st.integers(199, 999),
    BETWEEN,
    FIGURES,
)


@given(st.sampled_from(["cn", "us"]), CHINESE | AMERICAN | CHINESE.map("{}.0".format))
def test_what_is_known_at_a_glance_is_the_number_that_a_close_look_finds(region: str, text: str) -> None:
    number = plain_number(text, region)
    if number is not None:
        assert f"+{number}" == normalise_phone(text.removesuffix(".0"), region)


@given(st.sampled_from(["cn", "us", "fr"]), st.lists(CHINESE | AMERICAN | st.sampled_from(["", "12", "a\nb"])))
def test_a_column_is_read_as_its_cells_are(region: str, cells: list[str]) -> None:
    found = plain_numbers(cells, region)
    if found is not None:
        numbers, odd = found
        each = [plain_number(cell, region) for cell in cells]
        assert [number for at, number in enumerate(numbers) if at not in odd] == [
            number for at, number in enumerate(each) if at not in odd
        ]
        assert all(cell and not number for at, (cell, number) in enumerate(zip(cells, each, strict=True)) if at in odd)


@pytest.mark.parametrize(
    ("region", "cells", "numbers"),
    [
        ("cn", ["19900000001", "199-0000-0002"], [8619900000001, 8619900000002]),
        ("cn", ["+86 199 0000 0001", "008619900000002"], [8619900000001, 8619900000002]),
        ("cn", ["19900000001.0", "", "86-199-0000-0002"], [8619900000001, None, 8619900000002]),
        ("us", ["(212) 555-0123", "+1 212-555-0124"], [12125550123, 12125550124]),
    ],
)
def test_usual_ways_to_write_a_number_are_read_all_at_once(
    region: str, cells: list[str], numbers: list[int | None]
) -> None:
    assert plain_numbers(cells, region) == (numbers, [])


def test_a_number_that_may_begin_with_that_of_a_carrier_is_looked_at_closely() -> None:
    assert plain_number("17919009349", "cn") is None
    with pytest.raises(BadValue):
        normalise_phone("1791900-9349", "cn")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("199-0000-0064（先生）", ("0064: 先生",)),
        ("妻子：19900000064", ("0064: 妻子",)),
        ("李女士 199 0000 0064", ("0064: 李女士",)),
        ("19900000064 wife", ("0064: wife",)),
        ("手机19900000064", ()),
        ("Tel: +86 19900000064", ()),
        ("19900000064", ()),
    ],
)
def test_words_beside_a_number_are_told_apart_from_it(text: str, said: tuple[str, ...]) -> None:
    assert parse_said_phones(text, "cn") == (("+8619900000064",), said)


def test_each_of_several_numbers_may_have_words() -> None:
    both = ("+8619900000064", "+8619900000065")
    assert parse_said_phones("19900000064(妻)/19900000065（子）", "cn") == (both, ("0064: 妻", "0065: 子"))
    assert parse_said_phones("19900000064、母亲+86 19900000065", "cn") == (both, ("0065: 母亲",))
    assert parse_said_phones("19900000064 or 19900000065", "cn") == (both, ())


@pytest.mark.parametrize(
    "text",
    [
        "19900000064(妻) 19900000065（子）",
        "19900000064（妻）19900000065（子）",
        "199-0000-0064妻 199 0000 0065 子",
        "+86 19900000064 妻 +8619900000065 子",
    ],
)
def test_numbers_in_a_row_may_have_their_words_behind_them(text: str) -> None:
    assert parse_said_phones(text, "cn") == (("+8619900000064", "+8619900000065"), ("0064: 妻", "0065: 子"))


@pytest.mark.parametrize("text", ["19900000064 妻19900000065", "妻19900000064 子19900000065"])
def test_words_that_may_be_of_either_number_send_the_row_back(text: str) -> None:
    with pytest.raises(ValueError, match="phone"):
        parse_said_phones(text, "cn")


def test_brackets_within_a_number_part_none() -> None:
    assert parse_said_phones("+86(199)00000064 妻", "cn") == (("+8619900000064",), ("0064: 妻",))


@pytest.mark.parametrize(
    "text",
    ["妻子", "19900000064转801", "abc19900000064", "19900000064x", "19900000064?", "19900000064 \u202e妻", "妻" * 201],
)
def test_words_make_no_number_of_what_is_none(text: str) -> None:
    with pytest.raises(ValueError, match=r"phone|long"):
        parse_said_phones(text, "cn")
