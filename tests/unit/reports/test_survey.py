"""A field surveyed: nine declarations whose numbers can be counted by hand."""

from __future__ import annotations

from datetime import date
from io import StringIO
from typing import TYPE_CHECKING

import duckdb
import pytest
from rich.console import Console

from pipelines.reports.survey.field import (
    Count,
    Distribution,
    Entries,
    Levels,
    Overall,
    Survey,
    SurveyedCategory,
    SurveyedIndicator,
    survey,
)
from pipelines.reports.survey.summary import SHOWN, survey_summary

if TYPE_CHECKING:
    from pathlib import Path

ON = date(2026, 6, 1)

WORLD = """
create table dim_schemes as
select *
from (
    values
    ('s', 1, 'national', 'panels', 2026, '人造板方案', date '2026-01-01'),
    ('early', 1, 'national', 'panels', 2027, '明年的方案', date '2026-05-15'),
    ('old', 1, 'county', 'panels', 2025, '旧方案', date '2025-01-01'),
    ('next', 1, 'national', 'chairs', 2027, '椅', date '2027-01-01')
) as t (scheme_id, scheme_version, programme, field_code, year, title, published_on);

create table dim_scheme_indicators as
select
    * replace (
        threshold_1::double as threshold_1,
        threshold_2::double as threshold_2,
        threshold_3::double as threshold_3
    ),
    null::varchar as grade_1,
    null::varchar as grade_2,
    null::varchar as grade_3
from (
    values
    ('s', 1, 'panel', 'release', 1, '甲醛', 'core', 'mg/m3', 'lower', 'chamber', 0.02, 0.05, null),
    ('s', 1, 'panel', 'heat', 2, '耐湿热', 'core', 'grade', 'best_first', 'heat', null, null, null),
    ('old', 1, 'panel', 'release', 1, '甲醛', 'core', 'mg/m3', 'lower', 'chamber', 1, 2, 3),
    ('next', 1, 'chair', 'release', 1, '甲醛', 'core', 'mg/m3', 'lower', 'chamber', 1, 2, 3)
) as t (
    scheme_id, scheme_version, product_category, indicator_code, position, name_zh,
    indicator_class, unit, better, test_method, threshold_1, threshold_2, threshold_3
);
update dim_scheme_indicators set grade_1 = '1', grade_2 = '2' where indicator_code = 'heat';

create table dim_indicators as
select *
from (
    values ('release', '甲醛', 'mg/m3', 'lower'), ('bond', '内结合强度', 'MPa', 'higher')
) as t (indicator_code, name_zh, unit, better);

create table dim_units as
select *
from (
    values ('mg/m3', 'concentration', 1.0), ('ug/m3', 'concentration', 0.001), ('MPa', 'p', 1.0)
) as t (unit, dimension, factor);

create table dim_test_methods as
select * from (values ('chamber', '气候箱法')) as t (test_method, name_zh);

create table dim_product_categories as
select *
from (
    values ('panel', null, '人造板'), ('veneered', 'panel', '饰面板'), ('chair', null, '椅')
) as t (product_category, parent_category, name_zh);

create table fct_declarations as
select *, false as is_gone, date '2026-07-01' as last_observed_on
from (
    values ('a'), ('b'), ('c'), ('d'), ('e'), ('f'), ('g'), ('h'), ('i')
) as t (declaration_id);
update fct_declarations set is_gone = true, last_observed_on = '2026-03-01'
where declaration_id = 'h';

create table fct_declaration_history as
select
    declaration_id, 1 as version, 'enterprise' as standard_kind, date '2026-02-01' as published_on,
    'in_force' as status, 'qybz' as indicator_source, date '2026-05-01' as observed_from
from fct_declarations;
-- e discloses nothing, f is a group standard, g comes later; b was revised after the day, i was
-- abolished before it
update fct_declaration_history set indicator_source = null where declaration_id = 'e';
update fct_declaration_history set standard_kind = 'group' where declaration_id = 'f';
update fct_declaration_history set published_on = '2026-06-02' where declaration_id = 'g';
insert into fct_declaration_history
values
('b', 2, 'enterprise', '2026-02-01', 'in_force', 'qybz', '2026-06-02'),
('i', 2, 'enterprise', '2026-02-01', 'abolished', 'qybz', '2026-05-30');

create table fct_declared_products as
select declaration_id, 'panel' as product_category from fct_declarations;
update fct_declared_products set product_category = 'veneered' where declaration_id = 'c';

create table fct_declared_indicators as
select
    declaration_id, version, indicator_code, indicator_name, part_no, status,
    null::double as low, high::double as high, unit, grade, test_method, test_method_text
from (
    values
    ('a', 1, 'release', '甲醛', 1, 'parsed', 0.02, 'mg/m3', null, 'chamber', null),
    ('a', 1, 'heat', '耐湿热', 1, 'parsed', null, null, '1', 'heat', null),
    ('b', 1, 'release', '甲醛', 1, 'parsed', 50, 'ug/m3', null, 'chamber', null),
    ('b', 2, 'release', '甲醛', 1, 'parsed', 10, 'ug/m3', null, 'chamber', null),
    -- the least demanding part counts
    ('c', 1, 'release', '甲醛', 1, 'parsed', 0.01, 'mg/m3', null, 'chamber', null),
    ('c', 1, 'release', '甲醛', 2, 'parsed', 0.08, 'mg/m3', null, 'chamber', null),
    ('c', 1, null, '气味', 1, 'text', null, null, null, null, null),
    ('d', 1, 'release', '甲醛', 1, 'parsed', 0.03, 'mg/m3', null, null, '本厂方法'),
    ('d', 1, 'heat', '耐湿热', 1, 'empty', null, null, null, null, null),
    ('d', 1, 'bond', '内结合强度', 1, 'text', null, null, null, null, null),
    ('g', 1, 'release', '甲醛', 1, 'parsed', 0.001, 'mg/m3', null, 'chamber', null),
    ('h', 1, 'release', '甲醛', 1, 'parsed', 0.001, 'mg/m3', null, 'chamber', null)
) as t (
    declaration_id, version, indicator_code, indicator_name, part_no, status,
    high, unit, grade, test_method, test_method_text
);

create table fct_boards as
select
    'national' as programme, 'panels' as field_code, 'panel' as product_category, period,
    's' as scheme_id, 1 as scheme_version, cut_off_on, 5 as candidate_count, 2 as entry_count
from (
    values ('2026Q1', date '2026-03-31'), ('2026Q2', date '2026-06-30')
) as t (period, cut_off_on);

create table fct_compared_indicators as
select 'national' as programme, 'panels' as field_code, 'panel' as product_category, *
from (
    values
    ('2026Q1', 'a', 'release', 0.001, 1),
    ('2026Q2', 'a', 'release', 0.02, 1),
    ('2026Q2', 'b', 'release', 0.05, 2),
    ('2026Q2', 'c', 'release', 0.08, null),
    ('2026Q2', 'd', 'release', null, null),
    ('2026Q2', 'a', 'heat', 1.0, 1)
) as t (period, declaration_id, indicator_code, value, level);

create table fct_board_entries as
select 'national' as programme, 'panels' as field_code, 'panel' as product_category, *
from (values ('2026Q2', 'a', 1, 1), ('2026Q2', 'b', 2, 2)) as t (
    period, declaration_id, rank, level
);
"""


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("release") / "small.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(WORLD)
    return path


