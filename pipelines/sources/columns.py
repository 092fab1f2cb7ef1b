"""The field dictionary of files: the headers, Chinese, English, or source keys, of each column."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipelines.core.text import fold, is_empty_marker

Fields = Mapping[str, tuple[str, ...]]
"""Column of `core.records` → the headers that stand for it, the most trusted first."""

DECLARATION_FIELDS: Fields = {
    "record_id": ("declaration_id", "声明编号", "声明ID", "公开编号", "i", "id", "standardId"),
    "org_name": (
        "org_name",
        "企业名称",
        "机构名称",
        "单位名称",
        "声明企业",
        "生产企业",
        "企业",
        "enterpriseName",
        "ORGNAME",
        "jgmc",
    ),
    "credit_code": (
        "uscc",
        "credit_code",
        "统一社会信用代码",
        "社会信用代码",
        "信用代码",
        "组织机构代码",
        "orgCode",
        "tyshxydm",
        "ORGANNO",
    ),
    "area": (
        "area_code",
        "area_name",
        "area",
        "行政区划代码",
        "行政区划",
        "areaCode",
        "xzqh",
        "province_name",
        "REGION",
    ),
    "standard_kind": ("standard_kind", "标准类型", "standardType", "tid", "tab"),
    "standard_no": (
        "standard_no",
        "标准编号",
        "标准号",
        "企业标准编号",
        "执行标准编号",
        "standardCode",
        "C_STD_CODE",
        "standardNo",
        "code",
    ),
    "standard_name": (
        "standard_name",
        "标准名称",
        "standardName",
        "C_C_NAME",
        "chName",
        "standardTitleCn",
    ),
    "published_at": ("published_at", "公开时间", "公开日期", "声明时间", "声明日期"),
    "status": (
        "status",
        "状态",
        "标准状态",
        "STATE",
        "STATE2",
        "standardStatusName",
        "standardStatus",
    ),
}

PRODUCT_FIELDS: Fields = {
    "product_name": ("product_name", "产品名称", "prod_name_1"),
    "generic_name": ("generic_name", "通用名", "通用名称", "产品通用名"),
    "brand": ("brand", "品牌", "商标"),
    "barcode": ("barcode", "条码", "商品条码", "产品条码"),
    "spec": ("spec", "规格", "产品规格", "规格/型号", "规格型号", "models"),
    "model": ("model", "型号", "产品型号"),
    "category": (
        "category",
        "分类",
        "产品分类",
        "产品类别",
        "product_category",
        "prod_name",
        "PRODUCTTYPE",
    ),
}

INDICATOR_FIELDS: Fields = {
    "indicator_name": (
        "indicator_name",
        "指标名称",
        "指标",
        "指标项目",
        "项目名称",
        "检验项目",
        "技术指标",
    ),
    "requirement": (
        "requirement",
        "requirement_raw",
        "指标要求",
        "指标值",
        "技术要求",
        "标准要求",
        "要求",
    ),
    "test_method": ("test_method", "测试方法", "试验方法", "检验方法", "检测方法", "方法"),
    "unit": ("unit", "计量单位", "单位"),
    "page": ("page", "页码", "页", "所在页", "所在页码", "标准页码"),
}

SHEET_FIELDS: Fields = {
    "declaration_ref": ("declaration_id", "declaration_ref", "声明编号", "声明ID", "公开编号"),
    **{column: DECLARATION_FIELDS[column] for column in ("org_name", "credit_code", "standard_no")},
}
"""Of an extraction sheet: what names the declaration that its indicators belong to."""

NESTED_PRODUCT_FIELDS: Fields = {
    **PRODUCT_FIELDS,
    "product_name": (*PRODUCT_FIELDS["product_name"], "name", "名称"),
}
NESTED_INDICATOR_FIELDS: Fields = {
    **INDICATOR_FIELDS,
    "indicator_name": (*INDICATOR_FIELDS["indicator_name"], "name", "名称"),
    "test_method": (*INDICATOR_FIELDS["test_method"], "method"),
}
"""Inside a list, where a name can only be that of the product or the indicator."""

STANDARD_FIELDS: Fields = {
    "standard_no": (
        "standard_no",
        "标准编号",
        "标准号",
        "code",
        "C_STD_CODE",
        "standardNo",
        "standardCode",
    ),
    "name": (
        "name",
        "standard_name",
        "标准名称",
        "中文名称",
        "title",
        "C_C_NAME",
        "chName",
        "standardTitleCn",
        "standardName",
    ),
    "nature": ("nature", "标准性质", "性质", "STD_NATURE", "isMandatory"),
    "kind": ("kind", "standard_kind", "标准类型", "标准类别", "type", "standardType"),
    "status": ("status", "状态", "标准状态", "STATE", "STATE2", "standardStatusName"),
    "issued_on": ("issued_on", "发布日期", "issueDate", "ISSUE_DATE", "publishDate"),
    "in_force_on": ("in_force_on", "实施日期", "implementDate", "actDate", "ACT_DATE"),
    "abolished_on": ("abolished_on", "废止日期", "abolishDate", "fzDate", "D_DATE"),
    "replaces": ("replaces", "代替", "代替标准", "TOTAL_REPE", "REPLACE_STD", "reviseStdCodes"),
    "replaced_by": (
        "replaced_by",
        "replacedBy",
        "被代替",
        "被代替标准",
        "PART_REPE",
        "REPLACEED_STD",
    ),
    "department": (
        "department",
        "dept",
        "主管部门",
        "发布单位",
        "发布部门",
        "issuedBy",
        "CD_NAME",
        "chargeDept",
        "organName",
    ),
}

_NOT_CARRIED = (
    # personal data: they end at the raw layer (domain.md §8)
    *("legal_person", "法定代表人", "法人代表", "法人", "fddbr"),
    *(
        "contact",
        "联系人",
        "contact_person",
        "联系方式",
        "电话",
        "联系电话",
        "手机",
        "手机号",
        "手机号码",
    ),
    *(
        "phone",
        "tel",
        "telephone",
        "mobile",
        "传真",
        "fax",
        "email",
        "邮箱",
        "电子邮箱",
        "电子邮件",
    ),
    *("address", "地址", "注册地址", "通讯地址", "联系地址", "postcode", "邮编", "邮政编码"),
    # known fields that nothing downstream reads
    *("序号", "no", "备注", "note", "pdf", "commitment", "自我承诺", "level_note", "指标水平说明"),
    *("standard_no_norm", "summary", "localFile", "english", "tags", "scope", "_origIndex"),
    *("isHot", "hotOrder", "ccs", "ics", "中国标准分类", "国际标准分类", "归口单位", "备案号"),
)

_BARE_NUMBER = re.compile(r"(?<![A-Za-z0-9./^])\d+(?:\.\d+)?$")  # not the 3 of mg/m3
_SPACE = re.compile(r"\s+")
_NOTE = re.compile(r"\([^()]*(?:填|可选|如有)[^()]*\)$")


def fold_header(header: str) -> str:
    """A header as the dictionary compares it: NFKC, no white space, no `*` of a required field."""
    text = _SPACE.sub("", unicodedata.normalize("NFKC", header)).casefold()
    return text.strip("*:'\"\ufeff")


_IGNORED = frozenset(fold_header(header) for header in _NOT_CARRIED)


@dataclass(frozen=True)
class HeaderMatch:
    """How the headers of one file stand for columns.

    Attributes:
        positions: column → positions of the headers that stand for it, the most trusted first.
        unknown: headers that the dictionary does not know, as written.
    """

    positions: Mapping[str, tuple[int, ...]]
    unknown: tuple[str, ...]

    def __contains__(self, column: str) -> bool:
        return column in self.positions

    def has_any(self, columns: Iterable[str]) -> bool:
        """Whether at least one of the columns is there."""
        return any(column in self.positions for column in columns)


def match_headers(headers: Sequence[str | None], *dictionaries: Fields) -> HeaderMatch:
    """Match headers with dictionaries; where two share a header, the dictionary named first has it.

    A note on filling in (`产品名称（必填）`) is left off; a unit (`指标值(mg/m3)`) is not, since
    the values of such a column would lose it: the header stays unknown.
    """
    known: dict[str, tuple[str, int]] = {}
    for fields in dictionaries:
        for column, names in fields.items():
            for trust, name in enumerate(names):
                known.setdefault(fold_header(name), (column, trust))
    found: dict[str, list[tuple[int, int]]] = {}
    unknown: list[str] = []
    for position, header in enumerate(headers):
        folded = fold_header(header or "")
        if not folded:
            continue
        hit = known.get(folded) or known.get(_NOTE.sub("", folded))
        if hit is not None:
            column, trust = hit
            found.setdefault(column, []).append((trust, position))
        elif folded not in _IGNORED and _NOTE.sub("", folded) not in _IGNORED:
            unknown.append(str(header).strip())
    positions = {
        column: tuple(position for _, position in sorted(hits)) for column, hits in found.items()
    }
    return HeaderMatch(positions, tuple(unknown))


def with_unit(requirement: str, unit: str) -> str:
    """A requirement with the unit of its own column behind it, where it ends in a bare number."""
    if is_empty_marker(unit) or not _BARE_NUMBER.search(fold(requirement)):
        return requirement
    return f"{requirement.rstrip()} {unit.strip()}"
