"""Committed YAML files read into models; errors name file, line, field, what is wrong and right."""

from __future__ import annotations

import difflib
import hashlib
import re
from dataclasses import dataclass
from types import UnionType
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple, TypeVar, Union, get_args, get_origin

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError
from pydantic_core import PydanticCustomError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from pydantic_core import ErrorDetails

Location = tuple[int | str, ...]
"""Path to a value: keys of mappings, positions in lists (from 0)."""

WHOLE_FILE = "（整个文件）"
"""Where a finding is about no field of it."""

_SUGGESTION_CUTOFF = 0.6  # similarity from which a wrong key is taken for a misspelling


class Fault(NamedTuple):
    """A rule that a file breaks, before anyone looked up the line.

    `remedy` says what would be right and is never empty; `code` names the rule and is stable.
    """

    location: Location
    problem: str
    remedy: str
    code: str = "wrong_value"


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong in a file: where, what, and what would be right."""

    file: Path
    line: int
    field: str
    problem: str
    remedy: str
    code: str = "wrong_value"

    def __str__(self) -> str:
        return f"{self.file}:{self.line}：{self.field}：{self.problem}；{self.remedy}"


class YamlFileError(ValueError):
    """A file cannot be used; `findings` has everything that is wrong, in the order of lines."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(sorted(findings, key=lambda f: (str(f.file), f.line, f.field)))
        super().__init__("\n".join(map(str, self.findings)))


@dataclass(frozen=True)
class YamlDocument:
    """A file's content as plain data, the line of every key and item, the SHA-256 of its bytes."""

    path: Path
    data: Any
    lines: Mapping[Location, int]
    digest: str

    def line_of(self, location: Location) -> int:
        """The line of a value, or of the nearest thing around it that the file has."""
        while location not in self.lines:
            location = location[:-1]
        return self.lines[location]

    def findings(self, faults: Iterable[Fault]) -> list[Finding]:
        """Faults with their lines."""
        return [
            Finding(self.path, self.line_of(at), spell_location(at), problem, remedy, code)
            for at, problem, remedy, code in faults
        ]


def spell_location(location: Location) -> str:
    """A location as people write it: `indicators[2].levels.advanced`, items counted from 1."""
    text = ""
    for step in location:
        text += f"[{step + 1}]" if isinstance(step, int) else f".{step}" if text else step
    return text or WHOLE_FILE


