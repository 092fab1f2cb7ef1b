"""The indicator dictionary: codes, names, and the aliases by which declarations call them."""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - pydantic reads the annotations
from typing import TYPE_CHECKING, Literal

import polars as pl
from pydantic import Field

from pipelines.core.reference_tables import REFERENCE
from pipelines.core.text import fold_key
from pipelines.core.yaml_files import Code, Fault, FileModel, Text, YamlFileError, parse, read_yaml

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path


class IndicatorEntry(FileModel):
    """An indicator.

    Attributes:
        unit: the usual one in canonical spelling; None for grades and texts.
        better: which values are better; None where it only passes or fails.
        evidence: seen in a real standard, or used by an example only.
        aliases: other names that hold for every product.
        category_aliases: names that hold for a category and those below it, and win there.
        known_from: when it is younger than the file.
    """

    code: Code
    name: Text
    name_en: Text
    unit: Text | None = None
    better: Literal["lower", "higher", "best_first"] | None = None
    evidence: Literal["seen", "example"]
    aliases: list[Text] = Field(default_factory=list)
    category_aliases: dict[Code, list[Text]] = Field(default_factory=dict)
    known_from: dt.date | None = None

    def scoped_aliases(self) -> Iterator[tuple[str | None, str, str]]:
        """(category, alias as written, alias folded); category None means everywhere."""
        for alias in (self.name, *self.aliases):
            yield None, alias, fold_key(alias)
        for category, aliases in self.category_aliases.items():
            for alias in aliases:
                yield category, alias, fold_key(alias)


class _File(FileModel):
    known_from: dt.date
    indicators: list[IndicatorEntry]


class Indicators:
    """The indicators of a reference folder."""

    def __init__(self, entries: list[IndicatorEntry], known_from: dt.date) -> None:
        """Takes entries without contradictions; `load_indicators` makes sure of it."""
        self._entries = entries
        self._known_from = known_from

    def frame(self) -> pl.DataFrame:
        """The indicators, schema `REFERENCE["indicators"]`."""
        return pl.DataFrame(
            [(e.code, e.name, e.name_en, e.unit, e.better) for e in self._entries],
            schema=REFERENCE["indicators"],
            orient="row",
        )

    def aliases_frame(self) -> pl.DataFrame:
        """Names and aliases, folded, schema `REFERENCE["indicator_aliases"]`."""
        rows = {
            (alias, entry.code, category, entry.known_from or self._known_from): None
            for entry in self._entries
            for category, _, alias in entry.scoped_aliases()
        }
        return pl.DataFrame(list(rows), schema=REFERENCE["indicator_aliases"], orient="row")


def load_indicators(root: Path, categories: Collection[str]) -> Indicators:
    """The indicators of a reference folder.

    Args:
        root: the folder that holds indicators.yml.
        categories: codes of product categories.

    Raises:
        YamlFileError: the file breaks its model, a code occurs twice, a category is unknown, or a
            name means two indicators in the same scope.
        OSError: it cannot be read.
    """
    document = read_yaml(root / "indicators.yml")
    file = parse(document, _File)
    faults = list(_faults(file.indicators, categories))
    if faults:
        raise YamlFileError(document.findings(faults))
    return Indicators(file.indicators, file.known_from)


def _faults(entries: list[IndicatorEntry], categories: Collection[str]) -> Iterator[Fault]:
    codes: set[str] = set()
    owners: dict[tuple[str | None, str], str] = {}
    for number, entry in enumerate(entries):
        at = ("indicators", number)
        if entry.code in codes:
            yield Fault((*at, "code"), f"指标 {entry.code} 重复", "每个指标代码只写一次")
        codes.add(entry.code)
        for category in entry.category_aliases:
            if category not in categories:
                problem = f"类别 {category} 不在 product_categories.yml 中"
                remedy = "请改用其中的代码，或先登记"
                yield Fault((*at, "category_aliases", category), problem, remedy)
        for scope, alias, key in entry.scoped_aliases():
            place = (*at, "category_aliases", scope) if scope else (*at, "aliases")
            if not key:
                yield Fault(place, f"“{alias}”归一后是空的", "请写出指标的名称")
            owner = owners.setdefault((scope, key), entry.code)
            if owner != entry.code:
                where = f"类别 {scope} 中" if scope else "本词典中"
                problem = f"“{alias}”在{where}已是指标 {owner} 的名称"
                yield Fault(place, problem, "请只留给其中一个指标，或改为分类别的别名")
