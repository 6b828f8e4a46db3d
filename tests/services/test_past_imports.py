"""What came in before: all of it to who may import, else only the kinds that one may import; what was taken back."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from salesdesk.domain.errors import NotPermitted
from salesdesk.domain.import_kinds import ImportKind
from salesdesk.domain.roles import Role
from salesdesk.services.import_orders import ImportOrder, ImportStopped, carry_out
from salesdesk.services.past_imports import kinds_for, past_imports
from salesdesk.services.undoing import undo_import

if TYPE_CHECKING:
    from salesdesk.importing.progress import ImportProgress
    from tests.conftest import Bureau

UNITS = "building,block,floor,room,area,unit price\n3,1,{floor},01,100,60000\n"


def _imported(bureau: "Bureau", folder: Path, floor: int) -> int:
    path = folder / f"units {floor}.csv"
    path.write_text(UNITS.format(floor=floor), "utf-8")
    done = carry_out(bureau.desk(Role.MANAGER), ImportOrder(ImportKind.UNITS), path, dry_run=False)
    assert done.import_id
    return done.import_id


def test_the_latest_comes_first_and_says_whether_it_was_taken_back(bureau: "Bureau", tmp_path: Path) -> None:
    first, second = _imported(bureau, tmp_path, 1), _imported(bureau, tmp_path, 2)
    undo_import(bureau.desk(Role.MANAGER), second)
    found = past_imports(bureau.desk(Role.BACK_OFFICE))
    assert [(each.import_id, each.file, each.undone) for each in found] == [
        (second, "units 2.csv", True),
        (first, "units 1.csv", False),
    ]
    assert (found[0].kind, found[0].read, found[0].new, found[0].staff) == (ImportKind.UNITS, 1, 1, "manager one")


def test_a_cashier_sees_statements_alone(bureau: "Bureau", tmp_path: Path) -> None:
    _imported(bureau, tmp_path, 1)
    cashier = bureau.desk(Role.CASHIER)
    assert kinds_for(cashier) == [ImportKind.RECEIPTS]
    assert past_imports(cashier) == []
    rep = bureau.desk(Role.REP)
    assert kinds_for(rep) == []
    who = "administrator, cashier, back office, manager, director, general manager"
    with bureau.refuses(NotPermitted, match=f"The role rep may not import files; {who} may"):
        past_imports(rep)


@pytest.mark.parametrize("kind", ImportKind)
def test_whatever_is_imported_can_be_stopped_before_it_is_written(
    bureau: "Bureau", tmp_path: Path, kind: ImportKind
) -> None:
    path = tmp_path / "file.csv"
    path.write_text(
        "building,room,area,name,phone,date,amount,list price\n3,0101,100,王小明,19900000001,2026-08-01,5,5\n"
    )
    before = bureau.written()

    def stop(_: "ImportProgress") -> None:
        raise ImportStopped

    order = ImportOrder(kind, rejects=tmp_path / "rejects.csv")
    with pytest.raises(ImportStopped):
        carry_out(bureau.admin, order, path, dry_run=False, progress=stop)
    assert bureau.written() == before