class _Loader(yaml.CSafeLoader):
    """YAML 1.2 scalars: `no`, `on`, `0123` and `1:30` are text; a day without a time is a date."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012


for _tag, _pattern, _first in (
    ("bool", r"true|false", "tf"),
    ("int", r"[-+]?(0|[1-9][0-9]*)", "-+0123456789"),
    (
        "float",
        r"[-+]?(\.[0-9]+|[0-9]+\.[0-9]*([eE][-+]?[0-9]+)?|[0-9]+[eE][-+]?[0-9]+)",
        "-+.0123456789",
    ),
    ("null", r"~|null|", ["~", "n", ""]),
    ("timestamp", r"[0-9]{4}-[0-9]{2}-[0-9]{2}", "0123456789"),
):
    _Loader.add_implicit_resolver(
        f"tag:yaml.org,2002:{_tag}", re.compile(f"^(?:{_pattern})$"), list(_first)
    )


def read_yaml(path: Path) -> YamlDocument:
    """Reads one YAML file.

    Raises:
        YamlFileError: not UTF-8, not YAML, empty, a key twice in one mapping, a key that is not
            text, a day that no calendar has.
        OSError: the file cannot be read.
    """
    document, findings = scan_yaml(path)
    if findings:
        raise YamlFileError(findings)
    return document


def scan_yaml(path: Path) -> tuple[YamlDocument, list[Finding]]:
    """One YAML file as far as it can be read, and what is wrong with its keys and days.

    Raises:
        YamlFileError: not UTF-8, not YAML, empty.
        OSError: the file cannot be read.
    """
    body = path.read_bytes()
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        problem = f"第 {error.start + 1} 个字节起不是 UTF-8 文字"
        raise _not_yaml(path, line, problem, "请另存为 UTF-8") from None
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        if node is None:
            raise _not_yaml(path, 1, "文件是空的", "请写入内容，或删去文件")
        reader = _Reader(loader)
        data = reader.read(node, ())
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        problem = f"不合 YAML 语法（{error.problem or error.context}）"
        raise _not_yaml(path, line, problem, "请检查缩进、冒号后的空格、引号和括号") from None
    except yaml.reader.ReaderError as error:
        line = text.encode().count(b"\n", 0, error.position) + 1  # libyaml counts bytes
        problem = f"含有 YAML 不许的字符 U+{error.character:04X}"
        raise _not_yaml(path, line, problem, "请删去这个字符") from None
    finally:
        loader.dispose()
    document = YamlDocument(path, data, reader.lines, hashlib.sha256(body).hexdigest())
    return document, [
        Finding(path, line, spell_location(at), problem, remedy, code)
        for line, (at, problem, remedy, code) in reader.faults
    ]


def _not_yaml(path: Path, line: int, problem: str, remedy: str) -> YamlFileError:
    return YamlFileError([Finding(path, line, WHOLE_FILE, problem, remedy, "not_yaml")])


class _Reader:
    """Turns nodes into plain data; remembers the line of every key and item, and what is wrong."""

    def __init__(self, loader: _Loader) -> None:
        self._loader = loader
        self._around: set[int] = set()
        self.lines: dict[Location, int] = {(): 1}
        self.faults: list[tuple[int, Fault]] = []

    def read(self, node: yaml.Node, at: Location) -> Any:
        if id(node) in self._around:
            self._wrong(node, at, "引用了自己", "请去掉指向上层的 * 引用")
            return None
        self._around.add(id(node))
        try:
            if isinstance(node, yaml.MappingNode):
                return self._mapping(node, at)
            if isinstance(node, yaml.SequenceNode):
                return [self._item(child, (*at, i)) for i, child in enumerate(node.value)]
            return self._scalar(node, at)
        finally:
            self._around.discard(id(node))

    def _item(self, node: yaml.Node, at: Location) -> Any:
        self.lines[at] = node.start_mark.line + 1
        return self.read(node, at)

    def _mapping(self, node: yaml.MappingNode, at: Location) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = self._scalar(key_node, at) if isinstance(key_node, yaml.ScalarNode) else None
            line = key_node.start_mark.line + 1
            if not isinstance(key, str):
                scalar = isinstance(key_node, yaml.ScalarNode)
                remedy = f'请加引号，写成 "{key_node.value}"' if scalar else "键只能是文字"
                self._wrong(key_node, at, "键不是文字", remedy)
            elif key in data:
                first = self.lines[(*at, key)]
                problem = f"键重复，第 {first} 行已有"
                self._wrong(key_node, (*at, key), problem, "请只留一处", "repeated")
            else:
                self.lines[(*at, key)] = line
                data[key] = self.read(value_node, (*at, key))
        return data

    def _scalar(self, node: yaml.Node, at: Location) -> Any:
        try:
            return self._loader.construct_object(node)
        except ValueError:  # a date such as 2026-02-30
            self._wrong(node, at, f"没有 {node.value} 这一天", "请写成 YYYY-MM-DD 的真实日期")
            return None

    def _wrong(
        self, node: yaml.Node, at: Location, problem: str, remedy: str, code: str = "wrong_value"
    ) -> None:
        self.faults.append((node.start_mark.line + 1, Fault(at, problem, remedy, code)))


class FileModel(BaseModel):
    """Base of what is written in a YAML file: no unknown field, no silent conversion, read only."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, populate_by_name=True)


Model = TypeVar("Model", bound=FileModel)


def wrong(remedy: str) -> PydanticCustomError:
    """The error that a validator raises so that its finding says what would be right."""
    return PydanticCustomError("remedy", "{remedy}", {"remedy": remedy})


def spelled(pattern: str, remedy: str) -> AfterValidator:
    """Constraint on a text: the whole of it matches the pattern."""
    compiled = re.compile(pattern)

    def check(text: str) -> str:
        if not compiled.fullmatch(text):
            raise wrong(remedy)
        return text

    return AfterValidator(check)


Text = Annotated[str, spelled(r"(?s).*\S.*", "不能为空")]
Code = Annotated[str, spelled(r"[a-z][a-z0-9_]*", "应为小写字母开头的字母、数字和下划线")]
"""Spelling of all codes (domain.md §7)."""
ProgrammeCode = Annotated[str, spelled(r"[a-z][a-z0-9-]*", "应为小写字母开头的字母、数字和连字符")]


def parse(document: YamlDocument, model: type[Model]) -> Model:
    """The document as a model.

    Raises:
        YamlFileError: with a finding for everything that does not fit the model.
    """
    try:
        return model.model_validate(document.data)
    except ValidationError as error:
        faults = model_faults(error, model, document.data)
        raise YamlFileError(document.findings(faults)) from None


