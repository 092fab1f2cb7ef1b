"""Test methods: which method a declared text, standard number or clause means."""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - pydantic reads the annotations
from collections import defaultdict
from typing import TYPE_CHECKING, Literal

import polars as pl
from pydantic import Field

from pipelines.core.dictionaries.phrases import Phrases
from pipelines.core.reference_tables import REFERENCE
from pipelines.core.standard_numbers import (
    StandardNumber,
    find_standard_numbers,
    parse_standard_number,
)
from pipelines.core.text import clean
from pipelines.core.yaml_files import Code, Fault, FileModel, Text, YamlFileError, parse, read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_UNCLEAR = ""  # stands for what holds several methods; no code is empty


class MethodStandard(FileModel):
    """A standard that stands for a method: all its editions, or one when the number has a year.

    Attributes:
        clause: cited with this clause, or one below it, only.
        evidence: seen in the shared sources, or the method is named after the standard.
    """

    number: Text
    clause: Text | None = None
    evidence: Literal["seen", "named"]


class TestMethod(FileModel):
    """A test method, the phrases and the standards that mean it."""

    __test__ = False  # pytest: not a test

    code: Code
    name: Text
    texts: list[Text] = Field(default_factory=list)
    standards: list[MethodStandard] = Field(default_factory=list)
    known_from: dt.date | None = None


class UnclearStandard(FileModel):
    """A standard that holds several methods, and which."""

    number: Text
    why: Text


class _Unclear(FileModel):
    texts: list[Text]
    standards: list[UnclearStandard]


class _File(FileModel):
    known_from: dt.date
    methods: list[TestMethod]
    unclear: _Unclear


class TestMethods:
    """The test methods of a reference folder."""

    __test__ = False

    def __init__(self, file: _File) -> None:
        """Takes a file without contradictions; `load_methods` makes sure of it."""
        self._file = file
        phrases = {_key(text): _UNCLEAR for text in file.unclear.texts}
        phrases |= {_key(text): method.code for method in file.methods for text in method.texts}
        self._phrases = Phrases(phrases)
        self._by_number: dict[str, set[str]] = defaultdict(set)
        self._by_clause: dict[str, dict[str, str]] = defaultdict(dict)
        for method in file.methods:
            for standard in method.standards:
                number = _normal(standard.number)
                if standard.clause is None:
                    self._by_number[number].add(method.code)
                else:
                    self._by_clause[number][standard.clause] = method.code
        for unclear in file.unclear.standards:
            self._by_number[_normal(unclear.number)].add(_UNCLEAR)

    def frame(self) -> pl.DataFrame:
        """The methods, schema `REFERENCE["test_methods"]`."""
        return pl.DataFrame(
            [(m.code, m.name, m.known_from or self._file.known_from) for m in self._file.methods],
            schema=REFERENCE["test_methods"],
            orient="row",
        )

    def match(self, texts: pl.Series) -> pl.DataFrame:
        """The method that each text means; nulls are left out.

        A clause says it first, then a phrase, then a standard that holds one method. What
        contradicts itself or leaves several methods open is ambiguous and has none.

        Returns:
            One row a distinct text, schema `REFERENCE["method_matches"]`.
        """
        distinct = texts.drop_nulls().unique(maintain_order=True)
        return pl.DataFrame(
            [(text, *self._match_one(text)) for text in distinct],
            schema=REFERENCE["method_matches"],
            orient="row",
        )

    def _match_one(self, text: str) -> tuple[str | None, str]:
        cited = find_standard_numbers(text)
        phrases = self._phrases.codes_in(_key(text))
        clauses = {code for number in cited if (code := self._of_clause(number)) is not None}
        standards = {code for number in cited for code in self._of_number(number)}
        if clauses - {_UNCLEAR}:
            return _one(clauses | (phrases - {_UNCLEAR}), "clause")
        if phrases:
            return _one(phrases | (standards - {_UNCLEAR}), "text")
        return _one(standards, "standard") if standards else (None, "none")

    def _of_clause(self, number: StandardNumber) -> str | None:
        """The method of the clause cited, or of the one it lies in; unclear when not listed."""
        clauses = self._by_clause.get(number.normal or "")
        if clauses is None or number.clause is None:
            return None
        clause = number.clause
        while clause and clause not in clauses:
            clause = clause.rpartition(".")[0]
        return clauses.get(clause, _UNCLEAR)

    def _of_number(self, number: StandardNumber) -> set[str]:
        """Methods of the edition, else of all editions; the unclear mark among them."""
        edition = self._by_number.get(number.normal or "")
        return edition or self._by_number.get(number.series or "", set())


def _one(codes: set[str], match: str) -> tuple[str | None, str]:
    if len(codes) == 1 and _UNCLEAR not in codes:
        return next(iter(codes)), match
    return None, "ambiguous"


def _key(text: str) -> str:
    """A text as phrases are looked for in it."""
    return "".join(clean(text).split()).lower()


def _normal(number: str) -> str:
    return parse_standard_number(number).normal or number


def load_methods(root: Path) -> TestMethods:
    """The test methods of a reference folder.

    Raises:
        YamlFileError: the file breaks its model, a code occurs twice, a phrase means two methods, a
            number is none, or a clause means two methods.
        OSError: it cannot be read.
    """
    document = read_yaml(root / "test_methods.yml")
    file = parse(document, _File)
    faults = [*_code_faults(file.methods), *_phrase_faults(file), *_number_faults(file.methods)]
    if faults:
        raise YamlFileError(document.findings(faults))
    return TestMethods(file)


def _code_faults(methods: Iterable[TestMethod]) -> Iterator[Fault]:
    codes: set[str] = set()
    for number, method in enumerate(methods):
        if method.code in codes:
            at = ("methods", number, "code")
            yield Fault(at, f"方法 {method.code} 重复", "每个方法代码只写一次")
        codes.add(method.code)


def _phrase_faults(file: _File) -> Iterator[Fault]:
    owners = {_key(text): "unclear（含多种方法）" for text in file.unclear.texts}
    for number, method in enumerate(file.methods):
        for text in method.texts:
            owner = owners.setdefault(_key(text), method.code)
            if owner != method.code:
                at = ("methods", number, "texts")
                yield Fault(at, f"“{text}”已属于 {owner}", "请只留给其中一个方法")


def _number_faults(methods: Iterable[TestMethod]) -> Iterator[Fault]:
    owners: dict[tuple[str, str], str] = {}
    for number, method in enumerate(methods):
        for position, standard in enumerate(method.standards):
            at = ("methods", number, "standards", position)
            parsed = parse_standard_number(standard.number)
            if parsed.normal != standard.number or parsed.kind == "other":
                remedy = f"应写成 {parsed.normal}" if parsed.normal else "应为标准编号"
                yield Fault((*at, "number"), f"“{standard.number}”不是标准编号的规范写法", remedy)
            if standard.clause is None:
                continue
            owner = owners.setdefault((standard.number, standard.clause), method.code)
            if owner != method.code:
                problem = f"{standard.number} 的 {standard.clause} 已属于 {owner}"
                yield Fault((*at, "clause"), problem, "一个条款只能是一种方法")
