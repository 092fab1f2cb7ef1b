"""Pages and feeds that the job itself made of the sample."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from pipelines.store.manifest import current_release
from tests.public_rows import public_and_hidden, told_of

if TYPE_CHECKING:
    import duckdb

    from pipelines.settings import Settings


def test_pages_and_feeds_are_those_of_the_release(sample_run: Settings) -> None:
    release = current_release(sample_run.release)
    assert release is not None
    for build in ("internal", "public"):
        page = (sample_run.site / build / "index.html").read_text(encoding="utf-8")
        assert release.release_id in page
    for name in ("leaders", "boards"):
        feed = json.loads((sample_run.feeds / "v1" / f"{name}.json").read_text(encoding="utf-8"))
        assert feed["release_id"] == release.release_id
        assert feed[name]


@pytest.mark.parametrize("what", ["declaration_id", "org_name", "uscc", "standard_no"])
def test_feeds_tell_nothing_that_is_not_public(
    sample_run: Settings, db: duckdb.DuckDBPyConnection, what: str
) -> None:
    public, hidden = public_and_hidden(db, what)
    assert hidden
    assert told_of(hidden, sample_run.feeds) == set()
    assert told_of(public, sample_run.feeds)


def test_boards_in_the_feeds_come_out_as_they_were_published(sample_run: Settings) -> None:
    feed = json.loads((sample_run.feeds / "v1" / "boards.json").read_text(encoding="utf-8"))
    published = [each for each in feed["boards"] if each["state"] == "published"]
    assert {each["programme"] for each in published} > {"national"}
    assert [each["board_digest"] for each in published] == [
        each["published_digest"] for each in published
    ]
