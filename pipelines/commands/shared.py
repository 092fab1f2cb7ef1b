"""What commands share: where the data are, days, what is shown, and errors as sentences."""

from __future__ import annotations

import sys
from datetime import date, datetime
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec
from zoneinfo import ZoneInfo

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from rich.console import RenderableType

    from pipelines.settings import Settings

_P = ParamSpec("_P")


DATA_ROOT = click.option(
    "--data-root",
    type=click.Path(file_okay=False, path_type=Path),
    help="数据根目录；默认取 LINGPAO_DATA_ROOT，再默认为检出目录下的 data/。",
)


class Day(click.ParamType[date]):
    """A day as people type it: 2026-05-30."""

    name = "DATE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day, or wrong use of the command."""
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} 不是 2026-05-30 这样的日期", param, ctx)


def telling_why(command: Callable[_P, None]) -> Callable[_P, None]:
    """Shows the sentence of an error that a person can mend, and ends with 1.

    Others keep their traceback.
    """

    @wraps(command)
    def wrapped(*args: _P.args, **kwargs: _P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except (ValueError, LookupError, OSError, RuntimeError) as error:
            click.secho(f"失败：{error}", err=True, fg="red")
            sys.exit(1)

    return wrapped


def this_day() -> date:
    """The day that it is at Shanghai."""
    return datetime.now(ZoneInfo("Asia/Shanghai")).date()


def settings_of(data_root: Path | None) -> Settings:
    """The installation's settings; an explicit data root wins."""
    from pipelines.settings import Settings

    return Settings.load(data_root)


def say(line: str) -> None:
    """A line of progress with the time at Shanghai."""
    click.echo(f"{datetime.now(ZoneInfo('Asia/Shanghai')):%H:%M:%S} {line}")


def show(parts: Iterable[RenderableType]) -> None:
    """Prints tables and texts: as wide as the terminal, in a file 120 characters."""
    from rich.console import Console

    console = Console(width=None if sys.stdout.isatty() else 120, highlight=False)
    for part in parts:
        console.print(part)
