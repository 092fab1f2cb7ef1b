"""Whatever a payload holds: a draft is admitted or refused with a sentence, and nothing breaks."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.ledger.admit import admission
from pipelines.ledger.case import RefusedError
from tests.unit.ledger.test_admit_pilots import FILED
from tests.unit.ledger.world import (
    BOARD,
    BODY,
    LEADERS,
    OPINIONS,
    PROCEDURES,
    SCHEME,
    World,
    scheme,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipelines.ledger.decision import Draft
    from pipelines.ledger.store import Admit

NAMES = ["id", "unit", "opinions", "commerce", "market", "attention", "consumer_choice"]
TEXTS = st.sampled_from(["decl-A", "decl-C", BOARD, BODY, "2026-06-10", "20260610", "E01", ""])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.just(1.5) | TEXTS | st.just(OPINIONS),
    lambda inner: (
        st.lists(inner, max_size=5) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=3)
    ),
    max_leaves=8,
)


def review(world: World) -> None:
    world.registered().take("scheme_filed", SCHEME, "2026-01-06", body=BODY)
    world.take("scheme_examined", SCHEME, "2026-01-07")


def jincheng(world: World) -> None:
    world.programme = "jincheng-2021"
    world.schemes[SCHEME] = scheme(programme=world.programme)
    world.registered().take("scheme_filed", SCHEME, "2026-01-06", body=BODY)
    world.take("scheme_selected", SCHEME, "2026-01-07")


def scheme_in_publicity(world: World) -> None:
    world.registered().until_in_publicity()


def consented(world: World) -> None:
    world.published_scheme().all_consent()


def board_published(world: World) -> None:
    world.published_scheme().board_in_publicity().publish_board()


def led(world: World) -> None:
    world.published_leaders()


def pilots(world: World) -> None:
    world.programme = "pilots-2024"


def filed(world: World) -> None:
    world.programme = "pilots-2024"
    world.take("pilot_filed", "p", "2024-10-20", **FILED)


def nothing(_: World) -> None:
    return None


def answer(admit: Admit, world: World, draft: Draft, now: datetime) -> str | None:
    """With which sentence a draft is refused; None: it is admitted."""
    with world.ledger.history() as history:
        try:
            admit(draft, history, now)
        except RefusedError as refused:
            return str(refused)
    return None


CASES = [
    ("expert_review_passed", SCHEME, "2026-02-02", review, ["experts"]),
    ("scheme_publicity_started", SCHEME, "2026-02-02", jincheng, ["publicity_to"]),
    ("objection_raised", SCHEME, "2026-02-03", scheme_in_publicity, ["objection_id", "text"]),
    ("objection_upheld", SCHEME, "2026-02-03", scheme_in_publicity, ["objection_id", "opinion"]),
    ("scheme_filed", SCHEME, "2026-02-03", nothing, ["body"]),
    ("board_submitted", BOARD, "2026-04-07", consented, ["body", "revision", "digest", "left_out"]),
    (
        "shortlist_fixed",
        LEADERS,
        "2026-05-06",
        board_published,
        ["body", "board", "declarations", "left_out", "criteria"],
    ),
    ("leader_renewed", f"{LEADERS}/decl-A", "2027-05-06", led, ["valid_to"]),
    ("exit_confirmed", f"{LEADERS}/decl-A", "2026-07-06", led, ["reason", "text", "proposal_id"]),
    ("ban", "EX000000A", "2026-07-06", nothing, ["reason", "until"]),
    ("pilot_filed", "p", "2024-10-20", pilots, ["type", "uscc", "submitted_to", "name"]),
    ("pilot_recommended", "p", "2024-10-21", filed, ["verdicts"]),
]


@pytest.mark.parametrize(
    ("kind", "subject", "day", "lived", "members"), CASES, ids=[case[0] for case in CASES]
)
def test_any_payload_is_admitted_or_refused_with_a_sentence(
    world: World,
    kind: str,
    subject: str,
    day: str,
    lived: Callable[[World], None],
    members: list[str],
) -> None:
    lived(world)
    usual: dict[str, Any] = {"body": BODY, "board": BOARD, "revision": 1, "digest": "d" * 64}
    if kind == "pilot_filed":
        usual = dict(FILED)
    admit = admission(PROCEDURES, world)
    noon = datetime.combine(date(2028, 1, 1), datetime.min.time())

    @settings(max_examples=60, suppress_health_check=list(HealthCheck), deadline=None)
    @given(st.fixed_dictionaries({}, optional=dict.fromkeys(members, VALUES)))
    def holds(payload: dict[str, Any]) -> None:
        draft = world.draft(kind, subject, day, **(usual | payload))
        said = answer(admit, world, draft, noon)
        assert said is None or (said.startswith(f"{kind} {subject}：") and "（依据：" in said)

    holds()
