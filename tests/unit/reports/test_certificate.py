"""The certificate of a leader: what it says, that it can be checked, and who gets none."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest

from pipelines.core.certificates import certificate_digest
from pipelines.reports.certificate import certificate, certificate_page
from tests.hostile_names import HOSTILE_NAMES
from tests.unit.reports.form_tables import form_release, said

if TYPE_CHECKING:
    from pathlib import Path

LEADER = "2026/air_cleaner/air_cleaner/a"
PUBLISHED = "update fct_leaders set status = 'published';"


def text_of(root: Path, changes: str = "", site: str | None = None) -> str:
    database = form_release(root, PUBLISHED + changes)
    return said(certificate(database, "national", LEADER, root, site=site))


def test_a_certificate_says_what_was_awarded_and_how_it_is_checked(tmp_path: Path) -> None:
    digest = certificate_digest(
        "national-001",
        "示例甲科技有限公司",
        "Q/SLJA 001-2026",
        date(2026, 8, 1),
        date(2027, 8, 1),
    )
    text = text_of(tmp_path, site="https://example.invalid/public/")
    for each in (
        "示例甲科技有限公司：",
        "按照《企业标准“领跑者”实施方案（试行）》",
        "企业标准 Q/SLJA 001-2026《空气净化器》列入2026年空气净化器产品（或服务）",
        "证书编号|national-001",
        "统一社会信用代码|91990000EX0000011X",
        "重点领域|空气净化器",
        "类别/型号|JA-1",
        "有效期|2026年8月1日至2027年8月1日前",
        "中国标准化研究院（公章）",
        "2026年8月1日",
        f"校验值（SHA-256）：{digest}",
        "https://example.invalid/public/leaders.html#?certificate=national-001",
    ):
        assert each in text
    assert "仅供演示" not in text


def test_a_later_name_changes_no_certificate(tmp_path: Path) -> None:
    text = text_of(tmp_path, "update fct_declarations set org_name = '示例新名', standard_no = 'X'")
    assert "示例甲科技有限公司：" in text
    assert "示例新名" not in text


def test_of_many_models_as_many_are_named_as_there_is_room_for(tmp_path: Path) -> None:
    models = "、".join(f"KJ-{number}" for number in range(40))
    text = text_of(tmp_path, f"update fct_board_entries set models_text = '{models}'")
    assert "KJ-0、KJ-1、" in text
    assert "等40种" in text
    assert "KJ-39" not in text


def test_a_certificate_of_an_example_scheme_is_marked(tmp_path: Path) -> None:
    assert "仅供演示" in text_of(tmp_path, "update fct_boards set evidence = 'example'")


@pytest.mark.parametrize("status", ["shortlisted", "in_publicity", "exited", "expired"])
def test_who_holds_no_title_gets_no_certificate(tmp_path: Path, status: str) -> None:
    database = form_release(tmp_path, f"update fct_leaders set status = '{status}'")
    with pytest.raises(LookupError, match=f"现为 {status}，没有有效的称号"):
        certificate(database, "national", LEADER, tmp_path)


@pytest.mark.parametrize(
    ("leader", "told"), [(f"{LEADER}x", "没有 national 的领跑者"), ("2026/a", "写法不对")]
)
def test_a_leader_that_there_is_not_is_told(tmp_path: Path, leader: str, told: str) -> None:
    with pytest.raises(LookupError, match=told):
        certificate(form_release(tmp_path), "national", leader, tmp_path)


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_a_hostile_name_is_text_and_makes_no_path(tmp_path: Path, name: str) -> None:
    spelled = name.replace("'", "''")
    change = f"update fct_declaration_history set org_name = '{spelled}'"
    paper = certificate(form_release(tmp_path, PUBLISHED + change), "national", LEADER, tmp_path)
    assert name.translate(str.maketrans("", "", "\u202e\u200f")) in said(paper)
    assert not set(paper.name) & set("/<>\"'\n\u202e\u200f")


def test_the_page_opens_with_the_number_whatever_is_in_it() -> None:
    number = "甲 & 乙#1?%"
    address = urlsplit(certificate_page(number, "https://example.invalid"))
    assert address.path == "/leaders.html"
    assert parse_qs(address.fragment.removeprefix("?")) == {"certificate": [number]}
