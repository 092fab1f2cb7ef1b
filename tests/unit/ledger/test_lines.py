from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from pipelines.ledger.decision import Evidence, chained, rehashed
from pipelines.ledger.lines import from_line, to_line
from tests.unit.ledger.test_store import draft

if TYPE_CHECKING:
    from pipelines.ledger.decision import Decision


def decision() -> Decision:
    return chained(
        draft(evidence=(Evidence("示例报告.pdf", "a" * 64),)),
        seq=7,
        recorded_at=datetime(2026, 7, 1, 4, 0, 0, 123),  # noqa: DTZ001 - naive UTC
        subject_type="note",
        state_before=None,
        state_after="noted",
        place="三（一）1",
        previous_hash="b" * 64,
    )


def test_a_decision_is_read_back_as_it_was() -> None:
    line = to_line(decision())
    assert "\n" not in line
    assert from_line(line) == decision()


def test_a_hash_is_for_ever_the_one_that_ledgers_were_written_with() -> None:
    known = "3dcd387146418161e679a064094743d9f838d1160afc5f43bbcf6faed6941e86"
    assert decision().hash == known
    assert rehashed(decision()) == decision()


@pytest.mark.parametrize("line", ["", "{", "[]", "{}", '{"seq": 1}', to_line(decision())[:-9]])
def test_what_is_no_decision_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match="不是一条决定"):
        from_line(line)
