"""Tables that leave the house: CSV that no spreadsheet program can be made to execute."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from defusedcsv import csv
from django.http import StreamingHttpResponse


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, value: str) -> str:
        return value


def csv_response(*, filename: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> StreamingHttpResponse:
    """Stream `rows` under `header` as a UTF-8 CSV download; cells that look like formulas are defused."""
    writer = csv.writer(_Echo())

    def lines() -> Iterator[str]:
        yield "\ufeff" + writer.writerow(header)
        for row in rows:
            yield writer.writerow([_plain(cell) for cell in row])

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response


def _plain(cell: Any) -> Any:
    # A tab or line break in front would hide a formula from defusedcsv and not from the spreadsheet program.
    return cell.lstrip("\t\r\n ") if isinstance(cell, str) else cell