@pytest.fixture
def panels(release: Path) -> SurveyedCategory:
    (category,) = survey(release, "panels", ON).categories
    return category


def indicator(category: SurveyedCategory, code: str) -> SurveyedIndicator:
    (found,) = [each for each in category.indicators if each.indicator_code == code]
    return found


def test_enterprise_standards_in_force_on_the_day_are_counted(panels: SurveyedCategory) -> None:
    assert (panels.declarations, panels.disclosing) == (5, 4)


def test_the_share_is_of_those_that_disclose_and_an_empty_cell_carries_nothing(
    panels: SurveyedCategory,
) -> None:
    found = {
        each.indicator_code: (each.indicator_class, each.carrying, each.share, each.texts)
        for each in panels.indicators
    }
    assert found == {
        "release": ("core", 4, 1.0, 0),
        "heat": ("core", 1, 0.25, 0),
        "bond": (None, 1, 0.25, 1),
    }
    assert [each.indicator_code for each in panels.indicators] == ["release", "heat", "bond"]


def test_methods_units_and_grades_are_those_met(panels: SurveyedCategory) -> None:
    release = indicator(panels, "release")
    assert release.methods == [Count("气候箱法", 3), Count("本厂方法（不明）", 1)]
    assert release.units == [Count("mg/m3", 3), Count("ug/m3", 1)]
    assert indicator(panels, "heat").grades == [Count("1", 1)]


def test_values_are_distributed_by_method_in_the_unit_of_the_field(
    panels: SurveyedCategory,
) -> None:
    assert indicator(panels, "release").distributions == [
        Distribution("chamber", "气候箱法", 3, 0.02, 0.02, 0.05, 0.08, 0.08),
        Distribution(None, "未注明或不明", 1, 0.03, 0.03, 0.03, 0.03, 0.03),
    ]


def test_levels_are_tried_at_the_quartiles_and_at_the_scheme_s_thresholds(
    panels: SurveyedCategory,
) -> None:
    assert indicator(panels, "release").levels == [
        Levels("quartiles", "气候箱法", (0.02, 0.05, 0.08), (1, 1, 1), 0, None),
        Levels("scheme", None, (0.02, 0.05, None), (1, 1, 0), 1, 1),
    ]
    assert [each.thresholds for each in indicator(panels, "heat").levels] == [("1", "2", None)]


