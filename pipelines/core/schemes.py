"""Scheme files read, checked against each other, and laid out as the tables boards are made of."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import polars as pl

from pipelines.core.reference_tables import REFERENCE
from pipelines.core.scheme_models import Bands, Indicator, Points, Scheme, Weighted
from pipelines.core.scheme_rules import Vocabulary, reference_faults, structural_faults
from pipelines.core.text import fold_key
from pipelines.core.yaml_files import Fault, Finding, YamlFileError, parse, read_yaml
from pipelines.core.yaml_folders import files_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

_FILE = re.compile(
    r"(?P<programme>[^/]+)/(?P<year>\d{4})/(?P<field>\w+)(?:\.v(?P<version>\d+))?\.yml"
)
_LAYOUT = "<programme>/<year>/<field_code>.yml（第 2 版起 <field_code>.v2.yml）"
_Row = dict[str, Any]


def load_scheme(path: Path, known: Vocabulary | None = None) -> Scheme:
    """Reads one scheme file and checks what would otherwise rank wrongly and say nothing.

    Args:
        path: the file.
        known: what it may refer to; without, nothing of that is checked.

    Raises:
        YamlFileError: with every finding.
        OSError: the file cannot be read.
    """
    document = read_yaml(path)
    scheme = parse(document, Scheme)
    scheme.remember(document)
    faults = [*structural_faults(scheme), *reference_faults(scheme, known or Vocabulary())]
    if faults:
        raise YamlFileError(document.findings(faults))
    return scheme


def load_schemes(root: Path, known: Vocabulary | None = None) -> list[Scheme]:
    """Every scheme below a folder, in the order of programme, year, field and version.

    Raises:
        YamlFileError: with every finding: in a file, in its place, and against the others.
    """
    schemes: list[Scheme] = []
    findings: list[Finding] = []
    for path, place in files_in(root, _FILE, _LAYOUT):
        try:
            scheme = load_scheme(path, known)
        except YamlFileError as error:
            findings += error.findings
        else:
            findings += scheme.document.findings(_place_faults(scheme, place))
            schemes.append(scheme)
    schemes.sort(key=lambda s: (s.programme, s.year, s.field_code, s.version))
    findings += [*version_findings(schemes), *name_findings(schemes)]
    if findings:
        raise YamlFileError(findings)
    return schemes


def misplaced(scheme: Scheme, root: Path) -> list[Finding]:
    """Where a scheme below a folder of schemes says otherwise than its place; elsewhere nothing."""
    path = scheme.document.path.resolve()
    if not path.is_relative_to(root.resolve()):
        return []
    place = _FILE.fullmatch(path.relative_to(root.resolve()).as_posix())
    if place is None:
        fault = Fault((), "文件不在该在的位置", f"应放在 {_LAYOUT}", "misplaced_file")
        return scheme.document.findings([fault])
    return scheme.document.findings(_place_faults(scheme, place))


def _place_faults(scheme: Scheme, place: re.Match[str]) -> Iterator[Fault]:
    """A file's place says what it holds, so that nobody has two files for one field unawares."""
    said = {
        "programme": place["programme"],
        "year": int(place["year"]),
        "field_code": place["field"],
        "version": int(place["version"] or 1),
    }
    for name, value in said.items():
        if (written := getattr(scheme, name)) != value:
            problem = f"文件放在 {value} 的位置，内容却写 {written}"
            yield Fault((name,), problem, f"应放在 {_LAYOUT}", "misplaced_file")


def version_findings(schemes: Sequence[Scheme]) -> Iterator[Finding]:
    """One id for all versions of a scheme and for no other; later versions are published later."""
    owner: dict[str, tuple[str, str, int]] = {}
    latest: dict[tuple[str, str, int], Scheme] = {}
    for scheme in schemes:
        key = (scheme.programme, scheme.field_code, scheme.year)
        faults: list[Fault] = []
        if owner.setdefault(scheme.scheme_id, key) != key:
            problem = (
                f"{scheme.scheme_id} 已是 {'/'.join(map(str, owner[scheme.scheme_id]))} 的方案"
            )
            faults.append(
                Fault(("scheme_id",), problem, "请另取一个 scheme_id", "versions_conflict")
            )
        before = latest.get(key)
        if before is not None:
            if before.scheme_id != scheme.scheme_id:
                problem = f"与第 {before.version} 版的 {before.scheme_id} 不同"
                faults.append(
                    Fault(
                        ("scheme_id",),
                        problem,
                        f"各版本应同为 {before.scheme_id}",
                        "versions_conflict",
                    )
                )
            days = (before.published_on, scheme.published_on)
            if days[0] is not None and days[1] is not None and days[0] >= days[1]:
                problem = f"不晚于第 {before.version} 版的 {before.published_on}"
                faults.append(
                    Fault(("published_on",), problem, "应写本版公布的日期", "versions_conflict")
                )
        latest[key] = scheme
        yield from scheme.document.findings(faults)


