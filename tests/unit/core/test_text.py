"""Folding of texts, names and dictionary keys."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.core.text import (
    clean,
    drop_glosses,
    fold,
    fold_key,
    fold_name,
    is_empty_marker,
    is_mojibake,
    strip_book_marks,
    strip_tags,
    strip_title,
    to_simplified,
)

dirty = st.text() | st.text(
    alphabet="甲醛释放量體係構(xigou)[]（）〔〕mgGL/³⁵⁻·%‰,，:：*①1½ "
    "\u200b\u00a0\u3000\n-—《》<>&;ÀİǅẞΩ"
)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("ＡＢ１２％：；（）", "AB12%:;()"),
        ("中\u00a0国\u3000标\u200b准\u200f", "中 国 标准"),
        ("第1部分\n 总则\t", "第1部分 总则"),
        ("\ufeff\u202a甲\u202c\x07", "甲"),
        ("〔2017〕【注】", "(2017)[注]"),
        ("㎎／㎥", "mg/m3"),
        ("m³ kg⁻¹", "m3 kg-1"),
        ("1×10⁵", "1×10^5"),
        ("2.5×10⁻³", "2.5×10^-3"),
        ("1½ ①", "1½ ①"),
        ("GB‑T－1", "GB-T-1"),
        ("Ⅱ型", "II型"),
        ("", ""),
    ],
)
def test_a_text_folds_to_one_spelling(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(dirty)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("text", "stripped"),
    [
        ("<sacinfo>GB</sacinfo> 18580", "GB 18580"),
        ("<SACINFO >人造板</sacinfo>", "人造板"),
        ("<td class='x'>甲</td><br/>乙&nbsp;丙", " 甲  乙\u00a0丙"),
        ("&lt;0.1 &amp; &#x33;&#50;", "<0.1 & 32"),
        ("10<sup>-3</sup>", "10⁻³"),
        ("甲醛<E1>≤0.1<0.2", "甲醛<E1>≤0.1<0.2"),
        ("R&D;", "R&D;"),
    ],
)
def test_markup_goes_and_comparisons_stay(text: str, stripped: str) -> None:
    assert strip_tags(text) == stripped


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("《木家具》", "木家具"),
        (" 《木家具 》 ", "木家具"),
        ("《甲》和《乙》", "《甲》和《乙》"),
        ("木家具《甲》", "木家具《甲》"),
    ],
)
def test_book_marks_around_a_whole_name_go(name: str, bare: str) -> None:
    assert strip_book_marks(name) == bare


@pytest.mark.parametrize(
    ("text", "simplified"),
    [
        ("通過標準引領,構(gou) 建(jian) 體(ti) 係", "通过标准引领,构建体系"),
        ("公路貨(huo)運(yun)服務(wu)規(gui)範(fan)", "公路货运服务规范"),
        ("女（nü）裝 策略(lüè) 旅(lv)遊 略(lue)", "女装 策略旅游 略"),
        ("領(lǐng)跑者(pao zhe)", "领跑者"),
        ("企業標準", "企业标准"),
        ("铅(Pb)、尺寸(mm)、钠(Na)、锂(Li)", "铅(Pb)、尺寸(mm)、钠(Na)、锂(Li)"),
        ("限额(e)", "限额(e)"),
        ("限(xian)額(e)", "限额"),
        ("ABC (abc)", "ABC (abc)"),
    ],
)
def test_traditional_text_becomes_simplified_without_glosses(text: str, simplified: str) -> None:
    assert to_simplified(text) == simplified


def test_a_gloss_needs_a_character_before_it() -> None:
    assert drop_glosses("(jian) a(jian)") == "(jian) a(jian)"


def test_a_title_loses_markup_and_book_marks() -> None:
    assert strip_title("<sacinfo>《環(huan)境 標準：通則》</sacinfo>") == "环境 标准:通则"
    assert clean("《環境》") == "《环境》"


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("示例 ( 上海 ) 科技 有限公司", "示例（上海）科技有限公司"),
        ("示例〔上海〕科技有限公司", "示例（上海）科技有限公司"),
        ("示例科技有限公司 ", "示例科技有限公司"),
        ("示例科技(ke ji)有限公司", "示例科技有限公司"),
        ("Shili  Co., Ltd.(示例)", "Shili Co., Ltd.（示例）"),
        ("示例企業", "示例企业"),
    ],
)
def test_names_of_one_organisation_are_one(name: str, folded: str) -> None:
    assert fold_name(name) == folded
    assert fold_name(folded) == folded


@pytest.mark.parametrize(
    "name",
    [
        "甲醛释放量",
        "甲醛释放量(mg/m³)",
        "甲醛释放量（㎎／㎥）",
        "甲醛释放量，mg/m3",
        "甲醛释放量 mg·m⁻³",
        "甲醛释放量/(mg/m3)",
        "甲醛释放量mg/m³",
        "甲醛释放量[mg/m3]:",
        "* 甲醛釋放量：",
        "1. 甲醛释放量",
        "1、甲醛释放量*",
        "（1）甲醛 释放量",
        "①甲醛释放量",
        "甲醛释放量¹",
        "甲醛释放量（单位：mg/m³）",
        "<sacinfo>甲醛</sacinfo>释放量",
    ],
)
def test_an_indicator_has_one_key_however_its_unit_is_written(name: str) -> None:
    assert fold_key(name) == "甲醛释放量"


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("甲醛释放量（干燥器法）", "甲醛释放量(干燥器法)"),
        ("可迁移元素（铅）/(mg/kg)", "可迁移元素(铅)"),
        ("可溶性铅（Pb）", "可溶性铅"),
        ("颗粒物净化能效[m³/(W·h)]", "颗粒物净化能效"),
        ("颗粒物 CCM", "颗粒物ccm"),
        ("噪声dB(A)", "噪声"),
        ("用户有效申诉(件/百万件)", "用户有效申诉"),
        ("年货运营业收入（万元）", "年货运营业收入"),
        ("漆膜耐湿热（级）", "漆膜耐湿热"),
        ("日耗电量，kW·h/24h", "日耗电量"),
        ("电子单证管理%", "电子单证管理"),
        ("1,2-二氯乙烷", "1,2-二氯乙烷"),
        ("重点城市间72小时准时率", "重点城市间72小时准时率"),
        ("等级 A", "等级a"),
        ("甲苯＋二甲苯", "甲苯+二甲苯"),
        ("（VOC）", "(voc)"),
        ("——", "——"),
    ],
)
def test_a_key_keeps_what_tells_indicators_apart(name: str, key: str) -> None:
    assert fold_key(name) == key


@given(dirty)
def test_the_key_of_a_key_is_itself(text: str) -> None:
    assert fold_key(fold_key(text)) == fold_key(text)


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "  ",
        "——",
        "—",
        "-",
        "/",
        "无",
        "无。",
        "暂无",
        "不详",
        "nan",
        "N/A",
        "&nbsp;",
        "…",
    ],
)
def test_an_empty_marker_says_nothing(text: str | None) -> None:
    assert is_empty_marker(text)


@pytest.mark.parametrize("text", ["有", "0", "无铅", "无异味", "不检出", "-5", "1/2"])
def test_a_text_that_says_something_is_no_marker(text: str) -> None:
    assert not is_empty_marker(text)


@pytest.mark.parametrize(
    "text",
    [
        "锟斤拷锟斤拷园艺有限公司",
        "烫烫烫",
        "示例\ufffd指数",
        "企业标准".encode().decode("gbk"),
        "示例: " + "企业标准".encode().decode("gbk"),
        "人造板甲醛释放量技术要求".encode().decode("gbk", errors="ignore"),
        "企业".encode().decode("latin-1"),
        "公司标准".encode().decode("latin-1").translate({0x87: "‡", 0x86: "†", 0x85: "…"}),
    ],
)
def test_text_read_in_the_wrong_encoding_is_mojibake(text: str) -> None:
    assert is_mojibake(text)


@pytest.mark.parametrize(
    "text",
    [
        "体育场馆钢结构检测与鉴定规程",
        "示例新材料有限公司",
        "“——”…（α、β）",
        "Café Müller – naïve",
        "娅板标准",
        "企業標準化",
        "",
    ],
)
def test_real_text_is_no_mojibake(text: str) -> None:
    assert not is_mojibake(text)


@given(st.text(alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), max_size=8))
def test_chinese_that_was_read_as_gbk_is_found_wherever_gbk_has_its_bytes(text: str) -> None:
    try:
        misread = text.encode().decode("gbk")
    except UnicodeDecodeError:
        return
    if len(misread) >= 3 and not any(character.isascii() for character in misread):  # else lost
        assert is_mojibake(misread)


@given(dirty)
def test_every_text_is_taken(text: str) -> None:
    strip_title(text)
    fold_name(text)
    is_empty_marker(text)
    is_mojibake(text)
