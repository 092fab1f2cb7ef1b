from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from pipelines.sources import psp
from pipelines.sources.run import carry_out
from tests.unit.sources.catalogues import as_json
from tests.unit.sources.harness import run_for

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from pipelines.core.records import Batch
    from pipelines.store.raw import Attempt
    from tests.unit.sources.server import Asked, Says, ScriptedServer

    Row = dict[str, Any]

PATH = "/ecqsNationalCheckWeb/jsonClient.action"


def checked(number: int, **more: Any) -> Row:
    return {
        "org_name": f"示例甲{number}有限公司",
        "province_name": "浙江省",
        "prod_name": "家具",
        "prod_name_1": "板式衣柜",
        "effect": "合格",
        "org": "示例质检院",
        "org_date": "2026-04-20",
        "chou": "国家监督抽查",
        **more,
    }


def content(rows: Sequence[Row], total: int) -> dict[str, Any]:
    pagination = {"pagination": {"totalCount": total}}
    return {
        "returnValue": {"value": list(rows)},
        "transferableProperties": {"fspParameter": pagination},
    }


def paged(rows: Sequence[Row], size: int, total: int | None = None) -> Callable[[Asked], Says]:
    def answer(asked: Asked) -> Says:
        start = (int(asked.form["page"]) - 1) * size
        return as_json(content(rows[start : start + size], len(rows) if total is None else total))

    return answer


def fetched(server: ScriptedServer, root: Path, **more: Any) -> tuple[Attempt, Batch]:
    fields = {
        "name": "psp",
        "module": "psp",
        "role": "supervision",
        "coverage": "full",
        "page_size": 10,
        **more,
    }
    run = run_for(server, root, **fields)
    attempt = carry_out(run, psp.fetch)
    return attempt, psp.read(run.raw.pages(), run.config)


def test_all_pages_come_and_a_row_is_a_finding(server: ScriptedServer, tmp_path: Path) -> None:
    rows = [checked(number) for number in range(24)]
    rows[0] |= {"effect": "不合格", "no_hege": "甲醛释放量", "models": "A-1", "prod_date": "批1"}
    server.on(PATH, paged(rows, 10))
    attempt, batch = fetched(server, tmp_path)
    assert attempt.is_complete
    assert batch.received == batch.findings.height == 24
    first = batch.findings.row(0, named=True)
    expected = {
        "finding_kind": "spot_check",
        "org_name": "示例甲0有限公司",
        "area": "浙江省",
        "product_name": "板式衣柜",
        "model": "A-1",
        "batch_no": "批1",
        "result": "不合格",
        "failed_items": "甲醛释放量",
        "decided_on": "2026-04-20",
        "authority": "国家监督抽查",
        "testing_body": "示例质检院",
        "locator": "list/00001 第 1 行",
        "credit_code": None,
    }
    assert {name: first[name] for name in expected} == expected
    assert batch.findings["model"][1] is None


def test_requests_name_the_service_and_ask_for_a_page(
    server: ScriptedServer, tmp_path: Path
) -> None:
    server.on(PATH, paged([checked(1)], 10))
    fetched(server, tmp_path)
    (asked,) = server.asked
    assert asked.method == "POST"
    assert asked.query["encoding"] == "true"
    assert set(json.loads(asked.query["jsonValue"]).values()) == {"JdccService", "listTask"}
    assert asked.form == {"name": "easyui", "subject": "datagrid", "page": "1", "rows": "10"}


def test_equal_rows_are_several_samples_and_no_sign_of_a_repeated_page(
    server: ScriptedServer, tmp_path: Path
) -> None:
    rows = [checked(number) for number in range(10)]
    server.on(PATH, paged([*rows, rows[9], rows[0]], 10))
    attempt, batch = fetched(server, tmp_path)
    assert attempt.is_complete
    assert batch.received == 12
    assert batch.findings["record_id"].n_unique() == 10


def test_an_ignored_page_parameter_is_noticed(server: ScriptedServer, tmp_path: Path) -> None:
    server.on(PATH, as_json(content([checked(number) for number in range(10)], 24)))
    attempt, _ = fetched(server, tmp_path)
    assert (attempt.is_complete, attempt.stop_reason) == (False, "paging_repeats")


def test_fewer_rows_than_the_platform_says_are_not_complete(
    server: ScriptedServer, tmp_path: Path
) -> None:
    server.on(PATH, paged([checked(number) for number in range(12)], 10, total=13))
    attempt, _ = fetched(server, tmp_path)
    assert (attempt.is_complete, attempt.stop_reason) == (False, "total_mismatch")


@pytest.mark.parametrize(
    "body",
    [
        {"returnValue": {"value": []}, "transferableProperties": None},
        {"returnValue": None, "transferableProperties": {}},
        content([{"name": "别的表格"}], 1),
    ],
)
def test_what_is_not_the_list_is_not_taken_for_it(
    server: ScriptedServer, tmp_path: Path, body: dict[str, Any]
) -> None:
    server.on(PATH, as_json(body))
    attempt, batch = fetched(server, tmp_path)
    assert (attempt.is_complete, attempt.stop_reason) == (False, "not_the_table")
    assert batch.rejected["reason_code"].to_list() == ["not_the_table"]


def test_a_missing_product_is_named_by_its_class(server: ScriptedServer, tmp_path: Path) -> None:
    row = checked(1)
    del row["prod_name_1"]
    server.on(PATH, paged([row], 10))
    _, batch = fetched(server, tmp_path)
    assert batch.findings["product_name"].to_list() == ["家具"]


def test_another_result_is_another_finding(server: ScriptedServer, tmp_path: Path) -> None:
    server.on(PATH, paged([checked(1), checked(1, effect="不合格")], 10))
    _, batch = fetched(server, tmp_path)
    assert batch.findings["record_id"].n_unique() == 2
