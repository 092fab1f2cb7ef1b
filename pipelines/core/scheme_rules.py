"""What a scheme must hold beyond its form, because a breach would rank wrongly and say nothing."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from pipelines.core.scheme_method_rules import board_faults, method_faults
from pipelines.core.scheme_models import Bands, Indicator, Scheme
from pipelines.core.standard_numbers import parse_standard_number
from pipelines.core.text import fold, fold_key
from pipelines.core.units import UnitTable, load_units
from pipelines.core.yaml_files import Fault, Location

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from pathlib import Path

_ZH = {"advanced": "先进", "average": "平均", "baseline": "基准"}
_NEEDED = (
    "published_on",
    "assessment_body",
    "period",
    "products",
    "eligibility",
    "board",
    "leaders",
)


@dataclass(frozen=True)
class Vocabulary:
    """What a scheme may refer to; None where a list is not at hand and nothing is checked.

    Attributes:
        programmes: their codes.
        key_fields: (programme, year, field).
        open_lists: (programme, year) of lists that name examples; other fields are as good.
        product_categories: each with its ancestors, itself first.
        indicators: codes, and in which direction each is better, None where that is open.
        indicator_units: the usual unit of each indicator, None for grades and texts.
        titles: the name of each indicator.
        names: indicators by folded name and category, None for a name that holds everywhere.
        test_methods: their codes.
        units: the table of units.
    """

    programmes: Collection[str] | None = None
    key_fields: Collection[tuple[str, int, str]] | None = None
    open_lists: Collection[tuple[str, int]] = ()
    product_categories: Mapping[str, Sequence[str]] | None = None
    indicators: Mapping[str, str | None] | None = None
    indicator_units: Mapping[str, str | None] | None = None
    titles: Mapping[str, str] | None = None
    names: Mapping[tuple[str, str | None], str] | None = None
    test_methods: Collection[str] | None = None
    units: UnitTable | None = None

    @classmethod
    def of(cls, root: Path) -> Vocabulary:
        """All that a reference folder has.

        Raises:
            YamlFileError, CsvFileError: a file cannot be used; the message names file and line.
            OSError: a file cannot be read.
        """
        # who knows only the scheme does not wait for what reads the others
        from pipelines.core import dictionaries, programmes

        dictionary = dictionaries.load(root)
        fields = programmes.frames(root)
        names = dictionary.indicators.aliases_frame()
        indicators = dictionary.indicators.frame()
        return cls(
            programmes=set(fields["programmes"]["programme"]),
            key_fields=set(
                fields["key_fields"].select("programme", "year", "field_code").iter_rows()
            ),
            open_lists=set(
                fields["key_fields"].filter(is_closed=False).select("programme", "year").iter_rows()
            ),
            product_categories={
                code: list(dictionary.categories.line(code)) for code in dictionary.categories.codes
            },
            indicators=dict(indicators.select("indicator_code", "better").iter_rows()),
            indicator_units=dict(indicators.select("indicator_code", "unit").iter_rows()),
            titles=dict(indicators.select("indicator_code", "name_zh").iter_rows()),
            names={
                (alias, category): code
                for alias, code, category in names.select(
                    "alias", "indicator_code", "product_category"
                ).iter_rows()
            },
            test_methods=set(dictionary.methods.frame()["test_method"]),
            units=load_units(root),
        )

    def line(self, category: str) -> Sequence[str]:
        """A category and its ancestors, itself first; alone where nobody knows it."""
        return (self.product_categories or {}).get(category, [category])

    def meaning(self, name: str, category: str) -> str | None:
        """The indicator that the dictionary means by a folded name in a category."""
        codes = [(self.names or {}).get((name, at)) for at in (*self.line(category), None)]
        return next((code for code in codes if code is not None), None)


def structural_faults(scheme: Scheme) -> Iterator[Fault]:
    """What is wrong within one scheme."""
    if not scheme.is_offline:
        for name in _NEEDED:
            if not getattr(scheme, name):
                yield Fault(
                    (name,),
                    f"缺少 {name}",
                    f"请补上 {name}（programme 为 none 时才可省略）",
                    "missing_field",
                )
    yield from _product_faults(scheme)
    yield from _name_faults(scheme)
    for number, indicator in enumerate(scheme.indicators):
        at = ("indicators", number)
        yield from _indicator_faults(scheme, indicator, at)
        yield from _value_faults(scheme, indicator, at)
    yield from method_faults(scheme)
    rule = scheme.eligibility
    if rule is not None and rule.stricter_than and rule.how is None:
        yield Fault(
            ("eligibility", "how"), "没有说明怎样算严于", "应为 any 或 all", "missing_field"
        )
    yield from board_faults(scheme)


def reference_faults(scheme: Scheme, known: Vocabulary) -> Iterator[Fault]:
    """Where a scheme and the other reference files do not fit together."""
    if scheme.is_offline:
        return
    yield from _unknown(("programme",), scheme.programme, known.programmes, "programmes/")
    field = (scheme.programme, scheme.year, scheme.field_code)
    is_open = (scheme.programme, scheme.year) in known.open_lists
    if known.key_fields is not None and field not in known.key_fields and not is_open:
        file = f"key_fields/{scheme.programme}/{scheme.year}.yml"
        yield from _unknown(("field_code",), scheme.field_code, (), file)
    for number, product in enumerate(scheme.products):
        at: Location = ("products", number, "category")
        file = "product_categories.yml"
        yield from _unknown(at, product.category, known.product_categories, file)
    for number, item in enumerate(scheme.indicators):
        yield from _dictionary_faults(scheme, item, ("indicators", number), known)


def _unknown(
    at: Location, code: str | None, codes: Collection[str] | None, file: str
) -> Iterator[Fault]:
    if code is not None and codes is not None and code not in codes:
        yield Fault(
            at,
            f"{code} 不在 {file} 中",
            f"请改用其中的代码，或先在 {file} 里登记",
            "unknown_reference",
        )


def _dictionary_faults(
    scheme: Scheme, item: Indicator, at: Location, known: Vocabulary
) -> Iterator[Fault]:
    """The dictionary reads the declarations, so a scheme that differs from it ranks nobody.

    A code that the dictionary does not have is a new indicator, which enters it by the scheme; a
    mistyped one is found by its name, which the dictionary gives to another code.
    """
    method = item.test_method
    yield from _unknown((*at, "test_method"), method, known.test_methods, "test_methods.yml")
    better = (known.indicators or {}).get(item.code)
    if better is not None and item.better is not None and item.better != better:
        problem = f"better: {item.better} 与字典中 {item.code} 的 {better} 不同"
        yield Fault(
            (*at, "better"),
            problem,
            "请照字典写，字典有误则先改 indicators.yml",
            "direction_differs",
        )
    if known.units is not None and item.unit is not None and item.better != "best_first":
        canonical = known.units.whole(fold(item.unit))
        if canonical != item.unit:
            remedy = f"应写成 {canonical}" if canonical else "请先在 units.yml 里登记"
            yield Fault(
                (*at, "unit"), f"单位 {item.unit} 不是规范写法", remedy, "unit_not_canonical"
            )
    for name in (item.name, *item.aliases):
        meant: dict[str, list[str]] = {}
        for category in scheme.categories_of(item):
            code = known.meaning(fold_key(name), category)
            if code is not None and code != item.code:
                meant.setdefault(code, []).append(category)
        for code, categories in meant.items():
            problem = f"“{name}”在类别 {'、'.join(categories)} 里，字典中是指标 {code} 的名称"
            yield Fault((*at, "aliases"), problem, "请改用那个指标，或换个名称", "alias_collides")


def _product_faults(scheme: Scheme) -> Iterator[Fault]:
    met: set[str] = set()
    for number, product in enumerate(scheme.products):
        at: Location = ("products", number)
        if product.category in met:
            problem = f"类别 {product.category} 重复"
            yield Fault((*at, "category"), problem, "每个类别只写一次", "repeated")
        met.add(product.category)
        for place, text in enumerate(product.standards):
            yield from _number_faults((*at, "standards", place), text)
    core = {c for i in scheme.core for c in scheme.categories_of(i)}
    for number, category in enumerate(scheme.categories):
        if category not in core:
            at = ("products", number) if scheme.products else ("indicators",)
            yield Fault(
                at,
                f"类别 {category} 没有核心指标",
                "请至少给它一个 class: core 的指标",
                "few_core_indicators",
            )


def _number_faults(at: Location, text: str) -> Iterator[Fault]:
    """A standard is looked up by the normal form of its number."""
    number = parse_standard_number(text)
    if not number.is_well_formed or number.normal != text:
        is_number = number.is_well_formed
        remedy = f"应写成 {number.normal}" if is_number else "应为标准编号，如 GB/T 39600-2021"
        yield Fault(at, f"{text} 不是规范的标准编号", remedy, "malformed_standard_no")


def _name_faults(scheme: Scheme) -> Iterator[Fault]:
    """One code once, and no name that means two indicators of the same category."""
    codes: set[str] = set()
    owner: dict[tuple[str, str], str] = {}
    for number, indicator in enumerate(scheme.indicators):
        at = ("indicators", number)
        if indicator.code in codes:
            yield Fault(
                (*at, "code"), f"指标 {indicator.code} 重复", "每个指标代码只写一次", "repeated"
            )
            continue
        codes.add(indicator.code)
        for name in (indicator.name, *indicator.aliases):
            owners: dict[str, list[str]] = {}
            for category in scheme.categories_of(indicator):
                other = owner.setdefault((fold_key(name), category), indicator.code)
                if other != indicator.code:
                    owners.setdefault(other, []).append(category)
            for other, categories in owners.items():
                problem = f"“{name}”在类别 {'、'.join(categories)} 里已是指标 {other} 的名称"
                yield Fault((*at, "aliases"), problem, "请只留给其中一个指标", "alias_collides")


def _indicator_faults(scheme: Scheme, item: Indicator, at: Location) -> Iterator[Fault]:
    if not scheme.is_offline and not (item.code[0].islower() and item.code == item.code.lower()):
        yield Fault((*at, "code"), f"代码 {item.code} 有大写字母", "应全用小写字母")
    is_told = bool(scheme.products) or scheme.is_offline
    for number, category in enumerate(item.applies_to or ()):
        if is_told and category not in scheme.categories:
            problem = f"类别 {category} 不在本方案的 products 里"
            remedy = f"应为 {'、'.join(scheme.categories)} 之一"
            yield Fault((*at, "applies_to", number), problem, remedy, "unknown_reference")
    needed: list[str] = []
    if item.class_ == "core":
        needed = ["better", "unit"]
        if not scheme.is_offline:
            needed += ["test_method", "evidence"]
    for name in needed:
        if getattr(item, name) is None:
            is_method = name == "test_method"
            code = "missing_test_method" if is_method else "missing_field"
            remedy = f"请补上 {name}" + ("，写 test_methods.yml 中的代码" if is_method else "")
            yield Fault((*at, name), f"核心指标 {item.code} 缺少 {name}", remedy, code)
    if item.evidence == "seen" and item.source is None:
        problem = f"指标 {item.code} 注明 evidence: seen，却没有出处"
        yield Fault(
            (*at, "source"),
            problem,
            "请在 source 写明标准编号，或改为 evidence: example",
            "missing_source",
        )
    if item.class_ == "basic" and not item.accept:
        problem = f"基础指标 {item.code} 没有合格的标准，等于谁都合格"
        yield Fault((*at, "accept"), problem, "请在 accept 列出算作合格的写法", "missing_accept")
    if item.class_ == "basic" and (item.levels or item.points):
        field = "levels" if item.levels else "points"
        yield Fault(
            (*at, field),
            "基础指标只判合格与否，不分等",
            f"请删去 {field}，或改为 class: core",
            "basic_graded",
        )


def _value_faults(scheme: Scheme, item: Indicator, at: Location) -> Iterator[Fault]:
    """Grades and levels: in the order of quality, in the kind that `better` compares."""
    if item.grades is not None and item.grades.per is not None:
        yield from _number_faults((*at, "grades", "per"), item.grades.per)
    has_order = item.grades is not None and bool(item.grades.order)
    if item.better is not None and has_order != (item.better == "best_first"):
        remedy = "better: best_first 与 grades.order 要一起用；数值指标用 lower 或 higher"
        yield Fault(
            (*at, "better"),
            f"better: {item.better} 与 grades 的写法不合",
            remedy,
            "levels_not_comparable",
        )
        return
    levels = item.levels.given() if item.levels else []
    if not levels and item.class_ == "core" and isinstance(scheme.method, Bands):
        yield Fault(
            (*at, "levels"),
            f"核心指标 {item.code} 没有分等",
            "请写 levels，至少一等",
            "levels_missing",
        )
    if item.better is None:
        return
    qualities: list[tuple[str, float]] = []
    for _, name, value in levels:
        place = (*at, "levels", name)
        if isinstance(value, str) and has_order and item.grades is not None:
            if value in item.grades.order:
                qualities.append((name, item.grades.order.index(value)))
            else:
                remedy = f"应为 grades.order 中的 {'、'.join(item.grades.order)} 之一"
                yield Fault(place, f"没有等级 {value}", remedy, "levels_not_comparable")
        elif isinstance(value, str) or has_order:
            remedy = (
                '应为 grades.order 中的等级，加引号，如 "1"' if has_order else "应为数，不带单位"
            )
            yield Fault(
                place, f"{value} 不能与这个指标的其他值比较", remedy, "levels_not_comparable"
            )
        else:
            qualities.append((name, -value if item.better == "higher" else value))
    for (better, first), (worse, second) in pairwise(qualities):
        if first >= second:
            problem = f"{_ZH[better]}不比{_ZH[worse]}严"
            remedy = "应由优到劣：先进严于平均，平均严于基准"
            yield Fault((*at, "levels", worse), problem, remedy, "levels_disordered")
