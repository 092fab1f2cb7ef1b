"""A programme's year in a release, as polars frames."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl

if TYPE_CHECKING:
    from pathlib import Path

Rows = dict[Any, dict[str, Any]]
"""Rows of a table by what names them."""

BOARD = ["field_code", "product_category", "period"]
"""What names a board of a programme."""

_ENDED = ["abolished", "replaced"]


@dataclass(frozen=True)
class Year:
    """A programme's year in a release.

    Attributes:
        folder: of the release's Parquet.
        reached: last fetch date of the release.
    """

    folder: Path
    programme: str
    year: int
    reached: date

    @property
    def ends(self) -> date:
        """The last day that counts."""
        return min(self.reached, date(self.year, 12, 31))

    @property
    def begins(self) -> date:
        """The first day."""
        return date(self.year, 1, 1)

    def read(self, name: str) -> pl.DataFrame:
        """A table."""
        return pl.read_parquet(self.folder / f"{name}.parquet")

    def own(self, name: str) -> pl.DataFrame:
        """A table's rows of the programme."""
        return self.read(name).filter(pl.col("programme") == self.programme)

    def within(self, column: str) -> pl.Expr:
        """Whether a day lies in the year, up to the last one that counts."""
        return pl.col(column).is_between(self.begins, self.ends)

    def declared(self) -> pl.DataFrame:
        """All declarations with the day on which they were made."""
        return self.read("fct_declarations").with_columns(
            on=pl.coalesce("published_on", "first_observed_on")
        )

    def standing(self, day: date) -> pl.DataFrame:
        """What stood on a day: of each declaration the newest version that was known by then."""
        return (
            self.read("fct_declaration_history")
            .filter(
                pl.coalesce("published_on", "first_observed_on") <= day,
                (pl.col("version") == 1) | (pl.col("observed_from") <= day),
            )
            .sort("version")
            .group_by("declaration_id")
            .last()
            .filter(~pl.col("status").is_in(_ENDED).fill_null(value=False))
        )

    def annual(self, year: int) -> pl.DataFrame:
        """The last board of each category in a year."""
        return (
            self.own("fct_boards")
            .filter(pl.col("year") == year)
            .sort("cut_off_on", "period")
            .group_by("field_code", "product_category")
            .last()
        )

    def entries(self, year: int) -> pl.DataFrame:
        """Entries of those boards."""
        return self.own("fct_board_entries").join(self.annual(year), on=BOARD, how="semi")

    def titles(self) -> pl.DataFrame:
        """Titles that were ever published."""
        return self.own("fct_leaders").filter(pl.col("valid_from").is_not_null())

    def industry_of(self) -> dict[str, str]:
        """Industry by category."""
        found = self.read("dim_product_categories")
        return dict(
            zip(
                found["product_category"],
                found["industry_name_zh"].fill_null("未归入行业"),
                strict=True,
            )
        )

    def name_of(self, table: str, code: str, name: str) -> dict[str, str]:
        """Names by code."""
        found = self.read(table)
        return dict(zip(found[code], found[name], strict=True))

    def field_name(self) -> dict[str, str]:
        """Names of the fields, those of the newest list up to the year."""
        found = self.own("dim_key_fields").filter(pl.col("year") <= self.year).sort("year")
        return dict(zip(found["field_code"], found["name_zh"], strict=True))


def by(rows: list[dict[str, Any]], *keys: str) -> Rows:
    """Rows by what names them; nothing may be there twice."""
    found = {tuple(row[key] for key in keys): row for row in rows}
    assert len(found) == len(rows)
    return found
