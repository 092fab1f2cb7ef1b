"""Template of the January report of a work institution (D1 part 4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docx.enum.text import WD_ALIGN_PARAGRAPH

from pipelines.reports.annual.report import ASKED
from pipelines.reports.templating.page import Page
from pipelines.reports.templating.parts import appendix
from pipelines.reports.templating.tables import stated

if TYPE_CHECKING:
    from collections.abc import Sequence

_ASKED = {each.code: each for each in ASKED}


def annual() -> Page:
    """To the regulator, for the year before."""
    page = Page("企业标准“领跑者”年度工作报告")
    header = page.document.sections[0].header.paragraphs[0]
    header.text, header.alignment = "{{ draft_mark }}", WD_ALIGN_PARAGRAPH.RIGHT
    page.title("{{ year }}年度{{ subject }}\n工作报告")
    page.address(
        "{% if programme == 'national' %}市场监管总局和有关部门{% else %}主管部门{% endif %}："
    )
    page.text(
        "按照《{{ basis }}》的要求，现将{{ year }}年度{{ subject }}工作情况报告如下。"
        "{% if not is_over %}本年度尚未结束，以下数据截至{{ as_of }}，上年度数据为全年数。"
        "{% else %}以下数据截至{{ as_of }}。{% endif %}"
    )
    _summary(page)
    _fields_and_bodies(page)
    _declarations(page)
    _boards_and_leaders(page)
    _rise(page)
    _supervision(page)
    _participation(page)
    page.signature("{{ work_institution }}（公章）", "\xa0\xa0\xa0\xa0年\xa0\xa0月\xa0\xa0日")
    appendix(page)
    return page


def _summary(page: Page) -> None:
    page.heading("一、工作概况")
    page.control("{%p if rows.fields %}")
    page.text(
        "本年度公布重点领域{{ count.fields }}个。"
        "{% if rows.bodies %}{{ count.bodies }}家评估机构编制评估方案{{ total.bodies.schemes }}"
        "项，"
        "其中已公布{{ total.bodies.published_schemes }}项；形成排行榜{{ total.bodies.boards }}期，"
        "其中已发布{{ total.bodies.published_boards }}期。{% endif %}"
        "{% if rows.funnel %}共有{{ by.funnel.declared.counted }}项声明标准参评，"
        "{{ by.funnel.entries.counted }}项进入年度排行榜，{{ by.funnel.level_1.counted }}"
        "项达到第1水平，"
        "{{ by.funnel.leaders.counted }}项成为领跑者。{% endif %}"
    )
    page.control("{%p else %}")
    page.text("本年度没有公布重点领域，未开展排行榜和领跑者评估工作。")
    page.control("{%p endif %}")
    page.control("{%p if rows.declared %}")
    page.text(
        "截至{{ as_of }}，各声明公开平台现行声明标准{{ by.declared.standards.value }}项，涉及企业"
        "{{ by.declared.enterprises.value }}家、产品{{ by.declared.products.value }}种、产品类别"
        "{{ by.declared.categories.value }}个；"
        "当年新增声明标准{{ by.declared.new_standards.value }}项。"
        "{% if rows.leaders %}历年累计有{{ last.leaders.all_leaders }}项标准、"
        "{{ last.leaders.all_enterprises }}家企业成为领跑者。{% endif %}"
    )
    page.control("{%p endif %}")


def _fields_and_bodies(page: Page) -> None:
    page.heading("二、重点领域与评估机构")
    page.heading("（一）重点领域", 2)
    _shown(
        page,
        "fields",
        (12, 36, 34, 42, 32),
        "本年度重点领域共{{ count.fields }}个，其中{{ published_fields }}个领域的评估方案"
        "已经公布{% if fields_without_scheme %}，{{ fields_without_scheme }}个领域尚无"
        "评估方案{% endif %}，详见{{ no.fields }}。",
        "本年度没有公布重点领域。",
    )
    page.heading("（二）评估机构工作", 2)
    _shown(
        page,
        "bodies",
        (44, 15, 16, 15, 16, 15, 16, 19),
        "承担本年度评估工作的机构共{{ count.bodies }}家，编制评估方案{{ total.bodies.schemes }}"
        "项，"
        "形成排行榜{{ total.bodies.boards }}期，年度排行榜上榜标准合计{{ total.bodies.entries }}"
        "项，"
        "产生领跑者{{ total.bodies.leaders }}项，详见{{ no.bodies }}。",
        "本年度没有机构承担评估工作。",
    )
    page.control("{%p if rows.removed %}")
    _shown(
        page,
        "removed",
        (56, 36, 34, 30),
        "本年度取消评估机构{{ count.removed }}家，详见{{ no.removed }}。",
        None,
    )
    page.control("{%p else %}")
    page.text("本年度没有取消评估机构。")
    page.control("{%p endif %}")
    page.heading("（三）公示与异议", 2)
    _shown(
        page,
        "publicities",
        (40, 28, 30, 30, 28),
        "本年度组织公示{{ total.publicities.publicities }}次，收到异议"
        "{{ total.publicities.objections }}件，"
        "其中异议成立{{ total.publicities.upheld }}件，尚未处理{{ total.publicities.undecided }}"
        "件，"
        "详见{{ no.publicities }}。",
        "本年度没有组织公示。",
    )
    page.heading("（四）评估机构年度总结", 2)
    page.control("{%p if not rows.bodies %}")
    page.text("本年度没有应当提交年度总结的评估机构。")
    page.control("{%p endif %}")
    page.control("{%p if rows.summaries %}")
    page.text("各机构年度总结的内容如下，附表中列为{{ no.summaries }}。")
    page.control("{%p endif %}")
    page.control("{%p for body in bodies %}")
    page.heading("{{ loop.index }}. {{ body.name }}", 3)
    page.control("{%p for each in body.parts %}")
    page.text("{{ each.part }}：{{ each.text }}")
    page.control("{%p endfor %}")
    page.control("{%p endfor %}")
    page.control("{%p if not_summed_up %}")
    page.text("尚未提交本年度工作情况总结的机构：{{ not_summed_up }}。")
    page.control("{%p endif %}")


def _declarations(page: Page) -> None:
    page.heading("三、企业标准自我声明公开情况")
    page.heading("（一）总体情况", 2)
    _shown(
        page,
        "declared",
        (58, 26, 26, 22, 24),
        "截至{{ as_of }}，现行声明标准{{ by.declared.standards.value }}项，上年度末为"
        "{{ by.declared.standards.value_before }}项；涉及企业{{ by.declared.enterprises.value }}"
        "家，"
        "上年度末为{{ by.declared.enterprises.value_before }}家。当年有"
        "{{ by.declared.declaring.value }}家企业新增声明标准"
        "{{ by.declared.new_standards.value }}项，"
        "上年度为{{ by.declared.new_standards.value_before }}项，详见{{ no.declared }}。",
        "截至{{ as_of }}，各声明公开平台没有声明标准的记录。",
    )
    page.control("{%p if rows.trend %}")
    page.heading("（二）发展趋势", 2)
    _shown(
        page,
        "trend",
        (39, 39, 39, 39),
        "2015年以来企业标准自我声明公开的数量变化见{{ no.trend }}。"
        "年末现行数不含已废止、被代替的标准。",
        None,
        chart="trend",
    )
    page.heading("（三）地区分布", 2)
    _shown(
        page,
        "provinces",
        (12, 30, 26, 21, 21, 29, 17),
        "现行声明标准数量居首位的是{{ first_provinces }}，有{{ rows.provinces[0].standards }}项。"
        "居前十位的省（区、市）合计{{ total.provinces.standards }}项，详见{{ no.provinces }}。",
        "声明标准均未注明所属省（区、市）。",
        chart="provinces",
    )
    page.heading("（四）行业分布", 2)
    _shown(
        page,
        "industries",
        (42, 27, 22, 22, 23, 20),
        "现行声明标准涉及{{ count.industries }}个行业，最多的是{{ rows.industries[0].industry }}，"
        "有{{ rows.industries[0].standards }}项，详见{{ no.industries }}。"
        "一项标准涉及几个行业的，在各行业分别计数。",
        "声明标准的产品均未归入行业。",
    )
    page.control("{%p endif %}")


def _boards_and_leaders(page: Page) -> None:
    page.heading("四、排行榜与领跑者")
    page.heading("（一）排行榜", 2)
    _shown(
        page,
        "boards",
        (24, 18, 35, 15, 15, 15, 16, 18),
        "本年度就{{ count.boards }}个产品（服务）类别形成排行榜，各类别最近一期参评标准合计"
        "{{ total.boards.candidates }}项，上榜{{ total.boards.entries }}项，达到第1水平"
        "{{ total.boards.level_1 }}项，详见{{ no.boards }}。",
        "本年度没有形成排行榜。",
    )
    page.heading("（二）逐级数量", 2)
    _shown(
        page,
        "funnel",
        (54, 34, 34, 34),
        "从声明公开到领跑者，参评标准{{ by.funnel.declared.counted }}项，其中符合强制性标准"
        "{{ by.funnel.compliant.counted }}项，占{{ by.funnel.compliant.of_declared }}；进入排行榜"
        "{{ by.funnel.entries.counted }}项，占{{ by.funnel.entries.of_declared }}；达到第1水平"
        "{{ by.funnel.level_1.counted }}项，占上榜标准的{{ by.funnel.level_1.of_step_before }}；"
        "成为领跑者"
        "{{ by.funnel.leaders.counted }}项，详见{{ no.funnel }}。"
        "一项标准在同一领域的几个类别参评的，计一次。",
        "本年度没有声明标准参评。",
        chart="funnel",
    )
    page.control("{%p if rows.field_funnel %}")
    _shown(
        page,
        "field_funnel",
        (46, 20, 26, 20, 22, 22),
        "各重点领域的数量见{{ no.field_funnel }}。",
        None,
    )
    page.control("{%p endif %}")
    page.heading("（三）领跑者", 2)
    _shown(
        page,
        "field_leaders",
        (46, 22, 22, 24, 21, 21),
        "本年度入围{{ total.field_leaders.shortlisted }}项，发布领跑者"
        "{{ total.field_leaders.leaders }}项，"
        "已退出{{ total.field_leaders.exited }}项，截至{{ as_of }}有效的"
        "{{ total.field_leaders.valid }}项，详见{{ no.field_leaders }}。",
        "本年度没有确定领跑者。",
    )
    page.control("{%p if rows.leaders %}")
    _shown(
        page,
        "leaders",
        (20, 28, 26, 26, 28, 28),
        "历年累计有{{ last.leaders.all_leaders }}项标准、{{ last.leaders.all_enterprises }}家企业"
        "成为领跑者，详见{{ no.leaders }}。",
        None,
        chart="leaders",
    )
    page.control("{%p else %}")
    page.text("历年尚无领跑者。")
    page.control("{%p endif %}")


def _rise(page: Page) -> None:
    page.heading("五、各行业企业标准水平提升情况")
    page.heading("（一）水平分布", 2)
    _shown(
        page,
        "levels",
        (36, 20, 20, 20, 21, 19, 20),
        "上榜标准分属{{ count.levels }}个行业。上榜标准最多的{{ rows.levels[0].industry }}有"
        "{{ rows.levels[0].entries }}项，其中达到第1水平的占{{ rows.levels[0].level_1_share }}，"
        "详见{{ no.levels }}。"
        "{% if total.levels.entries_before == '0' %}上年度没有排行榜，不作年度比较。{% endif %}",
        "本年度没有上榜标准，不作水平分析。",
        chart="levels",
    )
    page.heading("（二）核心指标", 2)
    _shown(
        page,
        "medians",
        (22, 32, 15, 17, 26, 14, 16, 14),
        "上榜标准{{ count.medians }}项核心指标的中位数，与截止日有效的国家标准、行业标准限值比较，"
        "详见{{ no.medians }}。同一指标有几个限值的，取最严的一个；以等级表示的指标不计中位数。",
        "本年度没有可以比较的核心指标。",
    )


def _supervision(page: Page) -> None:
    page.heading("六、监督与动态管理")
    page.heading("（一）监督结果比对", 2)
    _shown(
        page,
        "findings",
        (44, 20, 28, 22, 24, 18),
        "将领跑者名单与“双随机、一公开”监督抽查结果、失信企业名单等比对，本年度共有"
        "{{ total.findings.findings }}条有效记录，涉及声明企业的不利记录"
        "{{ total.findings.adverse }}条，"
        "其中涉及领跑者{{ total.findings.leaders }}条，已上报{{ total.findings.reported }}条，"
        "详见{{ no.findings }}。",
        "本年度没有监督抽查、失信企业名单等记录可供比对。",
    )
    page.heading("（二）领跑者不利记录及处理", 2)
    _shown(
        page,
        "leaders_found",
        (35, 30, 20, 30, 24, 17),
        "涉及领跑者的不利记录{{ count.leaders_found }}项次，其中已取消称号"
        "{{ cancelled_titles }}项次，"
        "尚待核实{{ undecided_titles }}项次，"
        "详见{{ no.leaders_found }}。",
        "本年度没有涉及领跑者的不利记录。",
    )
    page.control("{%p if rows.proposals %}")
    _shown(
        page,
        "proposals",
        (46, 18, 24, 27, 24, 17),
        "对领跑者开展动态监测，本年度发现可能退出的情形{{ total.proposals.proposals }}项，"
        "其中已取消称号"
        "{{ total.proposals.confirmed }}项，经核实不取消{{ total.proposals.rejected }}项，待核实"
        "{{ total.proposals.open }}项，详见{{ no.proposals }}。",
        None,
    )
    page.control("{%p endif %}")
    page.heading("（三）退出", 2)
    _shown(
        page,
        "exits",
        (25, 26, 18, 22, 20, 23, 22),
        "本年度取消领跑者称号{{ count.exits }}项，详见{{ no.exits }}。"
        "被取消称号的企业三年内不再纳入企业标准排行榜和领跑者评估。",
        "本年度没有取消领跑者称号。",
    )


def _participation(page: Page) -> None:
    page.heading("七、试点与消费者参与")
    page.heading("（一）服务业标准化试点", 2)
    _shown(
        page,
        "pilots",
        (28, 12, 16, 16, 25, 25, 17, 17),
        "本年度申报或在试点期内的服务业标准化试点{{ count.pilots }}个，报告进展合计"
        "{{ total.pilots.progress_reports }}次，形成典型案例{{ total.pilots.cases }}个，"
        "详见{{ no.pilots }}。",
        "本年度没有申报或在试点期内的服务业标准化试点。",
    )
    page.control("{%p if rows.effects %}")
    _shown(page, "effects", (42, 22, 34, 18, 20, 20), "试点报告的成效见{{ no.effects }}。", None)
    page.control("{%p endif %}")
    page.heading("（二）消费者反馈", 2)
    _shown(
        page,
        "feedback",
        (44, 20, 20, 72),
        "本年度收集消费者反馈{{ total.feedback.feedback }}条，涉及{{ count.feedback }}个领域，"
        "最多的是"
        "{{ rows.feedback[0].field }}（{{ rows.feedback[0].feedback }}条），详见"
        "{{ no.feedback }}。"
        "一条反馈可以提及几项指标。",
        "本年度没有收到消费者反馈。",
    )
    page.heading("八、时间节点完成情况")
    _shown(
        page,
        "milestones",
        (35, 41, 26, 35, 19),
        "本年度到期的时间节点{{ count.milestones }}项，按期完成{{ milestones_kept }}项，"
        "逾期完成{{ milestones_late }}项，逾期未完成"
        "{{ milestones_missed }}项，未到期{{ milestones_ahead }}项，"
        "详见{{ no.milestones }}。",
        "本年度没有到期的时间节点。",
    )


def _shown(
    page: Page,
    code: str,
    widths: Sequence[int],
    text: str,
    empty: str | None,
    chart: str | None = None,
) -> None:
    stated(page, _ASKED[code], widths, text, empty, chart)
