"""Templates of letters to an enterprise, and of the papers of an exit."""

from __future__ import annotations

from pipelines.reports.templating.page import Page

_BASIS = "《{{ basis }}》"
_LEADER = "{{ year }}年{{ category_name }}产品（或服务）企业标准“领跑者”"


def consent_letter() -> Page:
    """To an enterprise, with its own figures, and a slip to reply by (D1 part 3 (2) 4)."""
    page = Page("关于征求列入企业标准排行榜意见的函")
    page.mark("内部资料  公示前不公开")
    page.title("关于征求列入{{ category_name }}产品（或服务）\n企业标准排行榜意见的函")
    page.address("{{ org_name }}：")
    page.text(
        "我单位作为{{ category_name }}产品（或服务）企业标准排行榜和“领跑者”评估机构，按照既定"
        "评估方案《{{ scheme_title }}》，依据{{ indicator_names }}水平，以企业标准信息公共服务平台"
        "中声明公开的企业标准数据为对象，开展了{{ period_text }}排行榜评估工作，数据截至"
        "{{ cut_off_on }}。评估过程公开透明，客观公正，未向被评估企业收取评估费用。"
    )
    page.text(
        "你单位下列企业标准达到入榜水平，排行榜共{{ entry_count }}项。排行方法：{{ note }}"
        "{% if is_provisional %}本周期尚未截止，以下为截至目前的结果。{% endif %}"
        "{% if is_example %}本函仅供演示，不得寄出。{% endif %}"
    )
    page.caption("表1  入榜的企业标准")
    page.table(
        ("执行标准", "产品（或服务）\n名称", "类别/型号", "名次", "总体水平"),
        (
            "{{ e.standard_no }}",
            "{{ e.product }}",
            "{{ e.model }}",
            "{{ e.rank }}",
            "{{ e.level }}",
        ),
        (40, 34, 34, 24, 24),
        each="e in entries",
    )
    page.control("{%p for e in entries %}")
    page.caption("表{{ loop.index + 1 }}  核心指标（{{ e.standard_no }}）")
    page.table(
        ("核心指标", "声明的要求", "试验方法", "比较值", "{{ result_name }}"),
        ("{{ i.name }}", "{{ i.declared }}", "{{ i.method }}", "{{ i.value }}", "{{ i.result }}"),
        (34, 36, 36, 28, 22),
        each="i in e.indicators",
    )
    page.control("{%p endfor %}")
    page.text(
        f"按照{_BASIS}，排行榜须同入榜企业充分沟通并征得其同意后，方可报送、公示和发布。请核对上述内容，"
        "于{{ reply_by }}前将加盖公章的回执寄回我单位，同时将填好答复的电子版发至我单位邮箱。"
        "不同意的，不列入排行榜，其他企业的名次不变。"
    )
    page.text("公示前，排行榜不公开；请勿对外引用上述名次和水平。")
    page.signature("{{ body_name }}（公章）", "{{ dated }}", note="（联系人：{{ contact }}）")
    page.break_page()
    page.title("{{ period_text }}{{ category_name }}产品\n企业标准排行榜入榜意见回执")
    page.address("{{ body_name }}：")
    page.text(
        "我单位已核对来函所列执行标准、指标和名次，答复如下。"
        "请在“答复”一栏填写“同意”或“不同意”；不同意的，可在表下说明理由。"
    )
    page.room()
    page.table(
        ("企业名称", "统一社会\n信用代码", "执行标准", "答复\n（同意/\n不同意）", "日期"),
        (
            "{{ e.org_name }}",
            "{{ e.uscc }}",
            "{{ e.standard_no }}",
            "",
            "",
        ),
        (38, 42, 38, 20, 18),
        each="e in entries",
    )
    page.text("意见：")
    page.signature("{{ org_name }}（公章）", "\xa0\xa0\xa0\xa0年\xa0\xa0月\xa0\xa0日")
    return page