def model_faults(error: ValidationError, model: type[FileModel], data: Any) -> list[Fault]:
    """What does not fit a model as sentences about the file, in the order of `error.errors()`."""
    return [_fault(details, model, data) for details in error.errors()]


_EXPECTED = {
    "string_type": '应为文字，数字样的文字要加引号，如 "1"',
    "int_type": "应为整数",
    "float_type": "应为数，不加引号、不带单位",
    "finite_number": "应为有限的数",
    "bool_type": "应为 true 或 false",
    "date_type": "应为日期，写成 YYYY-MM-DD，不加引号",
    "list_type": "应为列表，如 [甲, 乙]",
    "dict_type": "应为“键: 值”的映射",
    "model_type": "应为“字段: 值”的映射",
    "model_attributes_type": "应为“字段: 值”的映射",
    "union_tag_not_found": "应先写 kind",
    "greater_than": "应大于 {gt}",
    "greater_than_equal": "应不小于 {ge}",
    "less_than_equal": "应不大于 {le}",
    "too_short": "至少要有 {min_length} 项",
    "too_long": "至多可有 {max_length} 项",
    "string_too_short": "不能为空",
    "string_too_long": "至多 {max_length} 字",
}
"""What would be right, by pydantic's name of the error."""


def _fault(details: ErrorDetails, model: type[FileModel], data: Any) -> Fault:
    """One error of pydantic as a sentence about the file."""
    at = _in_file(details["loc"], data)
    kind, context, value = details["type"], details.get("ctx", {}), details["input"]
    name = str(details["loc"][-1]) if details["loc"] else ""
    if kind == "missing":
        return Fault((*at, name), f"缺少字段 {name}", f"请补上 {name}", "missing_field")
    if kind == "extra_forbidden":
        allowed = _field_names(model, details["loc"][:-1])
        close = difflib.get_close_matches(name, allowed, n=1, cutoff=_SUGGESTION_CUTOFF)
        remedy = f"是不是 {close[0]}？" if close else f"这里可用：{'、'.join(allowed)}"
        return Fault(at, "没有这个字段", remedy, "unknown_field")
    problem = f"值 {_shown(value)} 不合要求"
    if kind in ("literal_error", "union_tag_invalid"):
        expected = context.get("expected") or context["expected_tags"]
        allowed = re.findall(r"'([^']*)'", expected) or [expected]
        return Fault(at, problem, f"应为 {'、'.join(allowed)} 之一")
    if kind in _EXPECTED:
        code = "wrong_value"
        if kind == "string_too_long":
            problem, code = f"有 {len(str(value))} 字", "too_long"
        return Fault(at, problem, _EXPECTED[kind].format(**context), code)
    return Fault(at, problem, str(context.get("remedy") or details["msg"]))


def _shown(value: Any) -> str:
    text = "（空）" if value is None else str(value)
    return text if len(text) <= 40 else text[:40] + "…"


def _in_file(location: Sequence[int | str], data: Any) -> Location:
    """The part of pydantic's location that is in the file: no tags of unions, no mark of a key."""
    steps: list[int | str] = []
    for step in location:
        inside = (isinstance(data, dict) and step in data) or (
            isinstance(data, list) and isinstance(step, int) and step < len(data)
        )
        if inside:
            data = data[step]
            steps.append(step)
    return tuple(steps)


def _field_names(model: type[FileModel], location: Sequence[int | str]) -> list[str]:
    """The fields that a model allows at a location, as the file writes them."""
    candidates = {model}
    for step in location:
        fields = [c.model_fields.items() for c in candidates]
        annotations = [
            info.annotation
            for items in fields
            for name, info in items
            if step in (name, info.alias)
        ]
        if annotations:  # a position or a union's tag leads to no other model
            candidates = {m for annotation in annotations for m in _models_in(annotation)}
    return sorted({info.alias or name for c in candidates for name, info in c.model_fields.items()})


def _models_in(annotation: Any) -> set[type[FileModel]]:
    """The models that an annotation names, inside lists, options and unions too."""
    if get_origin(annotation) in (Annotated, Union, UnionType, list, dict):
        return {m for part in get_args(annotation) for m in _models_in(part)}
    if isinstance(annotation, type) and issubclass(annotation, FileModel):
        return {annotation}
    return set()
