"""Stand-alone: reads an XLSX on stdin and prints the rows of its first sheet as JSON.

Arguments: the most rows and the most columns. ``[[number, [[kind, text], …]], …]``; kind is ``s`` text, ``n``
number, ``d`` day, ``f`` formula (its text is left out: nothing is evaluated), ``e`` error, ``""`` nothing.
A text longer than 4,000 characters is cut there. One row more than asked says that there are more.
"""

import io
import json
import resource
import sys
import warnings
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from openpyxl import load_workbook

LONGEST = 4_000


def rows(data: bytes, most_rows: int, most_columns: int) -> list[list[Any]]:
    """Rows that hold anything, in order, with their numbers as the program shows them."""
    warnings.simplefilter("ignore")  # styles and extensions we do not look at
    book = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
    sheet = book.worksheets[0]
    sheet.reset_dimensions()  # what the file says of its own size is not believed
    found: list[list[Any]] = []
    bounds = {"max_row": 10 * most_rows + 100, "max_col": most_columns}
    for number, row in enumerate(sheet.iter_rows(**bounds), start=1):
        cells = [_cell(cell) for cell in row]
        if any(kind for kind, _text in cells):
            found.append([number, cells])
        if len(found) > most_rows:
            break
    return found


def _cell(cell: Any) -> tuple[str, str]:
    value, kind = cell.value, cell.data_type
    if value is None or (isinstance(value, str) and not value.strip()):
        return "", ""
    if kind == "f":
        return "f", ""
    if kind == "e":
        return "e", ""
    if isinstance(value, datetime | date):
        return "d", value.isoformat()[:10]
    if isinstance(value, bool):
        return "s", "是" if value else "否"
    if isinstance(value, int | float):
        return "n", _number(value)
    return "s", str(value)[:LONGEST]


def _number(value: int | float) -> str:
    """``3.0`` is 3; fifteen digits are all a number of a workbook keeps."""
    number = Decimal(repr(value))
    return format(number.to_integral_value() if number == number.to_integral_value() else number, "f")


if __name__ == "__main__":  # pragma: no cover - runs in the child
    resource.setrlimit(resource.RLIMIT_AS, (768 * 2**20, 768 * 2**20))
    resource.setrlimit(resource.RLIMIT_CPU, (30, 30))
    _most_rows, _most_columns = map(int, sys.argv[1:3])
    _found = rows(sys.stdin.buffer.read(), _most_rows, _most_columns)
    sys.stdout.buffer.write(json.dumps(_found, ensure_ascii=False).encode("utf-8", "replace"))
