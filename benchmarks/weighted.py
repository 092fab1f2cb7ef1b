"""`lingpao rank` beside other libraries: one table, one weighted method, Parquet in and out.

python -m benchmarks.weighted [--alternatives 1000000] [--rounds 3] [--peers PYTHON]
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import yaml
from rich.console import Console
from rich.table import Table

from pipelines.settings import PROJECT_ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

OURS = "lingpao"
LIBRARIES = {"scikit-criteria": "skcriteria", "pymcdm": "pymcdm", "pymcdm-checked": "pymcdm"}
"""Who is compared with, and the module by which one sees that it is there."""

PEERS = PROJECT_ROOT / "benchmarks" / ".venv"
"""Where the libraries are looked for; git ignores it."""

DECIMALS = 12
FEW = 10
"""Alternatives of the run that shows what starting costs."""

_SEED = 20261122
_WEIGHTS = (0.05, 0.15, 0.10, 0.10, 0.20, 0.05, 0.05, 0.10, 0.15, 0.05)


def main() -> None:
    """Runs every contestant in turn, some rounds, and prints the table."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--alternatives", type=int, default=1_000_000)
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument(
        "--peers",
        type=Path,
        default=PEERS / "bin" / "python",
        help="the Python that has the extra `bench`; default: that of benchmarks/.venv",
    )
    given = arguments.parse_args()
    for module in sorted(set(LIBRARIES.values())):
        if not has(given.peers, module):
            sys.exit(
                f"{given.peers} has no {module}. Install the libraries to compare with into an "
                f"environment of their own and run this again:\n  python3 -m venv benchmarks/.venv"
                f"\n  benchmarks/.venv/bin/pip install scikit-criteria pymcdm polars"
            )
    folder = Path(tempfile.mkdtemp(prefix="lingpao-weighted-"))
    try:
        contest(folder, given.alternatives, given.rounds, given.peers)
    finally:
        shutil.rmtree(folder)


def has(python: Path, module: str) -> bool:
    """Whether an interpreter is there and can import a module."""
    if not python.exists():
        return False
    return not subprocess.run([python, "-c", f"import {module}"], capture_output=True).returncode


def contest(folder: Path, alternatives: int, rounds: int, peers: Path) -> None:
    """Alternates the contestants over a few and over all alternatives; start-up is the few's."""
    method = write_scheme(folder)
    sizes = {"few": FEW, "all": alternatives}
    for name, count in sizes.items():
        write_alternatives(folder / f"{name}.parquet", count)
    seconds: dict[tuple[str, str], list[tuple[float, float]]] = {}
    for _ in range(rounds):
        for size in sizes:
            for name, command in commands(folder, method, peers).items():
                seconds.setdefault((name, size), []).append(timed(command(size)))
    show(
        folder,
        {
            key: (
                statistics.median(run[0] for run in runs),
                statistics.median(run[1] for run in runs),
            )
            for key, runs in seconds.items()
        },
    )


def timed(command: list[str | Path]) -> tuple[float, float]:
    """Seconds that passed, and processor seconds of the command with its children.

    Raises:
        SystemExit: it failed; what it said is on the terminal.
    """
    start = time.perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
    seconds = time.perf_counter() - start
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        sys.exit(f"{' '.join(map(str, command))} ended with {child.returncode}")
    return seconds, used.ru_utime + used.ru_stime


def commands(
    folder: Path, method: Path, peers: Path
) -> Mapping[str, Callable[[str], list[str | Path]]]:
    """How each contestant is started for a size of table."""

    def ours(size: str) -> list[str | Path]:
        command = Path(sys.executable).with_name("lingpao")
        files = (folder / "scheme.yml", folder / f"{size}.parquet")
        out = folder / f"{OURS}-{size}.parquet"
        return [command, "rank", *files, "--out", out, "--data-root", folder / "data"]

    def theirs(name: str) -> Callable[[str], list[str | Path]]:
        script = PROJECT_ROOT / "benchmarks" / "peers.py"
        return lambda size: [
            *(peers, script, name, folder / f"{size}.parquet", method),
            folder / f"{name}-{size}.parquet",
        ]

    return {OURS: ours, **{name: theirs(name) for name in LIBRARIES}}


