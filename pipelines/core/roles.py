"""Who acts in a programme: the roles of the documents, as codes and as people read them."""

from __future__ import annotations

from typing import Literal, get_args

Role = Literal[
    "work_institution",
    "assessment_body",
    "expert_committee",
    "enterprise",
    "regulator",
    "county_office",
    "working_group",
    "reporting_unit",
    "ministry",
    "pilot_unit",
    "province_department",
    "pipeline",
]

ROLES: tuple[Role, ...] = get_args(Role)

ROLES_ZH: dict[Role, str] = {
    "work_institution": "工作机构",
    "assessment_body": "评估机构",
    "expert_committee": "专家委员会",
    "enterprise": "企业",
    "regulator": "市场监管部门",
    "county_office": "县（市、区）市场监督管理局",
    "working_group": "专项工作组",
    "reporting_unit": "报送单位",
    "ministry": "主管部委",
    "pilot_unit": "试点单位",
    "province_department": "省级商务、市场监管部门",
    "pipeline": "系统",
}
"""`pipeline` is lingpao itself: it proposes and reminds, it never decides."""
