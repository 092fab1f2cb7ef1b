"""A field as its declarations stand, for who writes a scheme: what is carried and how good."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import duckdb

from pipelines.reports.survey import queries
from pipelines.reports.survey.declarations import select_declarations

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date
    from pathlib import Path

LEVELS = (1, 2, 3)
"""先进, 平均, 基准: the levels of the usual template (domain.md §4)."""

_Rows = list[tuple[Any, ...]]


@dataclass(frozen=True)
class Count:
    """How many declarations there are of a thing: a method, a unit, a grade, a name."""

    name: str
    declarations: int


@dataclass(frozen=True)
class Distribution:
    """Declared bounds by one method in the field's unit: the one that `better` compares.

    Attributes:
        test_method: its code; None where none is given or it is unknown.
        low, quartile_1, median, quartile_3, high: each a value that somebody declared.
    """

    test_method: str | None
    method_name: str
    declarations: int
    low: float
    quartile_1: float
    median: float
    quartile_3: float
    high: float


@dataclass(frozen=True)
class Levels:
    """How many declarations would stand at each level.

    Attributes:
        basis: quartiles, of the declared values; trial, asked for; or scheme, its own.
        method_name: the test method whose values were compared; of scheme None.
        thresholds: of levels 1 to 3, inclusive, as a number or a grade; None: not given.
        declarations: that stand at levels 1 to 3.
        below: declarations that reach none.
        not_comparable: candidates of the scheme's board without a value that can be compared;
            None of quartiles and trials, which leave such declarations out.
    """

    basis: str
    method_name: str | None
    thresholds: tuple[float | str | None, ...]
    declarations: tuple[int, ...]
    below: int
    not_comparable: int | None


@dataclass(frozen=True)
class SurveyedIndicator:
    """An indicator among the declarations of a category.

    Attributes:
        indicator_class: in the scheme; None where the scheme does not have it.
        carrying: declarations that carry it; `share` is of those that disclose indicators.
        texts: declarations that carry it as a text or as something unreadable.
    """

    indicator_code: str
    name: str
    indicator_class: str | None
    unit: str | None
    better: str | None
    carrying: int
    share: float | None
    texts: int
    methods: list[Count]
    units: list[Count]
    grades: list[Count]
    distributions: list[Distribution]
    levels: list[Levels]


@dataclass(frozen=True)
class Entries:
    """How many entries of a board stand at a level; None where the method gives none."""

    level: int | None
    entries: int


@dataclass(frozen=True)
class Overall:
    """Where the candidates of a board stand as a whole; who is no entry fails a rule."""

    period: str
    candidates: int
    entries: list[Entries]


@dataclass(frozen=True)
class SurveyedCategory:
    """The declarations of a product category.

    Attributes:
        declarations: enterprise standards in force on the day.
        disclosing: of these the ones that disclose indicators.
    """

    product_category: str
    name: str
    declarations: int
    disclosing: int
    indicators: list[SurveyedIndicator]
    overall: Overall | None
    unknown_names: list[Count]


@dataclass(frozen=True)
class Survey:
    """A field on a day. `scheme`, as `<scheme_id> v<version>`: of that year, else the latest."""

    field: str
    on: date
    scheme: str | None
    title: str | None
    categories: list[SurveyedCategory]

    def plain(self) -> dict[str, Any]:
        """The survey as JSON has it."""
        return {**asdict(self), "on": self.on.isoformat()}


def survey(
    database: Path,
    field: str,
    on: date,
    programme: str | None = None,
    trials: Mapping[str, Sequence[float]] | None = None,
) -> Survey:
    """Surveys a field of a release.

    Args:
        database: a release's DuckDB file.
        field: a key field that has a scheme, or a product category.
        on: the day; the declarations, their versions and the scheme are those of that day.
        programme: whose scheme; None: the latest of any programme.
        trials: by indicator one to three thresholds to try, best first, in the field's unit.

    Raises:
        LookupError: there is neither such a field nor such a category, or no such indicator in it.
        ValueError: thresholds to try are not in the order of quality, or of an indicator that has
            grades and no numbers.
    """
    with duckdb.connect(str(database), read_only=True) as connection:
        named = {"field": field, "programme": programme, "day": on}
        scheme = connection.execute(queries.SCHEME, named).fetchone()
        keys = {
            "scheme_id": scheme[0] if scheme else None,
            "scheme_version": scheme[1] if scheme else None,
        }
        if scheme:
            found = connection.execute(queries.SCHEME_CATEGORIES, keys).fetchall()
        else:
            found = connection.execute(queries.CATEGORY, {"field": field}).fetchall()
        categories = [category for (category,) in found]
        if not categories:
            fields = (connection.execute(queries.FIELDS).fetchone() or ("",))[0]
            whose = f"评估活动 {programme} " if programme else ""
            raise LookupError(
                f"{whose}没有领域 {field}，也没有这个产品类别；有方案的领域：{fields or '（无）'}；"
                "产品类别见 dim_product_categories"
            )
        if scheme and not scheme[-1]:  # its levels hold for no board yet
            keys = dict.fromkeys(keys)
        select_declarations(connection, categories, on)
        for preparation in queries.PREPARATIONS:
            needed = keys if "$scheme_id" in preparation else {}
            connection.execute(preparation, needed)
        connection.execute(queries.BOARDS, {**keys, "day": on})
        _try_levels(connection, trials or {})
        found_categories = _categories(connection, categories, keys)
    published = scheme if scheme and scheme[-1] else None
    return Survey(
        field=field,
        on=on,
        scheme=f"{published[0]} v{published[1]}" if published else None,
        title=published[4] if published else None,
        categories=found_categories,
    )


def _try_levels(
    connection: duckdb.DuckDBPyConnection, trials: Mapping[str, Sequence[float]]
) -> None:
    """Makes the table `trials`, once its thresholds can be compared."""
    connection.execute(queries.TRIALS)
    for code, thresholds in trials.items():
        cells = [*thresholds, None, None][: len(LEVELS)]
        connection.execute("insert into trials values ($1, $2, $3, $4)", [code, *cells])
    directions = dict(connection.execute(queries.TRIED).fetchall())
    for code, thresholds in trials.items():
        if code not in directions:
            raise LookupError(f"这个领域的声明和方案里没有指标 {code}，不能试划水平")
        better = directions[code]
        if better not in ("lower", "higher"):
            raise ValueError(f"指标 {code} 只有等级的先后，没有数值可试划水平")
        ordered = sorted(set(thresholds), reverse=better == "higher")
        if not 0 < len(thresholds) <= len(LEVELS) or ordered != list(thresholds):
            which = "由大到小" if better == "higher" else "由小到大"
            raise ValueError(
                f"指标 {code} 的试划界限应为 1 至 {len(LEVELS)} 个数，由优到劣即{which}，"
                f"现为 {'、'.join(f'{value:g}' for value in thresholds) or '（空）'}"
            )


def _categories(
    connection: duckdb.DuckDBPyConnection, categories: list[str], keys: dict[str, Any]
) -> list[SurveyedCategory]:
    def ask(query: str, **parameters: Any) -> _Rows:
        return connection.execute(query, parameters).fetchall()

    counts = {row[0]: row[1:] for row in ask(queries.COUNTS, categories=categories)}
    methods = _by_indicator(ask(queries.METHODS))
    units = _by_indicator(ask(queries.UNITS))
    grades = _by_indicator(ask(queries.GRADES))
    distributions = _by_indicator(ask(queries.DISTRIBUTIONS))
    levels: dict[tuple[str, str], list[Levels]] = defaultdict(list)
    for category, code, basis, method, *cells in ask(queries.TRIAL_LEVELS):
        levels[category, code].append(
            Levels(basis, method, tuple(cells[:3]), tuple(cells[3:6]), cells[6], None)
        )
    for category, code, better, *cells in ask(queries.SCHEME_LEVELS, **keys):
        given = cells[3:6] if better == "best_first" else cells[:3]
        levels[category, code].append(
            Levels("scheme", None, tuple(given), tuple(cells[6:9]), cells[9], cells[10])
        )
    indicators: dict[str, list[SurveyedIndicator]] = defaultdict(list)
    for category, code, name, kind, unit, better, carrying, texts in ask(queries.INDICATORS):
        key, disclosing = (category, code), counts[category][2]
        indicators[category].append(
            SurveyedIndicator(
                indicator_code=code,
                name=name,
                indicator_class=kind,
                unit=unit,
                better=better,
                carrying=carrying,
                share=round(carrying / disclosing, 4) if disclosing else None,
                texts=texts,
                methods=[Count(*row) for row in methods[key]],
                units=[Count(*row) for row in units[key]],
                grades=[Count(*row) for row in grades[key]],
                distributions=[Distribution(*row) for row in distributions[key]],
                levels=levels[key],
            )
        )
    overall: dict[str, Overall] = {}
    for category, period, candidates, level, entries in ask(queries.OVERALL):
        board = overall.setdefault(category, Overall(period, candidates, []))
        if entries:
            board.entries.append(Entries(level, entries))
    unknown: dict[str, list[Count]] = defaultdict(list)
    for category, name, declarations in ask(queries.UNKNOWN_NAMES):
        unknown[category].append(Count(name, declarations))
    return [
        SurveyedCategory(
            product_category=category,
            name=counts[category][0],
            declarations=counts[category][1],
            disclosing=counts[category][2],
            indicators=indicators[category],
            overall=overall.get(category),
            unknown_names=unknown[category],
        )
        for category in categories
    ]


def _by_indicator(rows: Iterable[tuple[Any, ...]]) -> dict[tuple[str, str], _Rows]:
    """Rows by their first two columns, category and indicator, without them."""
    found: dict[tuple[str, str], _Rows] = defaultdict(list)
    for category, code, *cells in rows:
        found[category, code].append(tuple(cells))
    return found
