"""Folders of committed YAML files: which there are, and all of them read into models."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.core.yaml_files import (
    WHOLE_FILE,
    Finding,
    Model,
    YamlFileError,
    parse,
    read_yaml,
)

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator
    from pathlib import Path

    from pipelines.core.yaml_files import YamlDocument


def models_in(
    root: Path, place: re.Pattern[str], layout: str, model: type[Model], findings: list[Finding]
) -> Iterator[tuple[re.Match[str], YamlDocument, Model]]:
    """The files of a folder that fit a model, in the order of `files_in`.

    Args:
        root: the folder.
        place: what the path below the folder looks like.
        layout: the same in words.
        model: that the files are read into.
        findings: takes what is wrong with files that do not fit.

    Raises:
        YamlFileError: a YAML file lies where nobody would read it.
        FileNotFoundError: there is no such folder.
    """
    for path, match in files_in(root, place, layout):
        try:
            document = read_yaml(path)
            content = parse(document, model)
        except YamlFileError as error:
            findings += error.findings
        else:
            yield match, document, content


def files_in(root: Path, place: re.Pattern[str], layout: str) -> list[tuple[Path, re.Match[str]]]:
    """The YAML files below a folder, sorted, each with the match of its path (`/` between folders).

    Args:
        root: the folder.
        place: what the path below the folder looks like.
        layout: the same in words.

    Raises:
        YamlFileError: a YAML file lies where nobody would read it.
        FileNotFoundError: there is no such folder.
    """
    if not root.is_dir():
        raise FileNotFoundError(f"没有文件夹 {root}")
    found, strays = [], []
    for path in sorted(p for p in root.rglob("*") if p.suffix.lower() in (".yml", ".yaml")):
        match = place.fullmatch(path.relative_to(root).as_posix())
        if match:
            found.append((path, match))
        else:
            strays.append(Finding(path, 1, WHOLE_FILE, "文件不在该在的位置", f"应放在 {layout}"))
    if strays:
        raise YamlFileError(strays)
    return found
