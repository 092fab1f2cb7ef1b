"""Annex 1: the form of a scheme's file, with its rules as sentences."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pipelines.core.contacts import Contacts
from pipelines.core.schemes import load_scheme
from pipelines.reports.scheme_form import SchemeNames, scheme_form
from pipelines.reports.scheme_text import board_text, leaders_text, method_text, scale_text
from tests.hostile_names import QUOTES, SCRIPT
from tests.unit.reports.form_tables import said, tables

if TYPE_CHECKING:
    from pipelines.core.scheme_models import Scheme

SCHEMES = Path(__file__).resolve().parents[3] / "data" / "reference" / "schemes"
NAMES = SchemeNames(
    "示例重点领域", {"ccm_gb_t_18801": "净化试验", "climate_chamber_1m3": "气候箱法"}
)


@cache
def scheme(name: str) -> Scheme:
    return load_scheme(SCHEMES / f"{name}.yml")


def changed(name: str, **members: Any) -> Scheme:
    return scheme(name).model_copy(update=members)


def form(given: Scheme, **options: Any) -> str:
    return said(scheme_form(given, NAMES, Path("none"), **options))


AIR = "national/2026/air_cleaner"
FURNITURE = "national/2026/panel_furniture"
CARS = "mofcom-2023/2023/used_car_assessment"
LAUNDRY = "mofcom-2023/2023/laundry_dyeing_service"


def test_the_form_has_the_parts_of_the_annex_in_their_order() -> None:
    text = form(scheme(AIR))
    parts = [
        "企业标准排行榜和“领跑者”",
        "评估方案",
        "填写说明",
        "一、机构信息应当准确、如实填报。",
        "二、有关项目页面不够时，可加附页。",
        "三、评估方案应按照规定格式填写，并使用A4纸打印装订（一式三份、电子版一份）。",
        "一、基本情况",
        "二、机构行业权威性简述",
        "三、评估方案（提纲）",
        "1.评估目的",
        "2.产品或服务范围",
        "3.评估核心指标",
        "4.评估方法及周期",
        "5.企业标准排行榜的形成",
        "6.企业标准“领跑者”的确定",
        "7.实施目标",
        "四、相关附件材料",
        "1.法人证书复印件（加盖公章）、营业执照复印件（加盖公章）；（已附）",
        "2.牵头或参与制定的标准清单及证明材料；（已附）",
        "3.评估人员职称等证明材料；（已附）",
        "4.参与产品或服务标准评估项目的证明材料。（已附）",
    ]
    assert [line for line in text.split("\n") if line in parts] == parts


def test_the_seventeen_facts_stand_by_the_labels_of_the_annex() -> None:
    contacts = Contacts.model_validate(
        {
            "法定代表人": "示例甲",
            "法人代表联系电话": "010-1",
            "联系部门": "示例部",
            "联系人": "示例乙",
            "联系电话": "010-2",
            "传真": "010-3",
            "手机": "130",
            "电子邮箱": "a@example.invalid",
        }
    )
    cover, facts, *_ = tables(scheme_form(scheme(AIR), NAMES, Path("none"), contacts=contacts))
    assert [row[0] for row in cover] == [
        "机构名称（公章）",
        "所属重点领域",
        "拟定评估周期",
        "地址",
        "联系人",
        "传真",
        "提交日期",
    ]
    assert cover[4] == ["联系人", "示例乙", "电话", "010-2"]
    assert cover[5] == ["传真", "010-3", "电子邮件", "a@example.invalid"]
    pairs = {
        label.replace("\n", ""): value
        for row in facts[:-1]
        for label, value in zip(row[::2], row[1::2], strict=True)
        if label != value
    }
    assert pairs == {
        "机构名称": "示例家电检测认证中心",
        "通讯地址": "示例省示例市检测路2号",
        "单位性质": "内资（□国有□集体■民营）□中外合资□港澳台\n□外商独资",
        "统一社会信用代码": "51990000990002020J",
        "邮编": "999002",
        "注册机关": "示例省民政厅",
        "注册资本": "300万元",
        "成立日期": "2012年3月1日",
        "有效期": "长期",
        "法定代表人": "示例甲",
        "法人代表联系电话": "010-1",
        "联系部门": "示例部",
        "联系人": "示例乙",
        "联系电话": "010-2",
        "传真": "010-3",
        "手机": "130",
        "电子邮箱": "a@example.invalid",
    }
    assert "不向企业收取评估费用" in facts[-1][0]
    assert "法人或单位负责人签字：" in facts[-1][0]


def test_without_contacts_their_cells_are_blank_to_be_filled_in() -> None:
    _, facts, *_ = tables(scheme_form(scheme(AIR), NAMES, Path("none")))
    assert [row[1] for row in facts if row[0] in ("联系部门", "联系电话", "手机")] == ["", "", ""]


def test_products_and_core_indicators_are_tables_and_others_are_named() -> None:
    _, _, products, indicators, scales = tables(scheme_form(scheme(FURNITURE), NAMES, Path("none")))
    assert products[0] == ["序号", "产品名称", "产品定义", "适用范围说明", "执行的相关标准"]
    assert [row[1] for row in products[1:]] == ["板木家具", "实木家具", "人造板制品"]
    assert indicators[0] == ["序号", "检验项目", "检验项目", "检验标准"]
    assert indicators[1] == [
        "1",
        "人造板甲醛释放量\n注：仅板木家具、人造板制品",
        "气候箱法",
        "GB/T 39600-2021",
    ]
    assert scales[1][2] == "先进水平 ≤0.025 mg/m³\n平均水平 ≤0.05 mg/m³"
    assert scales[4][2] == "先进水平 等级 1\n平均水平 等级 2\n基准水平 等级 3"
    assert "基础指标（只判定是否合格，不参与排行）：事故车判定。" in form(scheme(CARS))


def test_blanks_that_yaml_leaves_in_folded_lines_are_gone() -> None:
    assert "颗粒物净化能效比较企业标准，引导企业提高" in form(scheme(AIR))


@pytest.mark.parametrize(("name", "marks"), [(AIR, ""), (FURNITURE, "仅供演示  方案含示例数值\n")])
def test_a_scheme_with_example_values_is_marked(name: str, marks: str) -> None:
    assert form(scheme(name)).startswith(f"{marks}企业标准排行榜和“领跑者”")


def test_a_scheme_that_does_not_say_that_it_charges_nothing_is_a_draft() -> None:
    body = scheme(AIR).assessment_body
    assert body is not None
    charging = body.model_copy(update={"charges_no_fee": None})
    assert form(changed(AIR, assessment_body=charging)).startswith("草稿  方案没有声明不向企业收取")


def test_attachments_that_are_missing_are_told() -> None:
    text = form(changed(AIR, attachments=["business_licence", "staff_titles"]))
    assert "营业执照复印件（加盖公章）；（未附齐）" in text
    assert "2.牵头或参与制定的标准清单及证明材料；（未附）" in text
    assert "3.评估人员职称等证明材料；（已附）" in text


@pytest.mark.parametrize("name", [SCRIPT, QUOTES])
def test_whatever_a_body_is_called_is_text(name: str) -> None:
    body = scheme(AIR).assessment_body
    assert body is not None
    assert name in form(changed(AIR, assessment_body=body.model_copy(update={"name": name})))


def test_a_scheme_of_no_programme_has_no_form() -> None:
    with pytest.raises(ValueError, match="没有附件1可填"):
        form(changed(AIR, programme="none"))


@pytest.mark.parametrize(
    ("name", "method", "scale"),
    [
        (AIR, "总体水平取最差一项，同档不分先后", "先进水平 ≥12000 mg\n平均水平 ≥8000 mg"),
        (
            CARS,
            "事故车判定不合格的，不论得分列末等，排在最后。得分≥90 为第 1 等，≥60 为第 2 等，≥20 为"
            "第 3 等，其余为第 4 等。",
            "≥120 项：40 分\n≥100 项：25 分\n≥80 项：10 分",
        ),
        (
            LAUNDRY,
            "折算到 0—100，超出两端的按两端计，取加权算术平均",
            "权重 0.4\n最差 3、最好 0.5 %",
        ),
    ],
)
def test_a_method_is_told_with_what_values_are_worth(name: str, method: str, scale: str) -> None:
    given = scheme(name)
    assert method in method_text(given)
    assert scale_text(given, given.core[0]).startswith(scale)


def test_who_enters_and_who_leads_is_told() -> None:
    assert board_text(scheme(AIR)) == "总体水平达到基准水平及以上的列入排行榜。"
    assert board_text(scheme(CARS)) == "总体水平达到第 4 等及以上的列入排行榜。"
    assert leaders_text(scheme(AIR)) == (
        "总体水平为先进水平的入围。入围企业须同意列入，并提交标准符合性报告和质量承诺。"
    )
