"""Some columns of many units, written at once; all the others stay."""

from collections.abc import Mapping, Sequence

from db.engine import Tx

_SQLITE = "UPDATE unit SET {named} WHERE id = ?"
_POSTGRES = "UPDATE unit SET {named} FROM unnest({told}) AS told(id, {names}) WHERE unit.id = told.id"


def write_columns(tx: Tx, unit_ids: Sequence[int], columns: Mapping[str, Sequence[int | None]]) -> None:
    """Write columns of whole numbers, such as prices in fen or areas in 0.01 m², each in the order of the units."""
    if not unit_ids:
        return
    with tx.driven():
        if tx.is_postgres:
            named = ", ".join(f"{name} = told.{name}" for name in columns)
            told = ", ".join(["%s::bigint[]"] * (1 + len(columns)))
            statement = _POSTGRES.format(named=named, told=told, names=", ".join(columns))
            tx.cursor.execute(statement, [list(unit_ids), *map(list, columns.values())])
        else:
            statement = _SQLITE.format(named=", ".join(f"{name} = ?" for name in columns))
            tx.cursor.executemany(statement, zip(*columns.values(), unit_ids, strict=True))
