"""Typing the rows of supervision lists: what was found, about whom, by whom, on which day."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import polars as pl

from pipelines.core.dates import parse_day
from pipelines.core.matching import match_id
from pipelines.core.normalise.changes import Typed, content_digest, record_columns
from pipelines.core.normalise.distinct import one, present, refolded, typed_column
from pipelines.core.normalise.identity import with_division, with_enterprise
from pipelines.core.normalise.problems import first_problem, rule, told, with_damaged_text
from pipelines.core.standard_numbers import parse_standard_number
from pipelines.core.text import clean, fold, strip_title

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipelines.core.divisions import Divisions

KINDS = (
    "spot_check",
    "double_random",
    "abnormal_list",
    "dishonesty_list",
    "penalty",
    "recall",
)
"""监督抽查、双随机检查、经营异常名录、失信名单（严重违法失信）、行政处罚、召回."""

CHECKS = ("spot_check", "double_random")
"""Kinds that end in a result; the others are what was decided about a firm."""

_RESULTS = {
    "合格": "pass",
    "1": "pass",
    "正常": "pass",
    "符合": "pass",
    "未发现问题": "pass",
    "未发现违法行为": "pass",
    "未发现开展本次抽查涉及的经营活动": "pass",
    "不合格": "fail",
    "0": "fail",
    "异常": "fail",
    "不符合": "fail",
    "未按规定公示应当公示的信息": "fail",
    "公示信息隐瞒真实情况、弄虚作假": "fail",
    "通过登记的住所(经营场所)无法联系": "fail",
    "发现问题已责令改正": "fail",
    "发现问题待后续处理": "fail",
    "发现违法行为": "fail",
    "不配合检查情节严重": "refused",
    "拒检": "refused",
    "拒绝抽查": "refused",
    "拒绝接受监督抽查": "refused",
}
"""Words of the platforms for a result (wire-formats.md §4). A refusal counts as failed."""

_YES = frozenset({"1", "是", "true", "y", "yes"})
_FLAGS = ("is_refused", "is_void", "is_serious")
_TITLES = ("product_name", "standard_name")
_WORDS = ("model", "brand", "batch_no", "authority", "testing_body", "document_no", "retests")
_SAID = (
    *_TITLES,
    *_WORDS,
    *("org_name", "credit_code", "area", "standard_no_raw", "result_raw", "grounds"),
    *("decided_on", "removed_on", "failed_items", "measured", "required"),
)
_DAMAGEABLE = ("org_name", "product_name", "standard_no", "failed_items", "authority", "grounds")
_PART = re.compile(r"[;；\r\n]+")
_NAME = re.compile(r"[;；、║\r\n]+")


def typed_findings(findings: pl.DataFrame, divisions: Divisions) -> Typed:
    """Findings as sent (`core.records.FINDINGS`) to typed records.

    A code or a standard number that is none is dropped and told of, because the name can still tell
    who is meant. A finding about nobody, without a day, or a check without a result goes to
    quarantine.
    """
    origin = {"raw_path", "raw_sha256", "attempt", "locator", "record_count"}
    content = [name for name in findings.columns if name not in origin]
    frame = findings.with_columns(content_digest(findings, content).alias("digest"))
    frame = with_damaged_text(frame, [(findings, _DAMAGEABLE)])
    frame = frame.rename({"standard_no": "standard_no_raw", "result": "result_raw"})
    frame = _typed_values(frame.with_columns(present(name) for name in _SAID), divisions)
    return Typed(
        table="supervision_findings",
        records=frame.with_columns(first_problem(_rules())).select(
            *record_columns(),
            "locator",
            "finding_kind",
            "party",
            "enterprise_id",
            "uscc",
            "uscc_check",
            pl.col("org_name_folded").alias("org_name"),
            pl.col("org_name").alias("org_name_raw"),
            "match_id",
            "province_code",
            "product_name",
            "model",
            "brand",
            "batch_no",
            "standard_no",
            "standard_no_raw",
            "standard_name",
            pl.col("result_code").alias("result"),
            "result_raw",
            "failed_items",
            "measured",
            "required",
            "is_void",
            "is_serious",
            "retests",
            pl.col("decided_day").alias("decided_on"),
            pl.col("removed_day").alias("removed_on"),
            "authority",
            "testing_body",
            "document_no",
            "grounds",
            "record_count",
        ),
        details={},
        remarks=told(frame, _dropped()),
    )


def read_result(text: str) -> str | None:
    """pass, fail or refused; None for words that are not known.

    Of several results joined by `;` the worst counts, and one that is not known makes all unknown
    that would have passed.
    """
    found = [_RESULTS.get("".join(fold(part).rstrip("。.").split())) for part in _PART.split(text)]
    return next((result for result in ("refused", "fail", None) if result in found), "pass")


def _typed_values(frame: pl.DataFrame, divisions: Divisions) -> pl.DataFrame:
    frame = typed_column(
        with_enterprise(frame),
        "standard_no_raw",
        one("standard_no", _standard_no),
        {"standard_no": pl.String},
    )
    frame = typed_column(
        frame, "result_raw", one("result_said", read_result), {"result_said": pl.String}
    )
    for column in ("decided", "removed"):
        frame = typed_column(
            frame, f"{column}_on", one(f"{column}_day", parse_day), {f"{column}_day": pl.Date}
        )
    frame = frame.with_columns(_failed_items(frame))  # by what stands beside them as sent
    for columns, function in _FOLDED:
        for column in columns:
            frame = refolded(frame, column, function)
    return _with_match(
        with_division(frame, divisions).with_columns(
            pl.col(name).str.strip_chars().str.to_lowercase().is_in(_YES).fill_null(False)
            for name in _FLAGS
        )
    ).with_columns(
        pl.when("is_refused").then(pl.lit("refused")).otherwise("result_said").alias("result_code")
    )


def _with_match(frame: pl.DataFrame) -> pl.DataFrame:
    """Adds match_id, of the match between name and enterprise that a person may settle."""
    ids = [
        match_id(name, province) if name else None
        for name, province in frame.select("org_name_folded", "province_code").iter_rows()
    ]
    return frame.with_columns(pl.Series("match_id", ids, pl.String))


def _rules() -> list[pl.Expr]:
    is_check = pl.col("finding_kind").is_in(CHECKS) & ~pl.col("is_void")
    return [
        rule("mojibake", pl.col("damaged_text").is_not_null(), "文本", "damaged_text", "mojibake"),
        rule(
            "missing_org_name",
            pl.col("org_name_folded").is_null() & pl.col("enterprise_id").is_null(),
            "企业名称",
            None,
            "unnamed",
        ),
        rule(
            "missing_decided_on", pl.col("decided_on").is_null(), "检查或决定日期", None, "undated"
        ),
        rule(
            "unreadable_decided_on",
            pl.col("decided_day").is_null(),
            "检查或决定日期",
            "decided_on",
            "unreadable",
        ),
        rule(
            "missing_result",
            is_check & pl.col("result_raw").is_null() & ~pl.col("is_refused"),
            "检查结果",
            None,
            "no_result",
        ),
        rule(
            "unknown_result",
            is_check & pl.col("result_code").is_null(),
            "检查结果",
            "result_raw",
            "unreadable",
        ),
    ]


def _dropped() -> list[pl.Expr]:
    """Fields that are left out of a record that stands."""
    return [
        rule(
            "malformed_credit_code",
            pl.col("credit_code").is_not_null() & pl.col("enterprise_id").is_null(),
            "统一社会信用代码",
            "credit_code",
            "left_out",
        ),
        rule(
            "unreadable_standard_no",
            pl.col("standard_no_raw").is_not_null() & pl.col("standard_no").is_null(),
            "标准编号",
            "standard_no_raw",
            "left_out",
        ),
        rule(
            "unreadable_removed_on",
            pl.col("removed_on").is_not_null() & pl.col("removed_day").is_null(),
            "移出日期",
            "removed_on",
            "left_out",
        ),
    ]


def _failed_items(frame: pl.DataFrame) -> pl.Series:
    """Names joined by `;`; where values stand beside them, an enumeration is one name."""
    folded = {
        (text, is_alone): _parts(text, _NAME if is_alone else _PART)
        for text, is_alone in frame.select("failed_items", pl.col("measured").is_null())
        .unique()
        .drop_nulls("failed_items")
        .iter_rows()
    }
    pairs = frame.select("failed_items", pl.col("measured").is_null()).iter_rows()
    return pl.Series("failed_items", [folded.get(pair) for pair in pairs], pl.String)


def _parts(text: str, separator: re.Pattern[str] = _PART) -> str | None:
    parts = (fold(part) for part in separator.split(text))
    return ";".join(part for part in parts if part) or None


def _standard_no(text: str) -> str | None:
    return parse_standard_number(text).normal


_FOLDED: tuple[tuple[tuple[str, ...], Callable[[str], str | None]], ...] = (
    (_TITLES, strip_title),
    (_WORDS, fold),
    (("grounds",), clean),
    (("measured", "required"), _parts),
)
"""Columns of texts, by how they are folded."""
