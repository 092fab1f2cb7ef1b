"""Reference folders with a changed file."""

from __future__ import annotations

import shutil
from pathlib import Path

REFERENCE = Path(__file__).parents[4] / "data" / "reference"


def changed_folder(folder: Path, name: str, text: str) -> Path:
    """A copy of the dictionaries in which one file has another text."""
    shutil.copytree(REFERENCE / "industries", folder / "industries")
    for path in (*REFERENCE.glob("*.yml"), *REFERENCE.glob("*.csv")):
        shutil.copy(path, folder)
    (folder / name).write_text(text, encoding="utf-8")
    return folder
