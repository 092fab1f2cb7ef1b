"""How the platforms of a small world speak: fictional declarations, sheets, catalogues, nights."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from tests.unit.dbt.layer import Layer, Row

if TYPE_CHECKING:
    from collections.abc import Sequence

NIGHTS = (date(2026, 5, 30), date(2026, 6, 14), date(2026, 7, 5), date(2026, 7, 7))
N1, N2, N3, N4 = NIGHTS

_DECLARATION_SOURCES = {
    "qybz": ("window", 1),
    "declaration-file": ("files", 2),
    "cpbz": ("full", 3),
}
_CATALOGUE_SOURCES = {"samr": ("full", 1), "catalogue-file": ("files", 4)}


@dataclass(frozen=True)
class Requirement:
    """One row of an indicator table, read."""

    name: str
    text: str
    method: str | None
    value: dict[str, Any]


def at_most(name: str, high: float, unit: str, method: str | None) -> Requirement:
    """≤ high."""
    return Requirement(
        name,
        f"≤{high}{unit}",
        method,
        {"status": "parsed", "op": "le", "high": high, "high_inclusive": True, "unit": unit},
    )


def at_least(name: str, low: float, unit: str, method: str | None) -> Requirement:
    """≥ low."""
    return Requirement(
        name,
        f"≥{low}{unit}",
        method,
        {"status": "parsed", "op": "ge", "low": low, "low_inclusive": True, "unit": unit},
    )


def grade(name: str, value: str, method: str | None) -> Requirement:
    """A grade or better."""
    return Requirement(
        name, f"不低于{value}级", method, {"status": "grade", "op": "ge", "grade": value}
    )


def said(name: str, text: str, method: str | None = None) -> Requirement:
    """A text that is no number."""
    return Requirement(name, text, method, {"status": "text"})


def unread(name: str, text: str, method: str | None) -> Requirement:
    """A text that the parser cannot make out."""
    return Requirement(name, text, method, {"status": "unparsed"})


def panel(chamber: float, lead: float, wet_heat: str) -> list[Requirement]:
    """What a panel scheme asks for, by the methods it asks for."""
    return [
        at_most("甲醛释放量", chamber, "mg/m3", "1m3气候箱法"),
        at_most("可迁移铅", lead, "mg/kg", "GB 6675.4"),
        grade("漆膜耐湿热", wet_heat, "GB/T 4893.2"),
    ]


def logistics(satisfaction: float, documents: float, tracking: float) -> list[Requirement]:
    """What the logistics scheme asks for."""
    return [
        at_least("顾客满意度", satisfaction, "%", "调查"),
        at_least("电子单证管理", documents, "%", "记录"),
        at_least("货物跟踪", tracking, "%", "记录"),
        said("投诉渠道", "有", "记录"),
    ]


class World(Layer):
    """A layer that knows how platforms speak."""

    def declare(
        self,
        source: str,
        night: date,
        record_id: str,
        enterprise: str,
        number: str,
        published: str,
        requirements: Sequence[Requirement] = (),
        *,
        category: str = "板式家具",
        change: str = "new",
        status: str = "in_force",
        kind: str = "enterprise",
        model: str | None = "A-1",
        cites: Sequence[str] = (),
    ) -> None:
        """A record that is new or has changed on a night; `published` is an instant at Shanghai."""
        key = {"source": source, "fetched_on": night, "record_id": record_id}
        instant = datetime.fromisoformat(published)
        digest = f"digest of {record_id} on {night}"
        self.add(
            "declarations",
            key
            | {
                "change": change,
                "digest": digest,
                "raw_path": f"{source}/{night}/{record_id}",
                "raw_sha256": "0" * 64,
                "enterprise_id": enterprise,
                "uscc": f"91990000{enterprise}X",
                "uscc_check": "valid",
                "org_name": f"示例{enterprise}有限公司",
                "org_name_raw": f"示例{enterprise}有限公司",
                "province_code": "330000",
                "division_code": "330100",
                "standard_kind": kind,
                "standard_no": number,
                "standard_no_raw": number,
                "is_well_formed": True,
                "standard_series_id": f"{enterprise}/{number.rpartition('-')[0]}",
                "standard_year": int(number.rpartition("-")[2]),
                "standard_name": category,
                "published_at": instant - timedelta(hours=8),
                "published_on": instant.date(),
                "status": status,
                "discloses_indicators": bool(requirements),
            },
        )
        self.add(
            "declared_products",
            key
            | {
                "product_no": 1,
                "product_name": category,
                "product_name_raw": category,
                "model": model,
                "category_text": category,
            },
        )
        self._require(key, requirements)
        self.add("declared_citations", *(key | {"standard_no": cited} for cited in cites))
        self.observe(source, night, record_id, change)

    def sheet(
        self,
        night: date,
        requirements: Sequence[Requirement],
        *,
        ref: str | None = None,
        enterprise: str | None = None,
        org_name: str | None = None,
        number: str | None = None,
    ) -> None:
        """An assessment body's extraction sheet for one declaration."""
        record_id = ref or f"{enterprise or org_name}|{number}"
        key = {"source": "indicator-file", "fetched_on": night, "record_id": record_id}
        self.add(
            "indicator_sets",
            key
            | {
                "change": "new",
                "digest": f"digest of {record_id} on {night}",
                "declaration_ref": ref,
                "enterprise_id": enterprise,
                "org_name": org_name,
                "standard_no": number,
            },
        )
        self._require(key, requirements)
        self.observe("indicator-file", night, record_id, "new")

    def overrule(
        self, decision_id: str, subject: str, name: str, text: str, read: Requirement
    ) -> None:
        """A person's decision on a cell, with its reading."""
        recorded_at = datetime.fromisoformat("2026-07-06T01:00:00")
        self.add(
            "decisions",
            {
                "decision_id": decision_id,
                "kind": "value_overruled",
                "subject": subject,
                "effective_on": date(2026, 7, 6),
                "recorded_at": recorded_at,
                "payload": "{}",
            },
        )
        self.add(
            "overruled_values",
            {
                "decision_id": decision_id,
                "subject": subject,
                "indicator_name_raw": name,
                "requirement_raw": text,
                "requirement_read": read.text,
                "evidence": "标准文本第 4 页",
                "evidence_sha256": "a" * 64,
                "effective_on": date(2026, 7, 6),
                "recorded_at": recorded_at,
                "part_no": 1,
            }
            | read.value,
        )

    def observe(self, source: str, night: date, record_id: str, change: str) -> None:
        """What a night says of a record."""
        self.add(
            "observations",
            {
                "source": source,
                "fetched_on": night,
                "record_id": record_id,
                "change": change,
                "record_count": 1,
                "attempt": 1,
            },
        )

    def run(self, source: str, night: date, *, is_complete: bool = True) -> None:
        """A run of a source."""
        role, coverage, precedence = _role(source)
        self.add(
            "source_runs",
            {
                "source": source,
                "fetched_on": night,
                "attempt": 1,
                "coverage": coverage,
                "role": role,
                "precedence": precedence,
                "is_complete": is_complete,
                "stop_reason": None if is_complete else "challenge",
                "started_at": datetime.fromisoformat(f"{night}T02:00:00"),
                "seconds": 1.0,
            },
        )

    def catalogue(self, source: str, night: date, number: str, **columns: Any) -> None:
        """A standard that is new or has changed in a catalogue."""
        self.add(
            "catalogue_standards",
            {
                "source": source,
                "fetched_on": night,
                "record_id": number,
                "change": "new",
                "standard_no": number,
                "standard_no_raw": number,
                "name": number,
                **columns,
            },
        )
        self.observe(source, night, number, "new")

    def _require(self, key: Row, requirements: Sequence[Requirement]) -> None:
        self.add(
            "declared_indicators",
            *(
                key
                | {
                    "row_no": row_no,
                    "part_no": 1,
                    "indicator_name": item.name,
                    "indicator_name_raw": item.name,
                    "requirement_raw": item.text,
                    "test_method_text": item.method,
                }
                | item.value
                for row_no, item in enumerate(requirements, 1)
            ),
        )


def _role(source: str) -> tuple[str, str, int]:
    if source in _DECLARATION_SOURCES:
        return ("declarations", *_DECLARATION_SOURCES[source])
    if source in _CATALOGUE_SOURCES:
        return ("catalogue", *_CATALOGUE_SOURCES[source])
    return ("indicators", "files", 1)