def name_findings(schemes: Sequence[Scheme]) -> Iterator[Finding]:
    """A name means one indicator in a category, and an indicator has one direction, everywhere."""
    yield from _direction_findings(schemes)
    owner: dict[tuple[str, str], tuple[str, str]] = {}
    for scheme in schemes:
        for number, item in enumerate(scheme.indicators):
            for alias, category in _names(scheme, item):
                code, where = owner.setdefault((alias, category), (item.code, scheme.scheme_id))
                if code != item.code:
                    problem = f"“{alias}”在类别 {category} 里已由方案 {where} 定为指标 {code}"
                    fault = Fault(
                        ("indicators", number),
                        problem,
                        "请改用同一个指标代码，或换个名称",
                        "alias_collides",
                    )
                    yield from scheme.document.findings([fault])


def _direction_findings(schemes: Sequence[Scheme]) -> Iterator[Finding]:
    owner: dict[str, tuple[str, str]] = {}
    for scheme in schemes:
        for number, item in enumerate(scheme.indicators):
            if item.better is None:
                continue
            better, where = owner.setdefault(item.code, (item.better, scheme.scheme_id))
            if better != item.better:
                problem = f"better: {item.better} 与方案 {where} 中 {item.code} 的 {better} 不同"
                at = ("indicators", number, "better")
                remedy = "请写成同一个方向，或换个指标代码"
                yield from scheme.document.findings(
                    [Fault(at, problem, remedy, "direction_differs")]
                )


def _names(scheme: Scheme, item: Indicator) -> list[tuple[str, str]]:
    """(folded name, category) of an indicator's name and aliases, without repeats."""
    aliases = dict.fromkeys(fold_key(name) for name in (item.name, *item.aliases))
    return [(alias, category) for alias in aliases for category in scheme.categories_of(item)]


def schemes_frames(schemes: Iterable[Scheme]) -> dict[str, pl.DataFrame]:
    """Schemes as the tables `schemes` and `scheme_*` of `core.reference_tables.REFERENCE`.

    `scheme_aliases` has the schema of `indicator_aliases`: the schemes' own names, each for one
    category, known from the day the first scheme that uses it was published.
    """
    rows: dict[str, list[_Row]] = {
        "schemes": [],
        "scheme_products": [],
        "scheme_indicators": [],
        "scheme_levels": [],
        "scheme_point_steps": [],
        "scheme_cut_offs": [],
        "scheme_grades": [],
        "scheme_aliases": [],
    }
    for scheme in schemes:
        key = {"scheme_id": scheme.scheme_id, "scheme_version": scheme.version}
        rows["schemes"].append({**key, **_scheme_row(scheme)})
        rows["scheme_products"] += [{**key, **row} for row in _product_rows(scheme)]
        rows["scheme_cut_offs"] += [{**key, **row} for row in _cut_off_rows(scheme)]
        for position, item in enumerate(scheme.indicators, 1):
            common = _indicator_row(item) | _method_cells(scheme, item)
            rows["scheme_indicators"] += [
                {
                    **key,
                    "position": position,
                    "product_category": category,
                    **common,
                    "weight": _weight(scheme, item, category),
                }
                for category in scheme.categories_of(item)
            ]
            code = {**key, "indicator_code": item.code}
            rows["scheme_levels"] += [{**code, **row} for row in _level_rows(item)]
            rows["scheme_point_steps"] += [{**code, **row} for row in _step_rows(item)]
            rows["scheme_grades"] += [{**code, **row} for row in _grade_rows(item)]
            rows["scheme_aliases"] += [
                {
                    "alias": alias,
                    "indicator_code": item.code,
                    "product_category": category,
                    "known_from": scheme.published_on,
                }
                for alias, category in _names(scheme, item)
            ]
    schemas = {**REFERENCE, "scheme_aliases": REFERENCE["indicator_aliases"]}
    frames = {name: pl.DataFrame(found, schema=schemas[name]) for name, found in rows.items()}
    frames["scheme_aliases"] = (
        frames["scheme_aliases"]
        .group_by("alias", "indicator_code", "product_category", maintain_order=True)
        .agg(pl.col("known_from").min())
    )
    return frames


