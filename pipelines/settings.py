"""The environment and the paths.

The only module that reads `os.environ`; every path hangs off one data root.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Mapping

PROJECT_ROOT = Path(__file__).resolve().parent.parent
_URL_PREFIX, _URL_SUFFIX = "LINGPAO_SOURCE_", "_URL"
_LABEL = r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?"
_HOST = re.compile(rf"{_LABEL}(?:\.{_LABEL})+")


@dataclass(frozen=True)
class Settings:
    """Where this installation keeps its files and what its environment overrides.

    Attributes:
        data_root: folder of everything that runs make (`LINGPAO_DATA_ROOT`, default `data/` of the
            checkout).
        source_urls: base URLs by source name (`LINGPAO_SOURCE_<NAME>_URL`, name in capitals, `-` as
            `_`).
        ledger_url: database of decisions (`LINGPAO_LEDGER_URL`); None: SQLite under the data root.
        webhook_url: where failures are posted as JSON (`LINGPAO_WEBHOOK_URL`), or None.
        threads: cores that DuckDB may use (`LINGPAO_THREADS`).
        memory_limit: of DuckDB, in its own spelling (`LINGPAO_MEMORY_LIMIT`).
        feeds_authority: host name of the publisher, which makes the ids of feed entries its own
            (`LINGPAO_FEEDS_AUTHORITY`); readers know entries by it, so it is set once.
        dbt_project: the dbt project; that of the checkout, or a part of it elsewhere.
    """

    data_root: Path
    source_urls: Mapping[str, str] = field(default_factory=dict)
    ledger_url: str | None = None
    webhook_url: str | None = None
    threads: int = 2
    memory_limit: str = "3GB"
    feeds_authority: str = "lingpao.invalid"
    dbt_project: Path = PROJECT_ROOT / "dbt_project"

    @classmethod
    def load(cls, data_root: Path | None = None, environ: Mapping[str, str] | None = None) -> Self:
        """Reads the environment; an explicit `data_root` wins over it.

        Raises:
            ValueError: a variable holds something that cannot be used; the message names it.
        """
        env = os.environ if environ is None else environ
        root = data_root or Path(env.get("LINGPAO_DATA_ROOT") or PROJECT_ROOT / "data")
        threads = env.get("LINGPAO_THREADS", "2")
        if not threads.isdigit() or int(threads) < 1:
            raise ValueError(f"环境变量 LINGPAO_THREADS 应为正整数，现为 {threads!r}")
        authority = env.get("LINGPAO_FEEDS_AUTHORITY") or cls.feeds_authority
        if not _HOST.fullmatch(authority):
            raise ValueError(
                f"环境变量 LINGPAO_FEEDS_AUTHORITY 应为域名，如 www.example.cn，现为 {authority!r}"
            )
        return cls(
            data_root=root.expanduser().resolve(),
            source_urls={
                name.removeprefix(_URL_PREFIX)
                .removesuffix(_URL_SUFFIX)
                .lower()
                .replace("_", "-"): url
                for name, url in env.items()
                if name.startswith(_URL_PREFIX) and name.endswith(_URL_SUFFIX) and url
            },
            ledger_url=env.get("LINGPAO_LEDGER_URL") or None,
            webhook_url=env.get("LINGPAO_WEBHOOK_URL") or None,
            threads=int(threads),
            memory_limit=env.get("LINGPAO_MEMORY_LIMIT", "3GB"),
            feeds_authority=authority,
        )

    @property
    def raw(self) -> Path:
        """As sent, never changed."""
        return self.data_root / "raw"

    @property
    def normalised(self) -> Path:
        """Typed Parquet, one partition a source and fetch date."""
        return self.data_root / "normalised"

    @property
    def warehouse(self) -> Path:
        """The DuckDB file that only dbt writes."""
        return self.data_root / "warehouse" / "lingpao.duckdb"

    @property
    def release(self) -> Path:
        """What analysts read."""
        return self.data_root / "release"

    @property
    def site(self) -> Path:
        """Pages, for the institution and for the public."""
        return self.data_root / "site"

    @property
    def feeds(self) -> Path:
        """What other platforms read by machine."""
        return self.data_root / "feeds"

    @property
    def ledger(self) -> Path:
        """Decisions people took."""
        return self.data_root / "ledger"

    @property
    def dagster_home(self) -> Path:
        """Runs, events and schedules of the orchestrator."""
        return self.data_root / "dagster"

    @property
    def logs(self) -> Path:
        """One file a run of the nightly job."""
        return self.data_root / "logs"

    @property
    def reports(self) -> Path:
        """Forms, letters and reports."""
        return self.data_root / "reports"

    @property
    def reference(self) -> Path:
        """Committed reference data."""
        return PROJECT_ROOT / "data" / "reference"

    @property
    def sample(self) -> Path:
        """Committed recorded pages of fictional enterprises."""
        return PROJECT_ROOT / "data" / "sample"

    @property
    def sources_file(self) -> Path:
        """URLs, pace, paging, coverage, precedence."""
        return PROJECT_ROOT / "pipelines" / "config" / "sources.yml"

    def child_environment(self) -> dict[str, str]:
        """This process's environment and what the dbt project's profile reads."""
        return {
            **os.environ,
            "LINGPAO_WAREHOUSE": str(self.warehouse),
            "LINGPAO_NORMALISED": str(self.normalised),
            "LINGPAO_THREADS": str(self.threads),
            "LINGPAO_MEMORY_LIMIT": self.memory_limit,
            "DBT_TARGET_PATH": str(self.dbt_target),
            "DBT_LOG_PATH": str(self.logs / "dbt"),
            "DBT_PROFILES_DIR": str(self.dbt_project),
            "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        }

    @property
    def dbt_target(self) -> Path:
        """Compiled models, manifest and run results."""
        return self.data_root / "warehouse" / "dbt"

    def export(self) -> None:
        """Puts what dbt and Dagster read into this process's environment."""
        os.environ.update(self.child_environment())
        os.environ["DAGSTER_HOME"] = str(self.dagster_home)
        os.environ["LINGPAO_DATA_ROOT"] = str(self.data_root)
        os.environ.setdefault("DAGSTER_DISABLE_TELEMETRY", "yes")
