"""Facts that each row of a night's tables must hold, as the SQL that finds the rows that do not."""

from __future__ import annotations

from dataclasses import dataclass

_KEY = ("source", "fetched_on", "record_id")

KEYS: dict[str, tuple[str, ...]] = {
    "observations": _KEY,
    "declarations": _KEY,
    "declared_products": (*_KEY, "product_no"),
    "declared_indicators": (*_KEY, "row_no", "part_no"),
    "declared_citations": (*_KEY, "standard_no"),
    "indicator_sets": _KEY,
    "catalogue_standards": _KEY,
    "supervision_findings": _KEY,
    "consumer_feedback": _KEY,
    "feedback_words": (*_KEY, "indicator_code"),
    "quarantine": _KEY,
}
"""The key of each table of a partition."""

_REQUIRED = {
    "observations": ("change",),
    "declarations": ("standard_no", "enterprise_id", "published_at", "status"),
    "indicator_sets": ("standard_no",),
    "catalogue_standards": ("standard_no",),
    "supervision_findings": ("finding_kind", "decided_on"),
    "consumer_feedback": ("field_text", "received_on"),
    "quarantine": ("reason_code",),
}

_STATUS = ("in_force", "upcoming", "abolished", "replaced")
_DOMAINS = {
    ("observations", "change"): ("new", "changed", "unchanged", "disappeared"),
    ("declarations", "status"): _STATUS,
    ("catalogue_standards", "status"): _STATUS,
    ("supervision_findings", "finding_kind"): (
        "spot_check",
        "double_random",
        "abnormal_list",
        "dishonesty_list",
        "penalty",
        "recall",
    ),
    ("supervision_findings", "result"): ("pass", "fail", "refused"),
    ("declared_indicators", "op"): ("le", "lt", "ge", "gt", "eq", "between", "plus_minus"),
    ("declared_indicators", "status"): (
        "parsed",
        "grade",
        "none_detected",
        "text",
        "empty",
        "unparsed",
    ),
}

_FREE_TEXTS = {
    "declarations": ("org_name", "standard_name", "area_raw"),
    "declared_products": (
        "product_name",
        "generic_name",
        "brand",
        "spec",
        "model",
        "category_text",
    ),
    "declared_indicators": ("indicator_name", "requirement_raw", "test_method_text"),
    "indicator_sets": ("org_name",),
    "catalogue_standards": ("name",),
    "supervision_findings": (
        "org_name",
        "product_name",
        "model",
        "failed_items",
        "grounds",
        "authority",
    ),
    "consumer_feedback": ("field_text", "product_name"),
}

# A resident's number holds a date of birth; a mobile number stands alone among digits. Braces are
# doubled because Great Expectations fills in `{batch}` by formatting.
_IDENTITY = (
    "(^|[^0-9])[1-8][0-9]{{5}}(19|20)[0-9]{{2}}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])"
    "[0-9]{{3}}[0-9Xx]([^0-9A-Za-z]|$)"
)
_TELEPHONE = "(^|[^0-9A-Za-z])1[3-9][0-9]{{9}}([^0-9A-Za-z]|$)"


@dataclass(frozen=True)
class RowFact:
    """A fact about the rows of one table.

    Attributes:
        fact: its name in `suites.yml`.
        table: of the normalised layer.
        column: what it is about, null for the whole row.
        query: finds what breaks it as a column record_id; `{batch}` stands for the table.
        said: what is wrong, in Chinese, after “有 n 行”.
        remedy: in Chinese.
    """

    fact: str
    table: str
    column: str | None
    query: str
    said: str
    remedy: str


def row_facts(table: str) -> list[RowFact]:
    """The facts that hold for the rows of a table."""
    return [
        *_keys(table),
        *_required(table),
        *_domains(table),
        *_bounds(table),
        *_personal(table),
    ]


def _keys(table: str) -> list[RowFact]:
    if table not in KEYS:
        return []
    key = ", ".join(KEYS[table])
    return [
        RowFact(
            "keys_unique",
            table,
            None,
            f"select record_id from {{batch}} group by {key} having count(*) > 1",
            f"的主键（{key}）重复",
            "请检查该来源的 record_id 取法",
        )
    ]


def _required(table: str) -> list[RowFact]:
    return [
        RowFact(
            "required_present",
            table,
            column,
            f"select record_id from {{batch}} where {column} is null",
            f"缺少必填列 {column}",
            "这样的记录应进入隔离区，请检查标准化规则",
        )
        for column in _REQUIRED.get(table, ())
    ]


def _domains(table: str) -> list[RowFact]:
    facts = []
    for (owner, column), values in _DOMAINS.items():
        if owner == table:
            allowed = ", ".join(f"'{value}'" for value in values)
            facts.append(
                RowFact(
                    "values_in_domain",
                    table,
                    column,
                    f"select record_id from {{batch}} where {column} not in ({allowed})",
                    f"的 {column} 不在取值范围内",
                    f"允许值为 {'、'.join(values)}，请检查标准化规则",
                )
            )
    return facts


def _bounds(table: str) -> list[RowFact]:
    if table != "declared_indicators":
        return []
    return [
        RowFact(
            "bounds_ordered",
            table,
            None,
            "select record_id from {batch} where low > high or isnan(low) or isnan(high)",
            "的下限大于上限或不是数",
            "请用 lingpao parse 复核其指标要求并修正解析规则",
        )
    ]


def _personal(table: str) -> list[RowFact]:
    columns = _FREE_TEXTS.get(table)
    if not columns:
        return []
    text = f"concat_ws(' ', {', '.join(columns)})"
    return [
        RowFact(
            fact,
            table,
            None,
            f"select record_id from {{batch}} where regexp_matches({text}, '{pattern}')",
            f"疑似含有{what}",
            "个人信息不得越过原始层，请核对原始页面并修正该来源的读取",
        )
        for fact, pattern, what in (
            ("no_identity_numbers", _IDENTITY, "居民身份证号"),
            ("no_telephone_numbers", _TELEPHONE, "手机号码"),
        )
    ]
