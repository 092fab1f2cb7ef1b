from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pipelines.sources import sacinfo
from pipelines.sources.run import carry_out
from tests.unit.sources.catalogues import as_json, sacinfo_pages, sacinfo_rows
from tests.unit.sources.harness import run_for

if TYPE_CHECKING:
    from pathlib import Path

    from pipelines.core.records import Batch
    from pipelines.store.raw import Attempt
    from tests.unit.sources.server import ScriptedServer

INDUSTRY, LOCAL = "/hbba/stdQueryList", "/dbba/stdQueryList"


def fetched(server: ScriptedServer, root: Path, **more: Any) -> tuple[Attempt, Batch]:
    fields = {
        "name": "sacinfo",
        "module": "sacinfo",
        "role": "catalogue",
        "coverage": "full",
        "base_url": f"{server.url}/{{site}}",
        "sites": ("hbba", "dbba"),
        "page_size": 10,
        **more,
    }
    run = run_for(server, root, **fields)
    attempt = carry_out(run, sacinfo.fetch)
    return attempt, sacinfo.read(run.raw.pages(), run.config)


def test_both_sites_are_paged_through_and_tell_the_kind(
    server: ScriptedServer, tmp_path: Path
) -> None:
    server.on(INDUSTRY, sacinfo_pages(sacinfo_rows("QB", 12), 10))
    server.on(LOCAL, sacinfo_pages(sacinfo_rows("DB14", 3), 10))
    attempt, batch = fetched(server, tmp_path)
    assert attempt.is_complete
    assert batch.received == 15
    assert dict(batch.standards["kind"].value_counts().iter_rows()) == {
        "行业标准": 12,
        "地方标准": 3,
    }


def test_requests_are_forms_without_a_filter(server: ScriptedServer, tmp_path: Path) -> None:
    server.on(INDUSTRY, sacinfo_pages(sacinfo_rows("QB", 1), 10))
    server.on(LOCAL, sacinfo_pages(sacinfo_rows("DB14", 1), 10))
    fetched(server, tmp_path)
    assert [asked.method for asked in server.asked] == ["POST", "POST"]
    form = server.asked[0].form
    assert (form.pop("current"), form.pop("size")) == ("1", "10")
    assert set(form.values()) == {""}
    assert {"key", "ministry", "industry", "pubdate", "date", "status"} == set(form)


def test_milliseconds_stay_text_and_nothing_is_folded(
    server: ScriptedServer, tmp_path: Path
) -> None:
    rows = sacinfo_rows("QB", 1)
    rows[0]["fzDate"] = 1704038400000
    server.on(INDUSTRY, sacinfo_pages(rows, 10))
    server.on(LOCAL, sacinfo_pages(sacinfo_rows("DB14", 1), 10))
    _, batch = fetched(server, tmp_path)
    row = batch.standards.row(0, named=True)
    assert row["record_id"] == rows[0]["pk"]
    assert row["name"] == "示例标准\n第1部分"
    assert (row["issued_on"], row["in_force_on"], row["abolished_on"]) == (
        "1583424000000",
        "1601481600000",
        "1704038400000",
    )
    assert (row["replaces"], row["replaced_by"]) == ("QB/T 1-2010", None)
    assert (row["department"], row["nature"]) == ("示例部门", None)


def test_an_ignored_current_is_noticed_by_the_page_that_the_answer_says(
    server: ScriptedServer, tmp_path: Path
) -> None:
    rows = sacinfo_rows("QB", 30)
    server.on(INDUSTRY, as_json({"current": 1, "total": 30, "records": rows[:10]}))
    attempt, batch = fetched(server, tmp_path)
    assert (attempt.is_complete, attempt.stop_reason) == (False, "paging_repeats")
    assert "hbba" in str(attempt.message)
    assert batch.standards.height == 10


def test_a_site_that_fails_leaves_what_the_other_gave(
    server: ScriptedServer, tmp_path: Path
) -> None:
    server.on(INDUSTRY, sacinfo_pages(sacinfo_rows("QB", 4), 10))
    server.on(LOCAL, as_json({"msg": "请登录"}))
    attempt, batch = fetched(server, tmp_path)
    assert (attempt.is_complete, attempt.stop_reason) == (False, "not_the_table")
    assert batch.standards.height == 4


def test_an_empty_site_is_not_complete_though_the_other_has_rows(
    server: ScriptedServer, tmp_path: Path
) -> None:
    server.on(INDUSTRY, sacinfo_pages(sacinfo_rows("QB", 4), 10))
    server.on(LOCAL, as_json({"current": 1, "total": 0, "records": []}))
    attempt, _ = fetched(server, tmp_path)
    assert attempt.stop_reason == "empty_answer"
