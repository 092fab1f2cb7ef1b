"""What a January report is about, and the parts of queries that several of its tables need."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipelines.reports.figures import Column, Release, Table


@dataclass(frozen=True)
class Asked:
    """A table of the report, before a release is asked; see `figures.Table`."""

    code: str
    caption: str
    columns: tuple[Column, ...]
    query: str


@dataclass(frozen=True)
class Scope:
    """A programme's year, as a release knows it.

    Attributes:
        release: that is asked.
        programme: whose report it is.
        year: that is reported.
    """

    release: Release
    programme: str
    year: int

    @property
    def as_of(self) -> date:
        """The year's last day, or the last one that the release has reached."""
        return min(date(self.year, 12, 31), self.release.manifest.run_on)

    @property
    def is_over(self) -> bool:
        """Whether the release has reached the year's end."""
        return self.as_of == date(self.year, 12, 31)

    def table(self, asked: Asked) -> Table:
        """A table of the report; its query asks by the names that are set here."""
        return self.release.table(
            asked.code, asked.caption, asked.columns, asked.query, **self._named()
        )

    def _named(self) -> dict[str, Any]:
        begins = date(self.year, 1, 1)
        return {
            "programme": self.programme,
            "year": self.year,
            "begins": begins,
            "as_of": self.as_of,
            "day_before": begins - timedelta(days=1),
        }


STANDING = """standing as (
    -- from when and until when each version of a declaration stood: from the day it was published,
    -- later versions from the night they were seen, unless abolished or replaced
    select
        declaration_id,
        enterprise_id,
        province_code,
        greatest(
            coalesce(published_on, first_observed_on),
            case when version > 1 then observed_from end
        ) as from_on,
        observed_to as until_on
    from fct_declaration_history
    where status is null or status not in ('abolished', 'replaced')
)"""
"""CTE: rows of one declaration do not overlap; `until_on` is exclusive, null where it is open."""

NEW = """declared as (
    select
        declaration_id,
        enterprise_id,
        province_code,
        coalesce(published_on, first_observed_on) as declared_on
    from fct_declarations
)"""
"""CTE: every declaration with the day on which it was made public."""

ANNUAL = """annual as (
    -- of a year's boards the last one: it counts what the earlier ones did, and what came since
    select *
    from fct_boards
    where programme = $programme
    qualify
        row_number() over (
            partition by year, field_code, product_category order by cut_off_on desc, period desc
        ) = 1
)"""
"""CTE: the annual board of each field and product category, of all years."""

INDUSTRIES = """industries as (
    select product_category, coalesce(industry_name_zh, '未归入行业') as industry
    from dim_product_categories
)"""
"""CTE: the industry (GB/T 4754) of each product category."""
