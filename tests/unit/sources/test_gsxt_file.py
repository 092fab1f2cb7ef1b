from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.unit.sources.folders import folder

if TYPE_CHECKING:
    from pathlib import Path

    from pipelines.core.records import Batch
    from tests.unit.sources.folders import Folder

FIRM = {"entName": "示例甲有限公司", "uniscId": "91990000EX0008143W"}


@pytest.fixture
def source(tmp_path: Path) -> Folder:
    return folder(tmp_path, "gsxt_file", max_bytes=2**24)


def read(source: Folder, content: Any) -> Batch:
    source.put("g.json", json.dumps(content, ensure_ascii=False))
    attempt, batch = source.night()
    assert attempt.is_complete, attempt.message
    return batch


def items(*results: str) -> str:
    return json.dumps(
        [
            {"seqno": number, "raninsItemName": f"事项{number}", "raninsCheckResName": result}
            for number, result in enumerate(results, start=1)
        ]
    )


@pytest.mark.parametrize(
    ("row", "kind", "said"),
    [
        (
            {"insType": "1", "insRes_CN": "正常", "insDate": "2026-05-01", "insAuth_CN": "示例局"},
            "spot_check",
            {"result": "正常", "authority": "示例局", "decided_on": "2026-05-01"},
        ),
        (
            {"speCause_CN": "未报年报", "abntime": 1777564800000, "remDate": "2026-06-01"},
            "abnormal_list",
            {"grounds": "未报年报", "decided_on": "1777564800000", "removed_on": "2026-06-01"},
        ),
        (
            {"serILLRea_CN": "虚假材料", "abntime": "2026-05-01", "decOrg_CN": "示例局"},
            "dishonesty_list",
            {"grounds": "虚假材料", "authority": "示例局"},
        ),
        (
            {"penDecNo": "〔2026〕1号", "illegActType": "无证", "penContent": "罚款",
             "penAuth_CN": "示例局", "penDecIssDate": "2026-05-01", "publicDate": "2026-05-09"},
            "penalty",
            {"document_no": "〔2026〕1号", "grounds": "无证；罚款", "decided_on": "2026-05-01"},
        ),
    ],
)  # fmt: skip
@pytest.mark.parametrize("case", [str, str.lower, str.upper])
def test_each_section_is_known_by_its_keys_in_whichever_case(
    source: Folder, row: dict[str, Any], kind: str, said: dict[str, str], case: Any
) -> None:
    batch = read(source, [{case(key): value for key, value in (FIRM | row).items()}])
    found = batch.findings.row(0, named=True)
    expected = said | {
        "finding_kind": kind,
        "org_name": FIRM["entName"],
        "credit_code": FIRM["uniscId"],
    }
    assert {name: found[name] for name in expected} == expected


@pytest.mark.parametrize(
    ("results", "result", "failed"),
    [
        (["未发现问题"], "未发现问题", None),
        (["未发现问题", "未发现问题"], "未发现问题", None),
        (["未发现问题", "发现问题待后续处理"], "未发现问题;发现问题待后续处理", "事项2"),
        (["不配合检查情节严重"], "不配合检查情节严重", "事项1"),
        (["说不清"], "说不清", "事项1"),
        ([], None, None),
    ],
)
def test_the_items_of_a_double_random_check_are_json_within_a_text(
    source: Folder, results: list[str], result: str | None, failed: str | None
) -> None:
    row = {"raninsPlanId": "P1", "raninsTaskId": "T1", "insDate": "2026-05-01"}
    batch = read(source, [FIRM | row | {"details": items(*results)}])
    found = batch.findings.row(0, named=True)
    assert (found["finding_kind"], found["document_no"]) == ("double_random", "T1")
    assert (found["result"], found["failed_items"]) == (result, failed)


@pytest.mark.parametrize("details", ["[{", "未发现问题", '"未发现问题"', "[1]"])
def test_details_that_are_no_items_are_told_of(source: Folder, details: str) -> None:
    batch = read(source, [FIRM | {"raninsTaskId": "T1", "details": details}])
    assert batch.rejected["reason_code"].to_list() == ["unreadable_details"]
    assert batch.received == 1


def test_the_enterprise_may_stand_around_its_rows(source: Folder) -> None:
    rows = [{"speCause_CN": "未报年报", "abntime": "2026-05-01"}, {"altItem_CN": "住所变更"}]
    batch = read(source, FIRM | {"data": rows})
    assert batch.findings["org_name"].to_list() == [FIRM["entName"]]
    assert batch.rejected.select("record_id", "reason_code").rows() == [
        ("g.json#第 2 条", "unknown_section")
    ]


def test_nobodys_rows_are_not_the_table(source: Folder) -> None:
    source.put("g.json", json.dumps([{"speCause_CN": "未报年报"}]))
    attempt, _ = source.night()
    assert attempt.stop_reason == "not_the_table"


def test_two_authorities_may_give_one_number(source: Folder) -> None:
    rows = [
        FIRM | {"penDecNo": "〔2026〕1号", "penContent": "罚款", "penAuth_CN": authority}
        for authority in ("甲局", "乙局")
    ]
    assert read(source, rows).findings["record_id"].n_unique() == 2


def test_the_legal_representative_is_never_read(source: Folder) -> None:
    row = FIRM | {"leRep": "示例法人", "speCause_CN": "未报年报", "abntime": "2026-05-01"}
    batch = read(source, [row])
    assert "示例法人" not in str(batch.findings.rows())