def _scheme_row(scheme: Scheme) -> _Row:
    body, rule, leaders = scheme.assessment_body, scheme.eligibility, scheme.leaders
    has_levels = scheme.level_count is not None  # a score alone: everyone enters, without a level
    return {
        "programme": scheme.programme,
        "field_code": scheme.field_code,
        "year": scheme.year,
        "title": scheme.title,
        "published_on": scheme.published_on,
        "period": scheme.period,
        "method": scheme.method.kind,
        **_score_cells(scheme.method),
        "level_count": scheme.level_count,
        "lowest_level": scheme.board.lowest_level if scheme.board and has_levels else None,
        "leader_level": leaders.level if leaders and has_levels else None,
        "leader_target": leaders.target if leaders else None,
        "stricter_than_national": rule is not None and "national" in rule.stricter_than,
        "stricter_than_industry": rule is not None and "industry" in rule.stricter_than,
        "stricter_how": rule.how if rule else None,
        "body_name": body.name if body else None,
        "body_uscc": body.uscc if body else None,
        "evidence": scheme.evidence,
        "digest": scheme.document.digest,
    }


def _score_cells(method: Bands | Points | Weighted) -> _Row:
    """How a weighted score is made; nothing for the other methods."""
    if not isinstance(method, Weighted):
        return {}
    low, high = method.scale
    return {
        "normalise": method.normalise,
        "aggregate": method.aggregate,
        "scale_low": low,
        "scale_high": high,
        "is_capped": method.cap,
        "missing": method.missing,
    }


def _product_rows(scheme: Scheme) -> Iterator[_Row]:
    for product in scheme.products:
        yield {
            "product_category": product.category,
            "product_name": product.name,
            "standards": ";".join(product.standards) or None,
        }
    if not scheme.products:
        yield {"product_category": scheme.field_code, "product_name": scheme.title}


def _indicator_row(item: Indicator) -> _Row:
    return {
        "indicator_code": item.code,
        "name_zh": item.name,
        "class": item.class_,
        "unit": item.unit,
        "better": item.better,
        "test_method": item.test_method,
        "grades_per": item.grades.per if item.grades else None,
        "detection_limit": item.detection_limit,
        "accept": ";".join(item.accept) or None,
        "evidence": item.evidence,
        "source_standard": item.source,
    }


def _method_cells(scheme: Scheme, item: Indicator) -> _Row:
    """What the method says of an indicator, the same in every category."""
    method = scheme.method
    goalposts = method.goalposts.get(item.code) if isinstance(method, Weighted) else None
    return {
        "is_veto": isinstance(method, Points) and item.code in method.veto,
        "goalpost_worst": goalposts[0] if goalposts else None,
        "goalpost_best": goalposts[1] if goalposts else None,
    }


def _weight(scheme: Scheme, item: Indicator, category: str) -> float | None:
    """Share of an indicator in the weights of all that its category is asked for.

    As fractions, so that the shares are the nearest numbers to the true ones and a table of
    weights that is scaled as a whole gives the same.
    """
    if not isinstance(scheme.method, Weighted) or item.class_ != "core":
        return None
    weights = scheme.method.weights
    asked = [i.code for i in scheme.core if category in scheme.categories_of(i)]
    return float(Fraction(weights[item.code]) / sum(Fraction(weights[code]) for code in asked))


def _cut_off_rows(scheme: Scheme) -> Iterator[_Row]:
    cut_offs = [] if isinstance(scheme.method, Bands) else scheme.method.cut_offs
    for level, cut_off in enumerate(cut_offs, 1):
        yield {"level": level, "cut_off": cut_off}


def _step_rows(item: Indicator) -> Iterator[_Row]:
    for number, step in enumerate(item.points, 1):
        bound = step.at_most if item.better == "lower" else step.at_least
        yield {"step_no": number, "bound": bound, "points": step.points}


def _level_rows(item: Indicator) -> Iterator[_Row]:
    for level, name, value in item.levels.given() if item.levels else ():
        is_grade = isinstance(value, str)
        order = item.grades.order if item.grades else []
        yield {
            "level": level,
            "level_name": name,
            "threshold": None if is_grade else value,
            "grade_position": order.index(str(value)) + 1 if is_grade else None,
        }


def _grade_rows(item: Indicator) -> Iterator[_Row]:
    """Grades by quality, best first; grades that stand for one number share a position."""
    if item.grades is None:
        return
    for position, grade in enumerate(item.grades.order, 1):
        yield {"grade": grade, "position": position, "value": None}
    numbers = sorted(set(item.grades.numbers.values()), reverse=item.better == "higher")
    for grade, value in item.grades.numbers.items():
        yield {"grade": grade, "position": numbers.index(value) + 1, "value": value}


def frames(root: Path) -> dict[str, pl.DataFrame]:
    """The tables of `schemes_frames` of a reference folder, checked against its other files.

    Raises:
        YamlFileError: with every finding in every file.
        CsvFileError: an industry code cannot be read.
        FileNotFoundError: a folder is missing.
    """
    return schemes_frames(load_schemes(root / "schemes", Vocabulary.of(root)))
