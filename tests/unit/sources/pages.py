"""Pages of the two declaration platforms, in the shapes of wire-formats.md §2."""

from __future__ import annotations

import json
from typing import Any

QYBZ_A = "a1B2c3D4e5F6a7B8"
QYBZ_B = "b1B2c3D4e5F6a7B8c9D0"
QYBZ_C = "c1B2c3D4e5F6a7B8"


def qybz_row(
    record_id: str,
    *,
    serial: int = 1,
    org: str = "示例甲有限公司",
    number: str = "Q/SLJ 001-2026",
    name: str = "空气净化器",
    published: str = "2026-05-20 10:00",
    status: str = "现行有效",
) -> str:
    return (
        f"<tr><td>{serial}</td><td>{org}</td>"
        f"<td><a href=\"javascript:toDetail('{record_id}')\">{number}《{name}》</a></td>"
        f"<td>{published}</td><td>{status}</td></tr>"
    )


def qybz_home(*rows: str, header: bool = True) -> str:
    head = (
        "<thead><tr><th>序号</th><th>企业名称</th><th>企业标准</th><th>公开时间</th><th>状态</th>"
        "</tr></thead>"
    )
    return (
        "<!DOCTYPE html><html><head><script src='gt.js'></script></head><body>"
        "<table><tr><td>通知</td><td>维护通知</td></tr></table>"
        f"<table>{head if header else ''}<tbody>{''.join(rows)}</tbody></table></body></html>"
    )


def qybz_detail(
    *products: str,
    org: str = "示例甲有限公司",
    number: str = "Q/SLJ 001-2026",
    name: str = "空气净化器",
) -> str:
    return (
        "<html><body><input type='hidden' id='standardId' value='1'>"
        f"<table><tr><td>机构名称：</td><td>{org}</td></tr>"
        "<tr><td>统一社会信用代码：</td><td>91990000EX0001478X</td></tr>"
        "<tr><td>法定代表人：</td><td>某某</td></tr>"
        "<tr><td>行政区划：</td><td>江苏省苏州市</td></tr></table>"
        f"<table><tr><td>标准名称：</td><td>{name}</td></tr>"
        f"<tr><td>标准编号：</td><td>{number}</td></tr>"
        "<tr><td>公开时间：</td><td>2026-05-20 10:00</td></tr></table>"
        "<table><tr><th>产品名称</th><th>通用名</th><th>品牌</th><th>条码</th><th>规格</th>"
        f"<th>型号</th><th>分类</th></tr>{''.join(products)}</table></body></html>"
    )


QYBZ_PRODUCT = (
    "<tr><td>净化器甲</td><td>空气净化器</td><td>示例</td><td>——</td><td>30m<sup>2</sup></td>"
    "<td>KJ-1/A</td><td>家用空气净化器</td></tr>"
)


def cpbz_item(standard_id: int, **fields: Any) -> dict[str, Any]:
    return {
        "standardId": standard_id,
        "standardCode": f"Q/SLJ {standard_id:03}-2016",
        "standardName": "刨花板",
        "orgCode": "91990000EX0001478X",
        "enterpriseName": "示例甲有限公司",
        "standardStatus": 0,
        **fields,
    }


def cpbz_list(*items: Any) -> str:
    return json.dumps({"result": list(items)}, ensure_ascii=False)


def cpbz_detail(
    *,
    org: str = "示例甲有限公司",
    number: str = "Q/SLJ 001-2016",
    indicators: str | None = None,
    products: str | None = None,
) -> str:
    def section(heading: str, rows: str) -> str:
        return (
            "<table class='tab-color-5'><tr><td class='tab-color8' colspan='6'>"
            f"{heading}</td></tr>{rows}</table>"
        )

    indicator_head = (
        "<tr><th>指标名称</th><th>指标要求</th><th>测试方法</th><th>指标水平说明</th></tr>"
    )
    product_head = (
        "<tr><th>产品名称</th><th>通用名</th><th>品牌</th><th>条码</th><th>规格/型号</th>"
        "<th>分类</th></tr>"
    )
    return (
        "<html><body>"
        + section(
            "企业基本信息",
            f"<tr><td align='right'>企业名称：</td><td align='left'>{org}</td>"
            "<td align='right'>法定代表人：</td><td align='left'>某某</td></tr>"
            "<tr><td>组织机构代码：</td><td>EX0001478</td><td>邮编：</td><td>000000</td></tr>"
            "<tr><td>注册地址：</td><td>示例路1号</td><td>行政区划：</td><td>浙江省</td></tr>",
        )
        + section(
            "标准信息",
            f"<tr><td>标准名称：</td><td>刨花板</td><td>标准编号：</td><td>{number}</td></tr>"
            "<tr><td>公开时间：</td><td>2016年5月31日</td><td>标准文本：</td><td>无</td></tr>",
        )
        + (section("技术指标", indicator_head + indicators) if indicators is not None else "")
        + (section("执行该标准的产品信息", product_head + products) if products is not None else "")
        + "<div class='cl-w-top2'><p>承诺</p></div></body></html>"
    )


CPBZ_INDICATORS = (
    "<tr><td>甲醛释放量</td><td>≤0.05mg/m<sup>3</sup></td><td>GB/T 17657</td><td>先进</td></tr>"
    "<tr><td>外观</td><td><a href='a.do'>附件1.pdf</a></td><td>目测</td><td></td></tr>"
)
CPBZ_PRODUCTS = (
    "<tr><td>刨花板</td><td>——</td><td>示例</td><td>&nbsp;</td><td>10/20mm<b>/</b>P-1</td>"
    "<td>人造板</td></tr>"
    "<tr><td>板材</td><td></td><td></td><td></td><td>——<b>/</b>——</td><td>人造板</td></tr>"
)
CPBZ_WHOLE = cpbz_detail(indicators=CPBZ_INDICATORS, products=CPBZ_PRODUCTS)
