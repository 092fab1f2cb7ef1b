"""Rewrites the sample; the same specification gives the same bytes."""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks.sample.write import write

if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m benchmarks.sample", description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("data/sample"), help="folder to write")
    for path in write(parser.parse_args().out):
        print(path)
