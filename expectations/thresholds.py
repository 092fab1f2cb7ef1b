"""The thresholds of the data's own suites, read from `suites.yml`."""

from __future__ import annotations

from pathlib import Path
from typing import Self

from pydantic import Field, model_validator

from expectations.files import Entry, read_file
from expectations.results import Severity  # noqa: TC001 (pydantic reads it at run time)

THRESHOLDS = Path(__file__).parent / "suites.yml"

ROW_FACTS = frozenset(
    {
        "keys_unique",
        "required_present",
        "values_in_domain",
        "bounds_ordered",
        "no_identity_numbers",
        "no_telephone_numbers",
    }
)
"""Facts that each row holds or breaks; they take no bound."""

FIGURE_FACTS = frozenset(
    {
        "records_accounted",
        "run_complete",
        "received_some",
        "received_steady",
        "requirements_understood",
        "requirements_understood_steady",
        "indicators_disclosed",
        "indicators_disclosed_steady",
        "indicator_names_known",
        "products_categorised",
    }
)
"""Facts about one figure of a night; they need a bound."""


class Threshold(Entry):
    """What one fact asks for.

    Attributes:
        severity: of a failure.
        at_least, at_most: of the figure itself.
        may_fall_by, may_rise_by: of a figure that is a change against the runs before.
        min_rows: below so many rows a failure only warns.
    """

    severity: Severity
    at_least: float | None = None
    at_most: float | None = None
    may_fall_by: float | None = Field(default=None, ge=0)
    may_rise_by: float | None = Field(default=None, ge=0)
    min_rows: int = Field(default=0, ge=0)

    @property
    def low(self) -> float | None:
        """The least value that holds, null: none."""
        return self.at_least if self.may_fall_by is None else -self.may_fall_by

    @property
    def high(self) -> float | None:
        """The greatest value that holds, null: none."""
        return self.at_most if self.may_rise_by is None else self.may_rise_by

    def severity_of(self, rows: int) -> Severity:
        """Severity of a failure that so many rows speak for."""
        return self.severity if rows >= self.min_rows else "warning"


class Thresholds(Entry):
    """The whole file.

    Attributes:
        history_runs: fetch dates before the one checked that a change is measured against.
        facts: a threshold for each of `ROW_FACTS` and `FIGURE_FACTS`.
    """

    history_runs: int = Field(ge=1)
    facts: dict[str, Threshold]

    @model_validator(mode="after")
    def _covers_every_fact(self) -> Self:
        known = ROW_FACTS | FIGURE_FACTS
        bounded = {
            name for name, fact in self.facts.items() if (fact.low, fact.high) != (None, None)
        }
        wrong = {
            "缺少": known - self.facts.keys(),
            "不认识": self.facts.keys() - known,
            "应写界限：": FIGURE_FACTS & self.facts.keys() - bounded,
            "不应写界限：": ROW_FACTS & bounded,
        }
        if any(wrong.values()):
            raise ValueError(
                "facts "
                + "；".join(
                    f"{word} {'、'.join(sorted(names))}" for word, names in wrong.items() if names
                )
            )
        return self


def load_thresholds(path: Path = THRESHOLDS) -> Thresholds:
    """The thresholds of a file.

    Raises:
        EntryError: the file is wrong; each finding names the entry.
    """
    return read_file(path, Thresholds)
