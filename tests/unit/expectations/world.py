"""A small normalised layer in files: what the checks read, one panel product by default."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

import polars as pl

from pipelines.core import reference_tables, tables

if TYPE_CHECKING:
    from pathlib import Path

ON = date(2026, 5, 30)

REFERENCE: dict[str, list[dict[str, Any]]] = {
    "units": [
        {"unit": "mg/m3", "dimension": "mass_concentration", "factor": 1e-6},
        {"unit": "μg/m3", "dimension": "mass_concentration", "factor": 1e-9},
        {"unit": "mg/L", "dimension": "mass_concentration_liquid", "factor": 1e-3},
        {"unit": "mg/kg", "dimension": "mass_fraction", "factor": 1e-6},
        {"unit": "g/kg", "dimension": "mass_fraction", "factor": 1e-3},
        {"unit": "%", "dimension": "ratio", "factor": 0.01},
    ],
    "indicator_aliases": [
        {
            "alias": "甲醛释放量",
            "indicator_code": "formaldehyde_chamber",
            "product_category": category,
        }
        for category in ("wood_based_panel", "panel_product", "panel_furniture")
    ]
    + [
        {
            "alias": "甲醛释放量",
            "indicator_code": "formaldehyde_desiccator",
            "product_category": "solid_wood_furniture",
        },
        {"alias": "可迁移铅", "indicator_code": "migratable_lead"},
        {"alias": "可溶性铅", "indicator_code": "soluble_lead"},
        {"alias": "噪声", "indicator_code": "noise"},
        {"alias": "接通率", "indicator_code": "phone_answer_rate"},
    ],
    "category_ancestors": [
        {"product_category": child, "ancestor_category": ancestor, "distance": distance}
        for chain in (
            ("wood_based_panel",),
            ("panel_product",),
            ("panel_furniture", "wooden_furniture", "furniture"),
            ("solid_wood_furniture", "wooden_furniture", "furniture"),
            ("bank_outlet",),
        )
        for child in chain[:1]
        for distance, ancestor in enumerate(chain)
    ],
    "product_matches": [
        {"category_text": text, "product_name": "示例板", "product_category": category}
        for text, category in (
            ("人造板", "wood_based_panel"),
            ("人造板制品", "panel_product"),
            ("板式家具", "panel_furniture"),
            ("实木家具", "solid_wood_furniture"),
            ("银行网点", "bank_outlet"),
            (None, "panel_product"),
            ("说不清", None),
        )
    ],
    "method_matches": [
        {"test_method_text": "GB/T 17657-2022 4.60", "test_method": "climate_chamber_1m3"},
        {"test_method_text": "干燥器法", "test_method": "desiccator_24h"},
        {"test_method_text": "GB 6675.4-2014", "test_method": "migration_gb_6675_4"},
        {"test_method_text": "GB/T 17657-2022", "test_method": None},
    ],
}


@dataclass
class World:
    """Rows by table, written as partitions by `save`; `declare` adds a whole declaration."""

    root: Path
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    reference: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: dict(REFERENCE))
    overruled: list[dict[str, Any]] = field(default_factory=list)

    def add(self, table: str, **row: Any) -> None:
        self.rows.setdefault(table, []).append({"source": "cpbz", "fetched_on": ON} | row)

    def declare(
        self,
        record_id: str = "r1",
        *,
        category: str | None = "人造板制品",
        cites: tuple[str, ...] = (),
        products: bool = True,
        **row: Any,
    ) -> None:
        key = {name: row.pop(name) for name in ("source", "fetched_on") if name in row}
        published_on = row.pop("published_on", date(2025, 1, 1))
        self.add(
            "declarations",
            record_id=record_id,
            **key,
            **(
                {
                    "enterprise_id": "000000001",
                    "org_name": "示例木业有限公司",
                    "standard_no": f"Q/SL {record_id}-2025",
                    "standard_name": "示例板",
                    "published_on": published_on,
                    "published_at": datetime.combine(published_on, time(8)),
                    "status": "in_force",
                    "discloses_indicators": True,
                }
                | row
            ),
        )
        if products:
            self.add(
                "declared_products",
                record_id=record_id,
                **key,
                product_no=1,
                product_name="示例板",
                category_text=category,
            )
        for number in cites:
            self.add("declared_citations", record_id=record_id, **key, standard_no=number)

    def indicate(self, record_id: str = "r1", **row: Any) -> None:
        self.add(
            "declared_indicators",
            record_id=record_id,
            **(
                {
                    "row_no": 1,
                    "part_no": 1,
                    "indicator_name": "甲醛释放量",
                    "status": "parsed",
                    "op": "le",
                    "unit": "mg/m3",
                    "test_method_text": "GB/T 17657-2022 4.60",
                }
                | row
            ),
        )

    def overrule(self, **row: Any) -> None:
        """One part of what a person reads in the cell `≤0.8Omg/m³` of declaration r1."""
        self.overruled.append(
            {
                "decision_id": "D-1",
                "subject": "r1",
                "indicator_name_raw": "甲醛释放量",
                "requirement_raw": "≤0.8Omg/m³",
                "recorded_at": datetime(2026, 6, 1),  # noqa: DTZ001
                "part_no": 1,
                "unit": "mg/m3",
            }
            | row
        )

    def save(self) -> Path:
        """Writes every partition that has rows, and every reference table; returns the root."""
        for table, rows in self.rows.items():
            schema = tables.PARTITIONED[table]
            frame = pl.DataFrame(rows, schema=schema)
            for (source, fetched_on), part in frame.group_by("source", "fetched_on"):
                path = self.root / table / str(source) / f"{fetched_on}.parquet"
                path.parent.mkdir(parents=True, exist_ok=True)
                part.write_parquet(path)
        path = self.root / "overruled_values" / "all.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        pl.DataFrame(self.overruled, schema=tables.OVERRULED_VALUES).write_parquet(path)
        for name, rows in self.reference.items():
            path = self.root / "reference" / f"{name}.parquet"
            path.parent.mkdir(parents=True, exist_ok=True)
            pl.DataFrame(rows, schema=reference_tables.REFERENCE[name]).write_parquet(path)
        return self.root
