"""Today's tasks: who sees what, and what comes first."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.domain.roles import Role
from salesdesk.domain.tasks import KINDS, ChaseOutcome, Task, TaskKind, counts, in_order

TODAY = date(2024, 8, 31)
SHANGHAI = timezone(timedelta(hours=8))
ALL = tuple(TaskKind)


def task(
    kind: TaskKind,
    ref: str = "D-0001",
    *,
    due: date = TODAY,
    hour: int | None = None,
    broken: bool = False,
    zone: timezone = SHANGHAI,
) -> Task:
    return Task(
        kind=kind,
        title="",
        due=due,
        at=None if hour is None else datetime(due.year, due.month, due.day, hour, tzinfo=zone),
        overdue=due < TODAY,
        late_days=(TODAY - due).days,
        ref=ref,
        unit="",
        customer="",
        staff="",
        broken_promise=broken,
    )


def refs(tasks: list[Task], kinds: tuple[TaskKind, ...] = ALL) -> list[str]:
    return [each.ref for each in in_order(tasks, kinds)]


def test_kinds_stand_in_the_order_in_which_the_role_sees_them() -> None:
    tasks = [task(TaskKind.TO_COLLECT, "money"), task(TaskKind.VISIT, "visit"), task(TaskKind.TO_SIGN, "sign")]
    assert refs(tasks) == ["visit", "sign", "money"]
    assert refs(tasks, (TaskKind.TO_COLLECT, TaskKind.VISIT)) == ["money", "visit"]


def test_within_a_kind_the_longest_overdue_comes_first_and_then_the_hour() -> None:
    tasks = [
        task(TaskKind.VISIT, "afternoon", hour=15),
        task(TaskKind.VISIT, "morning", hour=10),
        task(TaskKind.VISIT, "noon in another zone", hour=4, zone=UTC),
        task(TaskKind.VISIT, "yesterday", due=TODAY - timedelta(days=1), hour=18),
    ]
    assert refs(tasks) == ["yesterday", "morning", "noon in another zone", "afternoon"]


def test_a_broken_promise_comes_back_at_the_top() -> None:
    tasks = [
        task(TaskKind.VISIT, "visit"),
        task(TaskKind.TO_COLLECT, "older", due=TODAY - timedelta(days=30)),
        task(TaskKind.TO_COLLECT, "promised", due=TODAY - timedelta(days=2), broken=True),
    ]
    assert refs(tasks) == ["promised", "older", "visit"]


def test_counts_name_every_kind_that_is_shown() -> None:
    shown = counts([task(TaskKind.VISIT), task(TaskKind.VISIT)], KINDS[Role.REP])
    assert shown == {
        "visit": 2,
        "to_sign": 0,
        "to_collect": 0,
        "hold_expires": 0,
        "answered": 0,
        "follow_up": 0,
    }


@pytest.mark.parametrize(
    ("role", "sees", "not_"),
    [
        (Role.REP, TaskKind.HOLD_EXPIRES, TaskKind.APPROVAL_WAITS),
        (Role.RECEPTION, TaskKind.VISIT, TaskKind.TO_COLLECT),
        (Role.CASHIER, TaskKind.TO_COLLECT, TaskKind.VISIT),
        (Role.MORTGAGE_DESK, TaskKind.MORTGAGE_DUE, TaskKind.VISIT),
        (Role.BACK_OFFICE, TaskKind.FILING_DUE, TaskKind.APPROVAL_WAITS),
        (Role.SERVICE, TaskKind.COMPLAINT, TaskKind.TO_COLLECT),
    ],
)
def test_each_role_sees_its_own_work(role: Role, sees: TaskKind, not_: TaskKind) -> None:
    assert sees in KINDS[role]
    assert not_ not in KINDS[role]


def test_those_who_lead_see_what_waits_for_them_first_and_the_wall_sees_nothing() -> None:
    for role in (Role.MANAGER, Role.DIRECTOR, Role.GENERAL_MANAGER):
        assert KINDS[role][0] is TaskKind.APPROVAL_WAITS
    assert set(KINDS) == set(Role)
    assert KINDS[Role.WALL] == ()
    assert set(KINDS[Role.ADMINISTRATOR]) == set(TaskKind)


def test_the_outcomes_of_a_chase_are_words_a_program_can_rely_on() -> None:
    assert [outcome.value for outcome in ChaseOutcome] == ["promised", "not_reached", "refused"]


TASKS = st.lists(
    st.builds(
        task,
        st.sampled_from(TaskKind),
        st.text(max_size=3),
        due=st.dates(date(2024, 8, 1), date(2024, 9, 30)),
        hour=st.none() | st.integers(0, 23),
        broken=st.booleans(),
    ),
    max_size=12,
)


@given(TASKS, st.sampled_from(Role))
def test_every_task_the_role_sees_is_there_once_and_a_kind_is_never_split(tasks: list[Task], role: Role) -> None:
    kinds = KINDS[role]
    found = in_order(tasks, kinds)
    assert len(found) == sum(counts(tasks, kinds).values())
    groups = [found[0].kind] if found else []
    for each in found:
        if each.kind is not groups[-1]:
            groups.append(each.kind)
    assert len(groups) == len(set(groups))
    if any(each.broken_promise for each in found):
        assert found[0].broken_promise