def test_the_board_is_that_of_the_period_the_day_lies_in(panels: SurveyedCategory) -> None:
    assert panels.overall == Overall("2026Q2", 5, [Entries(1, 1), Entries(2, 1)])


def test_names_that_the_dictionary_does_not_know_are_listed(panels: SurveyedCategory) -> None:
    assert panels.unknown_names == [Count("气味", 1)]


@pytest.mark.parametrize(
    ("thresholds", "declarations", "below"),
    [
        ((0.02, 0.05, 0.08), (1, 1, 1), 0),
        ((0.01, 0.07), (0, 2, 0), 1),
        ((0.05,), (2, 0, 0), 1),
    ],
)
def test_levels_can_be_tried(
    release: Path, thresholds: tuple[float, ...], declarations: tuple[int, ...], below: int
) -> None:
    (category,) = survey(release, "panels", ON, trials={"release": thresholds}).categories
    (tried,) = [each for each in indicator(category, "release").levels if each.basis == "trial"]
    padded = (*thresholds, None, None)[:3]
    assert tried == Levels("trial", "气候箱法", padded, declarations, below, None)


@pytest.mark.parametrize(
    ("trials", "error", "said"),
    [
        ({"release": (0.05, 0.02)}, ValueError, "由优到劣即由小到大，现为 0.05、0.02"),
        ({"release": (1.0, 2.0, 3.0, 4.0)}, ValueError, "1 至 3 个数"),
        ({"heat": (1.0,)}, ValueError, "只有等级的先后"),
        ({"odour": (1.0,)}, LookupError, "没有指标 odour"),
    ],
)
def test_levels_that_cannot_be_tried_are_refused(
    release: Path, trials: dict[str, tuple[float, ...]], error: type[Exception], said: str
) -> None:
    with pytest.raises(error, match=said):
        survey(release, "panels", ON, trials=trials)


@pytest.mark.parametrize(
    ("field", "programme", "scheme"),
    [
        ("panels", None, "s v1"),
        ("panels", "county", "old v1"),
        ("panel", None, None),
        ("chairs", None, None),
    ],
)
def test_a_field_is_read_by_the_scheme_in_force_or_as_a_category(
    release: Path, field: str, programme: str | None, scheme: str | None
) -> None:
    assert survey(release, field, ON, programme).scheme == scheme


@pytest.mark.parametrize(
    ("field", "programme", "said"),
    [
        ("tables", None, "没有领域 tables，也没有这个产品类别；有方案的领域：chairs、panels"),
        ("panels", "city", "评估活动 city 没有领域 panels"),
    ],
)
def test_a_field_that_is_not_there_is_refused(
    release: Path, field: str, programme: str | None, said: str
) -> None:
    with pytest.raises(LookupError, match=said):
        survey(release, field, ON, programme)


def test_the_day_decides_which_version_counts(release: Path) -> None:
    (later,) = survey(release, "panels", date(2026, 6, 2)).categories
    assert later.declarations == 6
    assert indicator(later, "release").distributions[0].quartile_1 == 0.001
    assert indicator(later, "release").distributions[0].median == 0.01


def shown(found: Survey) -> str:
    written = StringIO()
    console = Console(width=120, highlight=False, file=written)
    for part in survey_summary(found):
        console.print(part)
    return written.getvalue()


def test_a_terminal_shows_shares_distributions_levels_and_unknown_names(release: Path) -> None:
    text = shown(survey(release, "panels", ON, trials={"release": (0.05,)}))
    lines = [" ".join(line.split()) for line in text.splitlines()]
    assert "人造板（panel）：现行企业标准声明 5 项，其中公开了指标的 4 项" in lines
    assert "甲醛 核心 4 100.0% 气候箱法：3 mg/m3：3" in lines
    assert "heat 不到一半" in lines
    assert "甲醛 气候箱法 3 0.02 0.02 0.05 0.08 0.08 mg/m3" in lines
    assert "甲醛 四分位 ≤0.02 ≤0.05 ≤0.08 1 1 1 0 —" in lines
    assert "甲醛 试划 ≤0.05 — — 2 — — 1 —" in lines
    assert "甲醛 方案（2026Q2 榜单） ≤0.02 ≤0.05 — 1 1 — 1 1" in lines
    summary = "综合（2026Q2 榜单，候选 5 项）：水平 1：1 项，水平 2：1 项，未上榜：3 项"
    assert summary in lines
    assert "未识别的指标名称及声明数：气味：1" in lines


def test_a_terminal_shows_the_most_frequent_unknown_names() -> None:
    names = [Count(f"名称{number}", 1) for number in range(SHOWN + 3)]
    category = SurveyedCategory("panel", "人造板", 1, 1, [], None, names)
    text = shown(Survey("panel", ON, None, None, [category]))
    assert f"名称{SHOWN - 1}：1；另有 3 个名称未显示" in "".join(text.split("\n"))
    assert f"名称{SHOWN}：1" not in text
