"""The dbt models of the fields' wide tables, generated: a new indicator is a new column."""

from __future__ import annotations

from typing import TYPE_CHECKING

import yaml

from pipelines.core.field_tables import FIELD_TABLE_GRAIN, field_tables
from pipelines.core.schemes import load_schemes
from pipelines.store.contract import ContractTable
from pipelines.store.digest import digest_files
from pipelines.store.files import write_bytes

if TYPE_CHECKING:
    from pathlib import Path

    from pipelines.settings import Settings

_PROPERTIES = "_fields.yml"


def write_field_tables(settings: Settings) -> None:
    """Rewrites the models when a scheme has changed since they were written.

    Raises:
        YamlFileError: a scheme cannot be used.
        ValueError: an indicator's code is the name of another column.
    """
    schemes = settings.reference / "schemes"
    folder = _folder(settings)
    mark = f"# generated from the schemes, digest {digest_files(schemes)}\n"
    properties = folder / _PROPERTIES
    if properties.exists() and properties.read_text(encoding="utf-8").startswith(mark):
        return
    tables = field_tables(load_schemes(schemes))
    wanted = {f"{table.name}.sql": table.sql() for table in tables}
    for name, sql in wanted.items():
        write_bytes(folder / name, sql.encode())
    for path in folder.glob("*.sql"):
        if path.name not in wanted:
            path.unlink()
    models = {"version": 2, "models": [table.properties() for table in tables]}
    body = mark + yaml.safe_dump(models, allow_unicode=True, sort_keys=False, width=1000)
    write_bytes(properties, body.encode())


def field_table_contract(settings: Settings) -> tuple[ContractTable, ...]:
    """The generated tables, as a release holds them."""
    names = sorted(path.stem for path in _folder(settings).glob("*.sql"))
    return tuple(ContractTable(name, FIELD_TABLE_GRAIN) for name in names)


def _folder(settings: Settings) -> Path:
    return settings.dbt_project / "models" / "marts" / "fields"
