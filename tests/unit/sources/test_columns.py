from __future__ import annotations

import pytest

from pipelines.sources.columns import (
    DECLARATION_FIELDS,
    INDICATOR_FIELDS,
    PRODUCT_FIELDS,
    SHEET_FIELDS,
    STANDARD_FIELDS,
    fold_header,
    match_headers,
    with_unit,
)


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("产品名称*", "产品名称"),
        ("＊企业 名称：", "企业名称"),
        ("C_STD_CODE", "c_std_code"),
        ("\ufeff声明编号", "声明编号"),
        ("规格／型号", "规格/型号"),
        ("", ""),
    ],
)
def test_headers_are_compared_without_their_dress(written: str, folded: str) -> None:
    assert fold_header(written) == folded


@pytest.mark.parametrize("fields", [DECLARATION_FIELDS, PRODUCT_FIELDS, STANDARD_FIELDS])
def test_no_header_of_a_dictionary_means_two_things(fields: dict[str, tuple[str, ...]]) -> None:
    headers = [fold_header(name) for names in fields.values() for name in names]
    assert len(headers) == len(set(headers))


def test_the_dictionaries_of_a_flat_row_share_no_header() -> None:
    seen: dict[str, str] = {}
    for fields in (DECLARATION_FIELDS, PRODUCT_FIELDS, INDICATOR_FIELDS):
        for column, names in fields.items():
            for name in map(fold_header, names):
                assert seen.setdefault(name, column) == column


def test_several_headers_of_a_column_stand_in_the_order_of_trust() -> None:
    match = match_headers(["id", "x", "声明编号", "declaration_id"], DECLARATION_FIELDS)
    assert match.positions == {"record_id": (3, 2, 0)}
    assert match.unknown == ("x",)
    assert "record_id" in match
    assert "status" not in match


@pytest.mark.parametrize(
    "header",
    [
        "法定代表人",
        "联系人",
        "联系电话",
        "注册地址",
        "邮编",
        "legal_person",
        "postcode",
        "手机号码",
    ],
)
def test_personal_data_stand_for_no_column_and_are_no_surprise(header: str) -> None:
    match = match_headers(
        [header], DECLARATION_FIELDS, PRODUCT_FIELDS, INDICATOR_FIELDS, SHEET_FIELDS
    )
    assert (match.positions, match.unknown) == ({}, ())


def test_a_note_on_filling_in_is_left_off_but_a_unit_is_not() -> None:
    match = match_headers(["指标名称（必填）", "指标值(mg/m3)"], INDICATOR_FIELDS)
    assert match.positions == {"indicator_name": (0,)}
    assert match.unknown == ("指标值(mg/m3)",)


@pytest.mark.parametrize(
    ("requirement", "unit", "whole"),
    [
        ("≤0.05", "mg/m³", "≤0.05 mg/m³"),
        ("0.05～0.1", "mg/m3", "0.05～0.1 mg/m3"),
        ("≤５０ ", " mg ", "≤５０ mg"),
        ("≤5mg/m3", "mg/m3", "≤5mg/m3"),
        ("≤5m³", "m³", "≤5m³"),
        ("≤5%", "%", "≤5%"),
        ("≤10^5", "个", "≤10^5"),
        ("E1", "——", "E1"),
        ("E1", "级", "E1"),
        ("符合 GB 18580", "/", "符合 GB 18580"),
    ],
)
def test_a_unit_joins_only_what_ends_in_a_bare_number(
    requirement: str, unit: str, whole: str
) -> None:
    assert with_unit(requirement, unit) == whole
