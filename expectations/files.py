"""Reading the committed YAML files: strict models, and errors that name the file and the entry."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from pydantic_core import ErrorDetails

_WORDS = {
    "missing": "缺少此项",
    "extra_forbidden": "不认识此项，请核对拼写",
    "date_from_datetime_parsing": "应为日期，写作 2026-06-01",
    "date_type": "应为日期，写作 2026-06-01",
    "float_type": "应为数字",
    "string_type": "应为文字",
    "list_type": "应为列表",
    "dict_type": "应为“名称: 值”的形式",
    "model_type": "应为“名称: 值”的形式",
}


class EntryError(ValueError):
    """Committed files do not hold together.

    Attributes:
        findings: one Chinese sentence each, naming file and entry.
    """

    def __init__(self, findings: Iterable[str]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(self.findings))


class Entry(BaseModel):
    """Base of everything read from a file: no unknown key, no value of another type."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


_EntryT = TypeVar("_EntryT", bound=Entry)


def read_folder(folder: Path, model: type[_EntryT]) -> Iterator[tuple[Path, _EntryT | list[str]]]:
    """Each `*.yml` of a folder with its model, or with the sentences that say what is wrong.

    Raises:
        EntryError: the folder does not exist or holds no such file.
    """
    paths = sorted(folder.glob("*.yml"))
    if not paths:
        raise EntryError([f"{folder}：没有 *.yml 文件，请核对路径"])
    for path in paths:
        yield path, _read(path, model)


def read_file(path: Path, model: type[_EntryT]) -> _EntryT:
    """One file as its model.

    Raises:
        EntryError: the file is missing, is no YAML, or an entry is wrong.
    """
    entry = _read(path, model)
    if isinstance(entry, list):
        raise EntryError(entry)
    return entry


def file_name(standard_no: str) -> str:
    """Name of a standard's file: `GB/T 39600-2021` stands in `GB_T_39600-2021.yml`."""
    return re.sub(r"[^\w.-]+", "_", standard_no).strip("_") + ".yml"


def _read(path: Path, model: type[_EntryT]) -> _EntryT | list[str]:
    try:
        return model.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except OSError as error:
        return [f"{path.name}：文件不能读取（{error.strerror}）"]
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        return [f"{path.name}：不是合法的 YAML：{error}"]
    except ValidationError as error:
        return [f"{path.name}：{_sentence(detail)}" for detail in error.errors()]


def _sentence(detail: ErrorDetails) -> str:
    """One finding of pydantic: where, and in the reader's language what is wrong."""
    place = ""
    for part in detail["loc"]:
        place += f"[{part}]" if isinstance(part, int) else f".{part}" if place else part
    said = detail["msg"].removeprefix("Value error, ")
    return (f"{place}：" if place else "") + _WORDS.get(detail["type"], said)
