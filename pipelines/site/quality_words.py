"""Chinese of the codes that the page on data quality shows."""

from __future__ import annotations

COVERAGES = {"full": "全量", "window": "窗口", "files": "文件"}

STOP_REASONS = {
    "pages_failed": "部分页面未取到",
    "interrupted": "进程中断",
    "shrunk": "比上次少 10% 以上，未入库",
    "challenge": "遇到验证页",
    "rate_limited": "被平台限速",
    "errors_in_row": "连续出错",
    "paging_repeats": "翻页内容重复",
    "page_limit": "超过页数上限",
    "total_mismatch": "与平台所报总数不符",
    "not_the_table": "页面不是约定的表格",
    "empty_answer": "应答为空",
    "too_large": "应答过大",
    "connection_broken": "连接中断",
    "timed_out": "超时",
    "tls_failed": "证书校验失败",
    "request_failed": "请求失败",
    "redirects": "重定向过多",
    "other_host": "跳转到其他主机",
    "folder_missing": "没有所指的目录",
    "file_unreadable": "文件无法读取",
}
"""Why a fetch ended early; a code that is not here is shown as it is."""

EXPECTATIONS = {
    "records_accounted": "收到的记录都有去向",
    "run_complete": "采集完整",
    "received_some": "有记录收到",
    "received_steady": "收到的记录数平稳",
    "keys_unique": "主键不重复",
    "required_present": "必填项齐全",
    "values_in_domain": "取值在规定范围内",
    "bounds_ordered": "下限不高于上限",
    "requirements_understood": "指标要求可识别",
    "requirements_understood_steady": "指标要求可识别率平稳",
    "indicators_disclosed": "声明带有技术指标",
    "indicators_disclosed_steady": "带有技术指标的比例平稳",
    "indicator_names_known": "指标名称可识别",
    "products_categorised": "产品可归类",
    "no_identity_numbers": "不含身份证号",
    "no_telephone_numbers": "不含电话号码",
    "declared_within_limit": "声明值符合强制性限值",
}
"""What expectations ask for."""

MATCH_BASES = {"name": "名称相同", "similar": "名称相近"}
