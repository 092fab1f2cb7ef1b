"""Assets and checks of the third stage.

National standards and the data's own suites, by Great Expectations.
"""

from collections.abc import Iterator

import dagster as dg

from pipelines.defs.normalise import DECISIONS, REFERENCE
from pipelines.stages.checks import check_data_suites, check_national_standards
from pipelines.stages.installation import Installation

VIOLATIONS = dg.AssetKey(["normalised", "national_violations"])


@dg.multi_asset_check(
    name="data_suites",
    specs=[
        dg.AssetCheckSpec(
            name="data_is_usable",
            asset=REFERENCE,
            blocking=True,
            description="Keys, coverage, parse rate and counts; stops what is downstream.",
        ),
        dg.AssetCheckSpec(
            name="data_is_unremarkable",
            asset=REFERENCE,
            description="Doubts about the data that a person should look at; they stop nothing.",
        ),
    ],
)
def data_suites(installation: dg.ResourceParam[Installation]) -> Iterator[dg.AssetCheckResult]:
    """Runs the suites on the data itself; every result is kept as a row."""
    results = check_data_suites(installation)
    for name, severity in (("data_is_usable", "blocking"), ("data_is_unremarkable", "warning")):
        failed = [r for r in results if r["severity"] == severity and not r["success"]]
        for result in failed:
            installation.say(f"检查未通过（{severity}）：{result['message']}")
        yield dg.AssetCheckResult(
            asset_key=REFERENCE,
            check_name=name,
            passed=not failed,
            severity=dg.AssetCheckSeverity.ERROR
            if severity == "blocking"
            else dg.AssetCheckSeverity.WARN,
            metadata={
                "checked": sum(r["severity"] == severity for r in results),
                "failed": dg.MetadataValue.json([str(r["message"]) for r in failed]),
            },
        )


@dg.asset(
    key=VIOLATIONS,
    # a value that a person overruled is checked as that person reads it
    deps=[REFERENCE, DECISIONS],
    group_name="expectations",
    kinds={"greatexpectations", "duckdb"},
    description="Values that break a mandatory national standard, one row a value and rule.",
    # one process holds the engine's scratch file
    pool="expectations",
)
def national_violations(installation: dg.ResourceParam[Installation]) -> dg.MaterializeResult[None]:
    """Checks every declared value that a limit touches.

    A violation is a row, never a failed run.
    """
    outcome = check_national_standards(installation)
    installation.say(outcome.sentence)
    return dg.MaterializeResult(
        metadata={
            "dagster/row_count": outcome.violations,
            "rules": outcome.rules,
            "seconds": outcome.seconds,
        }
    )
