"""Files that cannot be imported at all: each way has its sentence, and nothing is read from any of them."""

from salesdesk.domain.errors import DeskError, Exit


class FileUnreadable(DeskError):
    """{file} cannot be read: {why}."""

    exit_code = Exit.USAGE


class FileEmpty(DeskError):
    """{file} has nothing to import: {why}."""

    exit_code = Exit.USAGE


class NotATable(DeskError):
    """{file} is {kind}, not a table. Give a csv, tsv, json, jsonl, xls, xlsx, xlsm, ods, xml, html or mht file."""

    exit_code = Exit.USAGE


class PasswordProtected(DeskError):
    """{file} is protected by a password. Save a copy without the password and import that."""

    exit_code = Exit.USAGE


class FileDamaged(DeskError):
    """{file} is damaged or no workbook: {why}. Open it in a spreadsheet, save it as xlsx, import that."""

    exit_code = Exit.USAGE


class JsonUnreadable(DeskError):
    """{file} is no whole JSON document: line {line} cannot be read. Export it again, or one object on each line."""

    exit_code = Exit.USAGE


class FileTooLarge(DeskError):
    """{file} is too large to be read safely: {why}. Divide it, or save the sheet as csv."""

    exit_code = Exit.USAGE


class EncodingUnknown(DeskError):
    """{file} is neither UTF-8 nor UTF-16 nor GB18030 (line {line}). Save it as CSV UTF-8 and try again."""

    exit_code = Exit.USAGE


class FileChanged(DeskError):
    """{file} was changed while it was being read. Wait until it is complete and import it again."""

    exit_code = Exit.USAGE


class FileUnwritable(DeskError):
    """{file} cannot be written: {why}."""

    exit_code = Exit.USAGE


class ColumnMissing(DeskError):
    """No column is called {missing}. The columns are: {seen}. Name them with {how}."""

    exit_code = Exit.USAGE


class GridNotRead(DeskError):
    """This is a grid of floors and rooms. Give a list: a row for each unit, its building, floor and room in columns."""

    exit_code = Exit.USAGE


class OtherCurrency(DeskError):
    """The list is in {found} ({title}); this project counts in {currency}. If it is not so, take that line out."""

    exit_code = Exit.USAGE


class ColumnAmbiguous(DeskError):
    """{candidates} could all be {field}. Say which with --map {field}=COLUMN (or {field}=- for none)."""

    exit_code = Exit.USAGE


class ListsSideBySide(DeskError):
    """Lists stand side by side here: {lists}. Read one with --map {field}={first}, then the others the same way."""

    exit_code = Exit.USAGE


class ColumnTakenTwice(DeskError):
    """The column {column} cannot be both {first} and {second}."""

    exit_code = Exit.USAGE


class ColumnInOtherUnit(DeskError):
    """The column {column} is in a unit that is not read. Convert it to whole units of money or m², then import it."""

    exit_code = Exit.USAGE
