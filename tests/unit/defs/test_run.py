"""What a command is told of a run that failed."""

from __future__ import annotations

import dagster as dg
import pytest

from pipelines.defs.reading import PAGES
from pipelines.defs.release import RELEASE
from pipelines.defs.run import Failure, failures_of


@pytest.mark.parametrize(
    ("fails", "told"),
    [
        (None, []),
        (RELEASE, [Failure("release__snapshot", "磁盘已满", is_released=False)]),
        (PAGES, [Failure("site__pages", "磁盘已满", is_released=True)]),
    ],
)
def test_a_failure_knows_whether_a_release_was_made_before_it(
    fails: dg.AssetKey | None, told: list[Failure]
) -> None:
    def work(key: dg.AssetKey) -> None:
        if key == fails:
            raise OSError("磁盘已满")

    @dg.asset(key=RELEASE)
    def snapshot() -> None:
        work(RELEASE)

    @dg.asset(key=PAGES, deps=[RELEASE])
    def pages() -> None:
        work(PAGES)

    result = dg.materialize([snapshot, pages], raise_on_error=False)
    found = failures_of(result, "nightly")
    assert [(each.step, each.is_released) for each in found] == [
        (each.step, each.is_released) for each in told
    ]
    assert all("磁盘已满" in each.message for each in found)
