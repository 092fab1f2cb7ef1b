"""Running one thing in a process of its own, so that its memory is its own, and the table."""

from __future__ import annotations

import multiprocessing
import resource
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, ParamSpec, TypeVar

from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Callable

_P = ParamSpec("_P")
_T = TypeVar("_T")
_GIB = 2**30


@dataclass(frozen=True)
class Measured(Generic[_T]):
    """What a call gave, its seconds, and the most memory (GiB) that it or a child of it held."""

    value: _T
    seconds: float
    peak: float


def apart(function: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> Measured[_T]:
    """Calls a function in a new process.

    A forked one would start with the memory of this one on its account.
    """
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        return pool.submit(_measured, function, args, kwargs).result()


def _measured(function, args, kwargs):
    start = time.perf_counter()
    value = function(*args, **kwargs)
    seconds = time.perf_counter() - start
    peak = max(
        resource.getrusage(who).ru_maxrss
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return Measured(value, seconds, peak * 1024 / _GIB)


class Report:
    """Rows of the table."""

    def __init__(self) -> None:
        self.rows: list[tuple[str, str, str, str]] = []

    def add(self, what: str, seconds: float, note: str = "", peak: float | None = None) -> None:
        """One row."""
        memory = f"{peak:.2f} GiB" if peak is not None else ""
        self.rows.append((what, f"{seconds:,.2f} s", note, memory))

    def show(self) -> None:
        """Prints the table."""
        table = Table("measured", "time", "rate or ratio", "peak memory")
        for row in self.rows:
            table.add_row(*row)
        Console(width=120).print(table)