def exit_publicity() -> Page:
    """To everybody: a title is cancelled (D1 part 3 (2) 6)."""
    page = Page("关于取消企业标准“领跑者”称号的公示")
    page.title("关于取消{{ category_name }}产品（或服务）\n企业标准“领跑者”称号的公示")
    page.text(
        f"按照{_BASIS}关于“领跑者”退出机制的规定，经核实，下列企业在称号有效期内出现规定情形，"
        f"自{{{{ exited_on }}}}起取消其{_LEADER}称号，现予公示。"
    )
    _exited(page)
    page.text("取消称号的情形：{{ reason }}。")
    page.text("具体事实：{{ text }}")
    page.text(
        "该企业自{{ barred_from }}起至{{ barred_until }}前（三年内）不再纳入企业标准排行榜和"
        "“领跑者”评估，不得继续享受企业标准“领跑者”制度相关的优惠政策。"
    )
    page.text("对公示内容有异议的，请以书面形式向我单位反映，并附证明材料和联系方式。")
    page.signature("{{ work_institution }}（公章）", "{{ dated }}")
    return page


def exit_departments() -> Page:
    """To the supervising departments (D1 part 3 (2) 6: 同时报有关监管部门)."""
    page = Page("关于取消企业标准“领跑者”称号有关情况的函")
    page.title("关于取消企业标准“领跑者”称号\n有关情况的函")
    page.address("有关监管部门：")
    page.text(
        f"按照{_BASIS}关于“领跑者”退出机制的规定，我单位自{{{{ exited_on }}}}起取消"
        "{{ org_name }}" + _LEADER + "称号，现将有关情况报送你单位。"
    )
    _exited(page)
    page.text("一、取消称号的情形：{{ reason }}。")
    page.text("二、具体事实：{{ text }}")
    page.text(
        "三、处理：在{{ publishes_in }}公示；不得继续享受企业标准“领跑者”制度相关的优惠政策；"
        "自{{ barred_from }}起至{{ barred_until }}前（三年内）不再纳入企业标准排行榜和“领跑者”"
        "评估。"
    )
    page.text("请依职责对该企业的产品（或服务）予以关注，并停止其凭该称号享受的优惠政策。")
    page.signature("{{ work_institution }}（公章）", "{{ dated }}")
    return page


def exit_credit() -> Page:
    """To the credit system (D1 part 3 (2) 6: 并纳入企业信用体系)."""
    page = Page("关于将取消企业标准“领跑者”称号信息纳入企业信用体系的函")
    page.title("关于将取消企业标准“领跑者”称号信息\n纳入企业信用体系的函")
    page.address("企业信用信息归集部门：")
    page.text(f"按照{_BASIS}，被取消“领跑者”称号的企业纳入企业信用体系。现提供下列信息，请予归集。")
    page.table(
        ("项目", "内容"),
        ("企业名称", "{{ org_name }}"),
        (46, 110),
        rows=(
            ("统一社会信用代码", "{{ uscc }}"),
            ("取消的称号", _LEADER),
            ("证书编号", "{{ certificate_no }}"),
            ("执行标准", "{{ standard_no }}"),
            ("原有效期", "{{ valid_from }}至{{ valid_to }}前"),
            ("取消日期", "{{ exited_on }}"),
            ("取消的情形", "{{ reason }}"),
            ("具体事实", "{{ text }}"),
            ("不再纳入评估的期限", "{{ barred_from }}至{{ barred_until }}前"),
            ("作出决定的单位", "{{ work_institution }}"),
            ("决定编号", "{{ decision_id }}"),
        ),
    )
    page.signature("{{ work_institution }}（公章）", "{{ dated }}")
    return page


def _exited(page: Page) -> None:
    page.caption("取消称号的企业")
    page.table(
        ("企业名称与\n统一社会信用代码", "产品（或服务）\n名称", "执行标准", "证书编号与原有效期"),
        (
            "{{ org_name }}\n{{ uscc }}",
            "{{ product }}",
            "{{ standard_no }}",
            "{{ certificate_no }}\n{{ valid_from }}至\n{{ valid_to }}前",
        ),
        (44, 30, 36, 46),
    )
