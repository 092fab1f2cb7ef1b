"""The folder of feeds: made in a scratch folder, swapped in as a whole."""

from __future__ import annotations

import hashlib
import json
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from pipelines.feeds.atom import atom_feed
from pipelines.feeds.rows import board_rows, entry_rows, event_rows, leader_rows
from pipelines.feeds.spreadsheet import write_csv
from pipelines.site.asking import Board, records
from pipelines.site.audience import Audience, seen_by
from pipelines.store.files import swapped_in

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb

    from pipelines.feeds.rows import Row
    from pipelines.site.audience import Frozen

VERSION = "1.0"
"""Of the feeds' form; docs/feeds/README.md says what may change without another first number."""

Schema = dict[str, Any]

_SCHEMAS = ("leaders", "boards", "board")


def build_feeds(
    database: Path, release_id: str, authority: str, out: Path, frozen: Frozen | None = None
) -> Path:
    """Makes the feeds of a release: `v1/` below `out`.

    The same release gives the same bytes: instants are those of decisions, never the clock's.

    Args:
        database: a release's DuckDB file, opened for reading.
        release_id: of that release.
        authority: host name of the publisher, by which ids of feed entries are unique.
        out: the folder, replaced as a whole.
        frozen: see `site.audience.seen_by`.

    Returns:
        The folder of the version.

    Raises:
        LookupError: the release has not the tables of this version; the message says what to do.
    """
    with swapped_in(out) as scratch, seen_by(Audience.PUBLIC, database, frozen) as connection:
        folder = scratch / "v1"
        _write(connection, release_id, authority, folder)
    return out / "v1"


def _write(
    connection: duckdb.DuckDBPyConnection, release_id: str, authority: str, folder: Path
) -> None:
    schemas = {name: _schema(name) for name in _SCHEMAS}
    for name, schema in schemas.items():
        _write_json(folder / "schemas" / f"{name}.schema.json", schema)
    [calendar] = records(connection, "select reached_on from calendar")
    reached_on = calendar["reached_on"]
    stamp = {"version": VERSION, "release_id": release_id, "reached_on": reached_on.isoformat()}

    leaders = [{**row, "digest": digest_of(row)} for row in leader_rows(connection)]
    _write_list(folder, "leaders", stamp, leaders, schemas["leaders"])
    boards = [_write_board(connection, row, schemas, folder) for row in board_rows(connection)]
    _write_list(folder, "boards", stamp, boards, schemas["boards"])
    (folder / "changes.atom").write_bytes(atom_feed(event_rows(connection), authority, reached_on))


def digest_of(value: object) -> str:
    """SHA-256 of a value as JSON with sorted keys and no spaces."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _write_list(folder: Path, name: str, stamp: Row, rows: list[Row], schema: Schema) -> None:
    """A list as JSON, and as CSV with the titles that its schema gives."""
    properties = schema["properties"][name]["items"]["properties"]
    shaped = [_shaped(row, properties) for row in rows]
    document = {"schema": f"schemas/{name}.schema.json", **stamp, "digest": digest_of(shaped)}
    _write_json(folder / f"{name}.json", {**document, name: shaped})
    titles = _titles(properties)
    table = ([row[code] for code in titles] for row in shaped)
    write_csv(folder / f"{name}.csv", list(titles.values()), table)


def _write_board(
    connection: duckdb.DuckDBPyConnection,
    board: Row,
    schemas: dict[str, Schema],
    folder: Path,
) -> Row:
    """Files of a board; returns it as the list of boards has it.

    They say nothing of the release, so that they are new only when the board is.
    """
    place = Board(*(board[part] for part in Board._fields))
    path = f"boards/{'/'.join(place)}"
    schema = schemas["board"]["properties"]
    properties = schema["entries"]["items"]["properties"]
    entries = [_shaped(row, properties) for row in entry_rows(connection, place)]
    up = "../" * path.count("/")
    document = {"schema": f"{up}schemas/board.schema.json", "version": VERSION, **board}
    body = _write_json(folder / f"{path}.json", _shaped({**document, "entries": entries}, schema))
    titles = _titles(properties)
    table = ([*(row[code] for code in titles), *_values(row, board)] for row in entries)
    write_csv(folder / f"{path}.csv", [*titles.values(), *_value_titles(board)], table)
    return {
        **board,
        "entry_count": len(entries),
        "files": {"json": f"{path}.json", "csv": f"{path}.csv"},
        "digest": hashlib.sha256(body).hexdigest(),
    }


def _shaped(row: Row, properties: Schema) -> Row:
    """A row with what its schema describes, in that order."""
    return {code: row[code] for code in properties}


def _titles(properties: Schema) -> dict[str, str]:
    """Titles of a table's columns, by the name that a row has for them."""
    nested = ("indicators", "files")
    return {code: each["title"] for code, each in properties.items() if code not in nested}


def _value_titles(board: Row) -> list[str]:
    titles = []
    for each in board["indicators"]:
        unit = f"（{each['unit']}）" if each["unit"] else ""
        titles += [f"{each['name']}{unit}", f"{each['name']}水平"]
    return titles


def _values(entry: Row, board: Row) -> list[Any]:
    """What an entry declares of each core indicator, and its level; nothing of one it lacks."""
    values: list[Any] = []
    for each in board["indicators"]:
        said = entry["indicators"].get(each["code"], {})
        values += [said.get("grade") or said.get("value"), said.get("level")]
    return values


def _schema(name: str) -> Schema:
    path = files("pipelines.feeds") / "schemas" / f"{name}.schema.json"
    schema: Schema = json.loads(path.read_text("utf-8"))
    return schema


def _write_json(path: Path, document: Row) -> bytes:
    """Writes a document; returns its bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    body = (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()
    path.write_bytes(body)
    return body
