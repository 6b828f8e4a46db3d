"""How far an import has come is told: the stages in order, rows of about how many, and the time that is left."""

from salesdesk.importing.progress import EVERY_ROWS, ImportProgress, ProgressTeller, Stage


def test_stages_are_told_as_they_begin() -> None:
    told: list[ImportProgress] = []
    teller = ProgressTeller(told.append)
    teller.begin(Stage.READING)
    teller.begin(Stage.CHECKING, 7)
    teller.begin(Stage.WRITING, 5, 2.5)
    assert [(each.stage, each.rows, each.total, each.seconds_left) for each in told] == [
        (Stage.READING, 0, None, None),
        (Stage.CHECKING, 0, 7, None),
        (Stage.WRITING, 0, 5, 2.5),
    ]


def test_rows_pass_through_as_they_are_and_none_is_told_of_twice() -> None:
    told: list[ImportProgress] = []
    teller = ProgressTeller(told.append)
    rows = list(range(EVERY_ROWS * 3 + 5))
    assert list(teller.counting(rows)) == rows
    teller.begin(Stage.WRITING)
    assert all(each.rows <= len(rows) for each in told)


def test_the_rate_and_the_time_left_follow_from_the_rows_so_far() -> None:
    progress = ImportProgress(Stage.CHECKING, 500, 2_000, 0.25, 0.75)
    assert (progress.rate, ImportProgress(Stage.READING).rate) == (2_000, 0)


def test_nobody_needs_to_listen() -> None:
    teller = ProgressTeller(None)
    teller.begin(Stage.READING)
    assert list(teller.counting("ab")) == ["a", "b"]
