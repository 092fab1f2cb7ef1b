"""Both builds of the site: made in a scratch folder each, swapped in as a whole."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from importlib.resources import as_file, files
from typing import TYPE_CHECKING, Any

from pipelines.site.analysts import ReleaseFiles, analysts_page, put_files
from pipelines.site.asking import Board, Field, records
from pipelines.site.audience import Audience, seen_by, whole_release
from pipelines.site.boards import board_entries, board_left_out, board_list, by_programme
from pipelines.site.encoding import data_script
from pipelines.site.entries import shard_evidence, shards_of
from pipelines.site.leaders import leaders_page
from pipelines.site.overview import overview_page
from pipelines.site.pages import environment, page_html
from pipelines.site.quality import quality_page
from pipelines.store.files import swapped_in

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import duckdb

    from pipelines.site.audience import Frozen

_CALENDAR = "select reached_on, fetched_on from calendar"


@dataclass(frozen=True)
class ReleaseStamp:
    """What a page says of the release that it shows.

    Attributes:
        release_id: of the manifest.
        code_version: of lingpao, when the release was made.
        reference_digest: SHA-256 of the reference data.
    """

    release_id: str
    code_version: str
    reference_digest: str


_INTERNAL_ASSETS = ("internal.css", "quality.js", "analysts.js")


def build_sites(
    database: Path,
    stamp: ReleaseStamp,
    out: Path,
    release: ReleaseFiles | None = None,
    frozen: Frozen | None = None,
) -> dict[Audience, Path]:
    """Makes the pages for the institution and for the public.

    The same release gives the same bytes: dates are the release's, never the clock's.

    Args:
        database: a release's DuckDB file, opened for reading.
        stamp: of that release.
        out: folder of the builds; each replaces the one before as a whole.
        release: what the institution's analysts get of it as files; None: no downloads.
        frozen: see `audience.seen_by`.

    Returns:
        The folder of each build.
    """
    made = {}
    for audience in Audience:
        folder = out / audience.value
        with swapped_in(folder) as scratch, seen_by(audience, database, frozen) as connection:
            shared = _write(connection, audience, stamp, scratch)
            if audience is Audience.INTERNAL:
                _write_internal(database, release, shared, scratch)
        made[audience] = folder
    return made


def _write(
    connection: duckdb.DuckDBPyConnection, audience: Audience, stamp: ReleaseStamp, folder: Path
) -> dict[str, Any]:
    """Pages that both builds have; returns what every page says."""
    calendar = records(connection, _CALENDAR)[0]
    reached_on = calendar["reached_on"]
    boards = board_list(connection)
    leaders = leaders_page(connection, reached_on)
    fields = sorted({Field(board["programme"], board["field_code"]) for board in boards})

    is_internal = audience is Audience.INTERNAL
    _copy_assets(folder, left_out=() if is_internal else _INTERNAL_ASSETS)
    _write_data(folder, "leaders", leaders.pop("payload"))
    for listed in boards:
        board = Board(*(listed[name] for name in Board._fields))
        _write_data(folder, f"entries/{listed['board']}", board_entries(connection, board))
        if listed["left_out_count"]:
            _write_data(folder, f"left_out/{listed['board']}", board_left_out(connection, board))
    firsts = {}
    for field in fields:
        shards = shards_of(connection, field)
        firsts["/".join(field)] = [shard.first for shard in shards]
        for number, shard in enumerate(shards):
            evidence = shard_evidence(connection, shard, audience)
            _write_data(folder, f"evidence/{'/'.join(field)}/{number}", evidence)
    _write_data(folder, "boards", {"is_internal": is_internal, "boards": boards, "shards": firsts})

    shared = {
        "is_internal": is_internal,
        "stamp": stamp,
        "reached_on": reached_on,
        "fetched_on": calendar["fetched_on"],
    }
    contexts = {
        "index": overview_page(connection, audience, reached_on),
        "boards": {"programmes": by_programme(boards)},
        "entry": {},
        "leaders": leaders,
    }
    _write_pages(folder, shared, contexts)
    return shared


def _write_internal(
    database: Path, release: ReleaseFiles | None, shared: Mapping[str, Any], folder: Path
) -> None:
    """Pages that only the institution has, and the files that they offer."""
    with whole_release(database) as connection:
        quality = quality_page(connection, shared["reached_on"])
        analysts = analysts_page(connection, release)
    _write_data(folder, "quality", quality.pop("payload"))
    if release is not None:
        put_files(folder, release)
    _write_pages(folder, shared, {"quality": quality, "analysts": analysts})


def _write_pages(
    folder: Path, shared: Mapping[str, Any], contexts: Mapping[str, Mapping[str, Any]]
) -> None:
    env = environment()
    for page, context in contexts.items():
        _write_text(folder / f"{page}.html", page_html(env, page, **shared, **context))


def _copy_assets(folder: Path, left_out: Sequence[str]) -> None:
    for name in ("static", "vendor"):
        with as_file(files("pipelines.site") / name) as source:
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns(*left_out))


def _write_data(folder: Path, name: str, payload: Mapping[str, Any]) -> None:
    _write_text(folder / "data" / f"{name}.js", data_script(name, payload))


def _write_text(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
