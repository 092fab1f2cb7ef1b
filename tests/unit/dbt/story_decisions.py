"""What people decide in the small world: a board published, leaders named, one of them put out."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.unit.dbt.world import World

BOARD = "panel_furniture/panel_furniture/2026Q1"
LIST = "2026/panel_furniture/panel_furniture"
PRODUCTS = "2026/panel_furniture/panel_product"


class Book:
    """The ledger as the warehouse reads it: decisions get their numbers in the order of telling."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._seq = 0

    def write(
        self,
        kind: str,
        subject: str,
        on: str,
        *,
        moves: tuple[str, str] | None = None,
        recorded: str | None = None,
        **payload: Any,
    ) -> None:
        """A decision effective `on` a day and recorded at noon there, or on the day `recorded`.

        Args:
            moves: type of the subject and the state that it comes to; None: a fact.
        """
        self._seq += 1
        day = datetime.combine(date.fromisoformat(recorded or on), time(12), UTC)
        self._world.add(
            "decisions",
            {
                "decision_id": f"D-{100 + self._seq:06}",
                "seq": 100 + self._seq,
                "kind": kind,
                "subject": subject,
                "programme": "national",
                "effective_on": date.fromisoformat(on),
                "recorded_at": (day - timedelta(hours=8)).replace(tzinfo=None),
                "subject_type": moves[0] if moves else None,
                "state_after": moves[1] if moves else None,
                "payload": json.dumps(payload),
            },
        )


def decide(world: World) -> None:
    """Everything that is decided after the nights' data, in its order."""
    book = Book(world)
    _scheme_and_board(book)
    _leaders(book)
    _exits(book)


def _scheme_and_board(book: Book) -> None:
    book.write("body_registered", "91990000EX0009990X", "2026-01-05",
               moves=("assessment_body", "registered"), name="示例标准化院")  # fmt: skip
    book.write("scheme_published", "national_2026_panel/1", "2026-03-01",
               moves=("scheme", "published"))  # fmt: skip
    book.write("consent_given", f"{BOARD}/EX01-100", "2026-04-02")
    book.write("consent_refused", f"{BOARD}/EX29-100", "2026-04-02")
    book.write("standing_consent", "EX0000013", "2026-04-02")
    book.write("board_submitted", BOARD, "2026-04-03", moves=("board", "submitted"),
               revision=1, left_out=["EX29-100"])  # fmt: skip
    book.write("board_publicity_started", BOARD, "2026-04-07", moves=("board", "in_publicity"),
               publicity_to="2026-04-21")  # fmt: skip
    book.write("objection_raised", BOARD, "2026-04-08", moves=("board", "in_publicity"),
               objection_id="Y-1", text="示例")  # fmt: skip
    book.write("objection_dismissed", BOARD, "2026-04-10", moves=("board", "in_publicity"),
               objection_id="Y-1", opinion="不成立")  # fmt: skip
    book.write("board_published", BOARD, "2026-04-22", moves=("board", "published"))


def _leaders(book: Book) -> None:
    for subject, board, names in (
        (LIST, BOARD, ["EX01-100", "EX13-100", "EX14-100", "EX20-100", "EX31-100"]),
        (PRODUCTS, "panel_furniture/panel_product/2026Q1", ["EX22-100"]),
    ):
        book.write("shortlist_fixed", subject, "2026-04-23", moves=("leader_list", "shortlisted"),
                   board=board, declarations=names)  # fmt: skip
        book.write("leaders_publicity_started", subject, "2026-04-24",
                   moves=("leader_list", "in_publicity"), publicity_to="2026-05-11")  # fmt: skip
        book.write("leaders_published", subject, "2026-05-12", moves=("leader_list", "published"),
                   valid_from="2026-05-12", valid_to="2027-05-12",
                   certificates={name: f"N-{name}" for name in names})  # fmt: skip


def _exits(book: Book) -> None:
    # fraud: out on 4 July, written down two days later; barred from the next board on
    book.write("exit_proposed", f"{LIST}/EX13-100", "2026-07-03",
               moves=("leader", "exit_proposed"), reason=6, text="弄虚作假")  # fmt: skip
    book.write("exit_confirmed", f"{LIST}/EX13-100", "2026-07-04", recorded="2026-07-06",
               moves=("leader", "exited"), reason=6, text="弄虚作假",
               enterprise_id="EX0000013")  # fmt: skip