def write_scheme(folder: Path) -> Path:
    """Writes the scheme, and its method for the others; returns the latter's file."""
    codes = [f"indicator_{number}" for number in range(len(_WEIGHTS))]
    directions = ["higher" if number % 2 == 0 else "lower" for number in range(len(codes))]
    ends = {"higher": [0, 100], "lower": [100, 0]}
    method = {
        "weights": dict(zip(codes, _WEIGHTS, strict=True)),
        "goalposts": {code: ends[way] for code, way in zip(codes, directions, strict=True)},
        "scale": [0, 100],
    }
    ways = {"kind": "weighted", "normalise": "goalposts", "cap": True, "aggregate": "arithmetic"}
    scheme = {
        "scheme_id": "weighted_benchmark",
        "programme": "none",
        "field_code": "weighted_benchmark",
        "year": 2026,
        "title": "weighted benchmark",
        "indicators": [
            {"code": code, "name": code, "class": "core", "unit": "%", "better": way}
            for code, way in zip(codes, directions, strict=True)
        ],
        "method": {**ways, **method, "missing": "exclude"},
    }
    (folder / "scheme.yml").write_text(yaml.safe_dump(scheme), encoding="utf-8")
    path = folder / "method.json"
    # lingpao writes a sentence on its method beside each rank; so do the others
    note = f"按核心指标（{'；'.join(codes)}）加权评分，取加权算术平均，按得分排序，同分并列。"
    path.write_text(json.dumps(method | {"note": note}), encoding="utf-8")
    return path


def write_alternatives(path: Path, count: int) -> None:
    """A table of uniform values with one decimal from 0 to 120, so that scores tie and are capped.

    Args:
        path: the Parquet file.
        count: of alternatives.
    """
    numbers = pl.int_range(count, eager=True, dtype=pl.UInt64)
    pl.DataFrame(
        {
            "id": pl.select(pl.format("A{}", numbers.cast(pl.String).str.zfill(7))).to_series(),
            **{
                f"indicator_{place}": (numbers.hash(_SEED + place) % 1201).cast(pl.Float64) / 10
                for place in range(len(_WEIGHTS))
            },
        }
    ).write_parquet(path)


def show(folder: Path, seconds: Mapping[tuple[str, str], tuple[float, float]]) -> None:
    """Prints seconds, ratios to the faster library, and whether the ranks are the same.

    The clock depends on who else uses the machine, processor seconds hardly do.
    """
    names = [OURS, *LIBRARIES]
    ours = _ranks(folder, OURS)
    for place, kind in enumerate(("seconds by the clock", "processor seconds, all cores")):
        few = {name: seconds[name, "few"][place] for name in names}
        both = {name: seconds[name, "all"][place] for name in names}
        work = {name: both[name] - few[name] for name in names}
        table = Table(kind, "start-up", "work", "ratio", "both", "ratio", "ranks as ours", "tied")
        for name in names:
            ranks = _ranks(folder, name)
            table.add_row(
                name,
                f"{few[name]:.2f}",
                f"{work[name]:.2f}",
                f"{work[name] / min(work[peer] for peer in LIBRARIES):.2f}",
                f"{both[name]:.2f}",
                f"{both[name] / min(both[peer] for peer in LIBRARIES):.2f}",
                "yes" if ranks.equals(ours) else "NO",
                f"{ranks['is_tied'].mean():.1%}",
            )
        Console(width=120).print(table)


def _ranks(folder: Path, name: str) -> pl.DataFrame:
    """id, rank and score to the decimals that decide, in the order of the ids."""
    board = pl.read_parquet(folder / f"{name}-all.parquet")
    return board.select("id", "rank", "is_tied", pl.col("score").round(DECIMALS)).sort("id")


if __name__ == "__main__":
    main()
