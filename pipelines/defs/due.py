"""The daily look at what is due: a check beside the release, carried by the webhook too."""

import dagster as dg

from pipelines.defs.release import RELEASE
from pipelines.stages.due import tell_due
from pipelines.stages.installation import Installation

_SHOWN = 20


@dg.asset_check(
    asset=RELEASE,
    name="nothing_is_pressing",
    description="Decisions and milestones that are overdue or due within a week; stops nothing.",
)
def nothing_is_pressing(installation: dg.ResourceParam[Installation]) -> dg.AssetCheckResult:
    """After each night's release, because boards and exits that it found make decisions due."""
    told = tell_due(installation)
    overdue = sum(each["state"] == "overdue" for each in told)
    lines = [f"{each['due_on']} {'、'.join(each['by_zh'])}：{each['what']}" for each in told]
    return dg.AssetCheckResult(
        passed=not told,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={
            "overdue": overdue,
            "due_within_a_week": len(told) - overdue,
            "first": dg.MetadataValue.md("\n".join(f"- {line}" for line in lines[:_SHOWN])),
        },
    )
