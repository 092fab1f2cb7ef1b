"""HTML pages of the two generations of the declaration platform (wire-formats.md §2)."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from benchmarks.sample import codes
from benchmarks.sample.model import PERSON, PHONE, STREET, Declaration, Product, Record, Row

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_EMPTY = ("——", "&nbsp;", "/", "")
_NOTES = ("国内先进水平", "优于行业标准", "——", "达到国家标准要求")
_PLEDGE = (
    "本企业对公开的标准及其内容的真实性、准确性、合法性负责，"
    "承诺按公开的标准组织生产或者提供服务，并对其后果承担责任。"
)


def qybz_home(records: Sequence[Record], night: int) -> str:
    """The home page: a notice table, then the newest declarations."""
    rows = "\n".join(
        "<tr><td>{no}</td><td>{org}</td>"
        "<td><a href=\"javascript:toDetail('{id}')\">{number}《{name}》</a></td>"
        "<td>{published}</td><td>{status}</td></tr>".format(
            no=place,
            org=escape(record.extra["org_name"]),
            id=record.record_id,
            number=escape(record.extra["standard_no"]),
            name=escape(record.declaration.content(night).standard_name),
            published=record.extra["published"],
            status=record.declaration.content(night).status,
        )
        for place, record in enumerate(records, start=1)
    )
    return (
        '<!DOCTYPE html>\n<html lang="zh-CN">\n<head><meta charset="UTF-8">'
        "<title>企业标准信息公共服务平台（示例）</title>"
        '<script src="static/gt.js"></script></head>\n<body>\n'
        '<div class="nav"><a href="user/toSearch/">标准查询</a> <a href="login">登录</a></div>\n'
        '<table class="notice"><tr><td>通知</td><td>关于示例平台维护的通知</td></tr></table>\n'
        '<table class="table newest">\n<thead><tr><th>序号</th><th>企业名称</th>'
        "<th>企业标准</th><th>公开时间</th><th>状态</th></tr></thead>\n"
        f"<tbody>\n{rows}\n</tbody>\n</table>\n</body>\n</html>\n"
    )


def qybz_detail(record: Record, night: int) -> str:
    """Label and value tables, then products; the indicators stand behind a challenge."""
    declaration, content = record.declaration, record.declaration.content(night)
    enterprise = declaration.enterprise
    products = "\n".join(
        _qybz_product(one, place) for place, one in enumerate(declaration.products)
    )
    return (
        '<!DOCTYPE html>\n<html lang="zh-CN">\n<head><meta charset="UTF-8">'
        "<title>标准详情</title></head>\n<body>\n"
        f'<input type="hidden" id="standardId" value="{codes.hex_id(declaration.key, 16)}">\n'
        '<table class="detail">\n'
        + _pairs(
            ("机构名称", escape(record.extra["org_name"])),
            ("统一社会信用代码", record.extra["code"]),
            ("法定代表人", f"{PERSON}{enterprise.number}"),
            ("联系电话", f"{PHONE}{enterprise.number:04}"),
            ("行政区划", enterprise.area),
        )
        + '</table>\n<table class="detail">\n'
        + _pairs(
            ("标准名称", escape(content.standard_name)),
            ("标准编号", escape(record.extra["standard_no"])),
            ("公开时间", record.extra["published"]),
            ("标准状态", content.status),
        )
        + '</table>\n<table class="detail">\n'
        "<tr><th>产品名称</th><th>通用名</th><th>品牌</th><th>条码</th><th>规格</th>"
        f"<th>型号</th><th>分类</th></tr>\n{products}\n</table>\n"
        '<a href="javascript:fileDown()">查看标准文本</a>\n</body>\n</html>\n'
    )


def cpbz_detail(record: Record, night: int) -> str:
    """Tables told apart by their Chinese heading only; the indicators have no column for units."""
    declaration, content = record.declaration, record.declaration.content(night)
    enterprise = declaration.enterprise
    has_text = enterprise.number % 5 != 0
    text = '<a href="pdf/view.do">标准文本.pdf</a>' if has_text else "仅公开指标"
    return (
        '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" '
        '"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">\n'
        '<html>\n<head><meta http-equiv="Content-Type" content="text/html; charset=utf-8" />'
        "<title>企业产品标准信息公共服务平台（示例）</title></head>\n<body>\n"
        + _section("企业基本信息", 4)
        + _double(
            "企业名称",
            escape(record.extra["org_name"]),
            "法定代表人",
            f"{PERSON}{enterprise.number}",
        )
        + _double("组织机构代码", record.extra["code"], "邮编", "000000")
        + _double("注册地址", f"{STREET}{enterprise.number}号", "行政区划", enterprise.area)
        + "</table>\n"
        + _section("标准信息", 4)
        + _double(
            "标准名称",
            escape(content.standard_name),
            "标准编号",
            escape(record.extra["standard_no"]),
        )
        + _double("公开时间", record.extra["published"], "标准文本", text)
        + "</table>\n"
        + _section("技术指标", 4)
        + _head("指标名称", "指标要求", "测试方法", "指标水平说明")
        + "".join(_cpbz_row(row, declaration) for row in content.rows)
        + "</table>\n"
        + _section("执行该标准的产品信息", 6)
        + _head("产品名称", "通用名", "品牌", "条码", "规格/型号", "分类")
        + "".join(_cpbz_product(one) for one in declaration.products)
        + f'</table>\n<div class="cl-w-top2"><p>{_PLEDGE}</p></div>\n</body>\n</html>\n'
    )


def challenge_page() -> str:
    """What a platform sends in place of an answer to somebody whom it takes for a robot."""
    return (
        '<!DOCTYPE html><html><head><meta charset="utf-8"><title>安全验证</title>'
        '<script src="https://static.geetest.com/static/js/gt.0.4.9.js"></script></head>'
        '<body><div id="captcha">请完成验证后继续访问</div>'
        "<script>initGeetest({gt: 'example', challenge: 'example'}, regLogin);</script>"
        "</body></html>\n"
    )


def front_end() -> str:
    """The front end's index.html, which answers what the gateway does not know."""
    return (
        '<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8">'
        "<title>全国团体标准信息平台（示例）</title></head>"
        '<body><div id="app"></div><script src="static/app.js"></script></body></html>\n'
    )


