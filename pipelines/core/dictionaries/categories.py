"""Product categories: their tree, and which one a declared product belongs to."""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - pydantic reads the annotations
from typing import TYPE_CHECKING

import polars as pl
from pydantic import Field

from pipelines.core.dictionaries.phrases import Phrases
from pipelines.core.reference_tables import REFERENCE
from pipelines.core.text import fold_key
from pipelines.core.yaml_files import (
    Code,
    Fault,
    FileModel,
    Text,
    YamlDocument,
    YamlFileError,
    parse,
    read_yaml,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path


class Category(FileModel):
    """A product category.

    Attributes:
        industry: code of GB/T 4754-2017.
        platform_names: texts of the platform's 分类, besides the name, that mean exactly this one.
        keywords: words of a product's name that tell this category.
        excluding: words beside which the keywords tell nothing (滤网 beside 空气净化器).
        known_from: when it is younger than the file.
    """

    code: Code
    parent: Code | None = None
    name: Text
    industry: Text
    platform_names: list[Text] = Field(default_factory=list)
    keywords: list[Text] = Field(default_factory=list)
    excluding: list[Text] = Field(default_factory=list)
    known_from: dt.date | None = None


class _File(FileModel):
    known_from: dt.date
    categories: list[Category]


class Categories:
    """The categories of a reference folder."""

    def __init__(self, entries: list[Category], known_from: dt.date) -> None:
        """Takes entries that are a tree; `load_categories` makes sure of it."""
        self._entries = entries
        self._known_from = known_from
        self._parents = {entry.code: entry.parent for entry in entries}
        self._platform_names = {
            fold_key(name): entry.code
            for entry in entries
            for name in (entry.name, *entry.platform_names)
        }
        self._keywords = Phrases(
            {fold_key(word): entry.code for entry in entries for word in entry.keywords}
        )
        self._excluding = {
            entry.code: [fold_key(word) for word in entry.excluding] for entry in entries
        }

    @property
    def codes(self) -> Collection[str]:
        """All codes."""
        return self._parents.keys()

    def line(self, code: str) -> Iterator[str]:
        """A category and its ancestors, from itself to the root."""
        here: str | None = code
        while here is not None:
            yield here
            here = self._parents[here]

    def frame(self) -> pl.DataFrame:
        """The categories, schema `REFERENCE["product_categories"]`."""
        return pl.DataFrame(
            [
                (e.code, e.parent, e.name, e.industry, e.known_from or self._known_from)
                for e in self._entries
            ],
            schema=REFERENCE["product_categories"],
            orient="row",
        )

    def ancestors_frame(self) -> pl.DataFrame:
        """Each category with itself at 0 and its ancestors, schema `category_ancestors`."""
        return pl.DataFrame(
            [
                (code, ancestor, distance)
                for code in self.codes
                for distance, ancestor in enumerate(self.line(code))
            ],
            schema=REFERENCE["category_ancestors"],
            orient="row",
        )

    def match(self, products: pl.DataFrame) -> pl.DataFrame:
        """The category of each product, or why it has none.

        The platform's class decides; the words of the product's name can only say which category
        below it. Without a class that is known, the words of both decide, if they agree. No match,
        or two, has no category: that is a queue for a person (domain.md §7).

        Args:
            products: columns category_text and product_name, each may be null.

        Returns:
            One row a distinct pair, schema `REFERENCE["product_matches"]`.
        """
        pairs = products.select("category_text", "product_name").unique(maintain_order=True)
        texts = {text for column in pairs for text in column if text is not None}
        keys = {text: fold_key(text) for text in texts}
        found = {key: self._by_keywords(key) for key in set(keys.values())}
        rows = []
        for category_text, product_name in pairs.iter_rows():
            category_key = keys.get(category_text, "")
            platform = self._platform_names.get(category_key)
            words = found.get(keys.get(product_name, ""), set())
            if platform is None:
                words = words | found.get(category_key, set())
            rows.append((category_text, product_name, *self._decide(platform, words)))
        return pl.DataFrame(rows, schema=REFERENCE["product_matches"], orient="row")

    def _by_keywords(self, key: str) -> set[str]:
        return {
            code
            for code in self._keywords.codes_in(key)
            if not any(word in key for word in self._excluding[code])
        }

    def _decide(self, platform: str | None, words: set[str]) -> tuple[str | None, str, str | None]:
        """Category, kind of match and candidates from the platform's class and the keywords."""
        around = {ancestor for code in words for ancestor in list(self.line(code))[1:]}
        specific = sorted(words - around)
        if platform is not None:
            below = [code for code in specific if platform in self.line(code)]
            if len(below) == 1 and below[0] != platform:
                return below[0], "keyword", None
            return platform, "platform_name", None
        if len(specific) == 1:
            return specific[0], "keyword", None
        return (None, "ambiguous", ";".join(specific)) if specific else (None, "none", None)


def load_categories(root: Path, industries: Collection[str]) -> Categories:
    """The categories of a reference folder.

    Args:
        root: the folder that holds product_categories.yml.
        industries: codes of GB/T 4754-2017.

    Raises:
        YamlFileError: the file breaks its model, a parent or an industry is unknown, the parents
            run in a circle, or a name or keyword means two categories.
        OSError: it cannot be read.
    """
    document = read_yaml(root / "product_categories.yml")
    file = parse(document, _File)
    faults = [*_tree_faults(file.categories), *_industry_faults(file.categories, industries)]
    faults += _twice_faults(file.categories)
    _raise(document, faults)
    return Categories(file.categories, file.known_from)


def _tree_faults(entries: list[Category]) -> Iterator[Fault]:
    parents: dict[str, str | None] = {}
    for number, entry in enumerate(entries):
        if entry.code in parents:
            problem = f"类别 {entry.code} 重复"
            yield Fault(("categories", number, "code"), problem, "每个类别只写一次")
        parents.setdefault(entry.code, entry.parent)
    for number, entry in enumerate(entries):
        at = ("categories", number, "parent")
        if entry.parent is not None and entry.parent not in parents:
            yield Fault(at, f"上级 {entry.parent} 不在本文件中", "请改用已有的类别，或先补上它")
            continue
        seen, here = {entry.code}, entry.parent
        while here in parents:
            if here in seen:
                yield Fault(at, f"类别 {entry.code} 的上级绕回自己", "请去掉其中一个上级")
                break
            seen.add(here)
            here = parents[here]


def _industry_faults(entries: list[Category], industries: Collection[str]) -> Iterator[Fault]:
    for number, entry in enumerate(entries):
        if entry.industry not in industries:
            problem = f"行业代码 {entry.industry} 不在 GB/T 4754-2017 中"
            yield Fault(("categories", number, "industry"), problem, "请核对代码，并加引号")


def _twice_faults(entries: list[Category]) -> Iterator[Fault]:
    """A platform name or a keyword, folded, may mean one category only."""
    for field in ("platform_names", "keywords"):
        owners: dict[str, str] = {}
        for number, entry in enumerate(entries):
            own = [entry.name] if field == "platform_names" else []
            for text in [*own, *getattr(entry, field)]:
                owner = owners.setdefault(fold_key(text), entry.code)
                if owner != entry.code:
                    at = ("categories", number, field if getattr(entry, field) else "name")
                    yield Fault(at, f"“{text}”已属于类别 {owner}", "请只留给其中一个类别")


def _raise(document: YamlDocument, faults: list[Fault]) -> None:
    if faults:
        raise YamlFileError(document.findings(faults))
