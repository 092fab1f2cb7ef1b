"""What the wide table of each key field looks like: its columns follow from the field's schemes."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipelines.core.scheme_models import Indicator, Scheme

FIELD_TABLE_PREFIX = "indicators_"
FIELD_TABLE_GRAIN = ("programme", "declaration_id", "product_category")

_FIXED = {
    "programme": ("varchar", "{{ doc('column_programme') }}"),
    "declaration_id": ("varchar", "{{ doc('column_declaration_id') }}"),
    "product_category": ("varchar", "{{ doc('column_product_category') }}"),
    "period": ("varchar", "The last closed period. / 最近一个已截止的时期。"),
    "scheme_id": ("varchar", "Scheme of that period's board. / 该期榜单所用的评估方案。"),
    "scheme_version": ("integer", "Version of the scheme. / 评估方案的版本。"),
    "is_eligible": ("boolean", "Fails no rule of fct_eligibility. / 资格审查无不通过项。"),
    "rank": ("integer", "Place on that board; null: not on it. / 榜上名次；空为未上榜。"),
    "level": ("integer", "Level on that board, 1 is best. / 榜上水平等级，1 为最高。"),
    "score": (
        "double",
        "Score on that board, for methods that have one. / 榜上得分（有得分的方法）。",
    ),
}


@dataclass(frozen=True)
class FieldTable:
    """The wide table of one field.

    Attributes:
        field_code: the field.
        indicators: of all its schemes by code; of one that several schemes hold, the newest.
        units: of each core indicator, in the order of the schemes; more than one where they differ.
    """

    field_code: str
    indicators: dict[str, Indicator]
    units: dict[str, list[str]]

    @property
    def name(self) -> str:
        """Name of the table and its model."""
        return f"{FIELD_TABLE_PREFIX}{self.field_code}"

    def sql(self) -> str:
        """The model: one call of the macro that all fields share."""
        arguments = ", ".join(
            f"{name}={codes!r}"
            for name, codes in (
                ("numbers", self._codes("number")),
                ("grades", self._codes("grade")),
                ("texts", self._codes("text")),
            )
        )
        return f"{{{{ field_table({self.field_code!r}, {arguments}) }}}}\n"

    def properties(self) -> dict[str, Any]:
        """The model's entry in a dbt properties file: contract, grain, comments."""
        columns: list[dict[str, Any]] = [
            {"name": name, "data_type": kind, "description": said}
            for name, (kind, said) in [*_FIXED.items(), *self._columns()]
        ]
        for column in columns:
            if column["name"] in FIELD_TABLE_GRAIN:
                column["constraints"] = [{"type": "not_null"}]
        grain = list(FIELD_TABLE_GRAIN)
        return {
            "name": self.name,
            "description": (
                f"Declarations that the last closed boards of {self.field_code} examined, a column "
                "an indicator. Grain: one row a programme, declaration and product category. / "
                "该领域最近一期已截止榜单审查的声明，每项指标一列。"
                "粒度：每个活动、声明、产品类别一行。"
            ),
            "data_tests": [{"unique_grain": {"arguments": {"columns": grain}}}],
            "columns": columns,
        }

    def _codes(self, kind: str) -> list[str]:
        return [code for code, item in self.indicators.items() if _kind(item) == kind]

    def _columns(self) -> Iterable[tuple[str, tuple[str, str]]]:
        for kind in ("number", "grade", "text"):
            for code in self._codes(kind):
                item = self.indicators[code]
                unit = "、".join(self.units[code])
                match kind:
                    case "number":
                        said = f"As compared, in {unit}. / {item.name}，比较用值，单位 {unit}。"
                        yield code, ("double", said)
                    case "grade":
                        yield code, ("varchar", f"Grade. / {item.name}，等级。")
                    case _:
                        yield code, ("varchar", f"As declared. / {item.name}，声明原文。")
                if kind != "text":
                    yield (
                        f"{code}_level",
                        (
                            "integer",
                            f"Level of {code}, 1 is best. / {item.name}的水平等级，1 为最高。",
                        ),
                    )


def field_tables(schemes: Iterable[Scheme]) -> list[FieldTable]:
    """The tables of all fields that have a scheme, by field.

    Raises:
        ValueError: an indicator's code is the name of another column.
    """
    ordered = sorted(schemes, key=lambda s: (s.field_code, s.programme, -s.year, -s.version))
    tables = []
    for field_code, group in groupby(ordered, key=lambda scheme: scheme.field_code):
        indicators: dict[str, Indicator] = {}
        units: dict[str, list[str]] = {}
        for scheme in group:
            for item in scheme.indicators:
                indicators.setdefault(item.code, item)
                met = units.setdefault(item.code, [])
                if item.unit is not None and item.unit not in met:
                    met.append(item.unit)
            _refuse_taken_names(scheme, indicators)
        tables.append(FieldTable(field_code, indicators, units))
    return tables


def _kind(item: Indicator) -> str:
    if item.class_ != "core":
        return "text"
    return "grade" if item.better == "best_first" else "number"


def _refuse_taken_names(scheme: Scheme, indicators: Iterable[str]) -> None:
    codes = set(indicators)
    taken = {*_FIXED, *(f"{code}_level" for code in codes)}
    for code in sorted(codes & taken):
        raise ValueError(
            f"方案 {scheme.scheme_id} 的指标代码 {code} 与领域宽表 "
            f"{FIELD_TABLE_PREFIX}{scheme.field_code} 的列名相同；请换一个代码"
        )
