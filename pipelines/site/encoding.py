"""How data reaches a page: columns, texts once each, gzip, base64, in a script file.

A page that is opened from a folder may load scripts and nothing else, so data is a script too.
"""

from __future__ import annotations

import base64
import gzip
import json
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Column = list[Any] | dict[str, list[Any]]
"""Values, or `{"d": texts, "i": places}` with -1 where there is none."""


def columns_of(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> dict[str, Column]:
    """A table by columns; texts and dates are stored once and referred to by their place.

    Args:
        names: of the columns, in the order of each row.
        rows: text, numbers, booleans, dates or None.
    """
    if not rows:
        return {name: [] for name in names}
    return {
        name: _column(values) for name, values in zip(names, zip(*rows, strict=True), strict=True)
    }


def _column(values: Sequence[Any]) -> Column:
    if not any(isinstance(value, (str, date)) for value in values):
        return [_plain(value) for value in values]
    places: dict[str, int] = {}
    indices = [
        -1 if value is None else places.setdefault(_text(value), len(places)) for value in values
    ]
    return {"d": list(places), "i": indices}


def _text(value: str | date) -> str:
    return value if isinstance(value, str) else value.isoformat()


def _plain(value: Any) -> Any:
    """Numbers as short as they can be: 12000, not 12000.0."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def data_script(name: str, payload: Mapping[str, Any]) -> str:
    """A script that hands `payload` to the page under `name`; the same payload, the same bytes.

    Args:
        name: by which the page asks for it; code characters only.
        payload: what JSON can hold; dates as ISO text.
    """
    text = json.dumps(payload, ensure_ascii=False, separators=(",", ":"), default=_isoformat)
    body = base64.b64encode(gzip.compress(text.encode(), compresslevel=6, mtime=0)).decode()
    return f'Lingpao.receive({json.dumps(name)},"{body}");\n'


def _isoformat(value: object) -> str:
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} cannot be sent to a page")