def _pairs(*pairs: tuple[str, str]) -> str:
    return "".join(f"<tr><td>{label}：</td><td>{value}</td></tr>\n" for label, value in pairs)


def _qybz_product(product: Product, place: int) -> str:
    return _cells(
        product.name,
        product.generic_name or _EMPTY[place % 4],
        product.brand,
        product.barcode or "——",
        product.spec or "&nbsp;",
        product.model,
        product.category,
    ).rstrip("\n")


def _section(heading: str, columns: int) -> str:
    return (
        f'<table class="tab-color-5" width="100%">\n<tr><td class="tab-color8" colspan="{columns}">'
        f"{heading}</td></tr>\n"
    )


def _double(label: str, value: str, second_label: str, second_value: str) -> str:
    cells = "".join(
        f'<td align="right">{name}：</td><td align="left">{text}</td>'
        for name, text in ((label, value), (second_label, second_value))
    )
    return f"<tr>{cells}</tr>\n"


def _head(*names: str) -> str:
    return "<tr>" + "".join(f'<th class="th">{name}</th>' for name in names) + "</tr>\n"


def _cpbz_row(row: Row, declaration: Declaration) -> str:
    requirement = (
        f'<a href="attachment/{declaration.enterprise.number}.do">{escape(row.attachment)}</a>'
        if row.attachment
        else escape(row.requirement)
    )
    note = _NOTES[len(row.requirement) % len(_NOTES)]
    return _cells(escape(row.name), requirement, escape(row.method), note)


def _cpbz_product(product: Product) -> str:
    joined = f"{escape(product.spec) or '——'}<b>/</b>{escape(product.model) or '——'}"
    return _cells(
        escape(product.name),
        product.generic_name or "——",
        product.brand,
        product.barcode or "&nbsp;",
        joined,
        escape(product.category),
    )


def _cells(*values: str) -> str:
    return _line(f"<td>{value}</td>" for value in values)


def _line(cells: Iterable[str]) -> str:
    return "<tr>" + "".join(cells) + "</tr>\n"
