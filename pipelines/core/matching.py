"""Which declarant a supervision list may mean by a name, where it gives no code to go by.

The lists name firms; few of them give a credit code (wire-formats.md §4). A name that is one
declarant's own is enough; whatever is less than that is offered to a person with its likeness.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

import polars as pl
from rapidfuzz import process
from rapidfuzz.distance import Indel, Levenshtein

from pipelines.core.reference_tables import REFERENCE

if TYPE_CHECKING:
    from collections.abc import Iterable

SIMILAR = 80.0
"""Likeness from which a declarant is offered (our reading): one character of five is another.

Firms of one trade and town share most of their names, so likeness alone says little: a name is
offered only where one character is another, or where one of the two merely leaves something out.
"""

CANDIDATES = 5
"""So many declarants are offered for a name, the most alike first."""

_SCHEMA = REFERENCE["org_name_matches"]
_BLOCKS = 3  # rarest pairs of characters by which declarants are looked up
_BLOCK_SIZE = 2_000  # a pair that more names share says too little
_FORM = re.compile(r"(?:股份|集团)?有限(?:责任)?公司$|股份公司$|厂$|公司$")
_SLICE = 5_000  # names looked up at once, so that memory stays bounded
_PUNCTUATION = re.compile(r"[^\w]|_")


def match_id(org_name: str, province_code: str | None) -> str:
    """What a person settles: a name, and the province it was found in where the list says one.

    All findings of that name and province share it, so that nobody is asked twice.
    """
    text = f"{org_name}|{province_code or ''}"
    return f"M-{hashlib.sha256(text.encode()).hexdigest()[:12]}"


def match_names(names: pl.DataFrame, declarants: pl.DataFrame) -> pl.DataFrame:
    """Declarants that each name may mean: those of the same name, or else the most alike.

    Args:
        names: match_id, org_name (folded); one row a match_id.
        declarants: enterprise_id, org_name (folded), province_code; every name that an enterprise
            ever declared under.

    Returns:
        Schema `REFERENCE["org_name_matches"]`, by match_id, then the most alike first; a
        name that is like nobody's has no row.
    """
    own = (
        declarants.drop_nulls(["enterprise_id", "org_name"])
        .unique(["enterprise_id", "org_name"], keep="first", maintain_order=True)
        .rename({"org_name": "declared_name", "province_code": "declared_province_code"})
    )
    same = names.join(own, left_on="org_name", right_on="declared_name", how="inner").with_columns(
        pl.col("org_name").alias("declared_name"),
        pl.lit(100.0).alias("score"),
        pl.lit(True).alias("is_same_name"),
    )
    others = names.join(same, on="match_id", how="anti")
    similar = _similar(others, own).with_columns(pl.lit(False).alias("is_same_name"))
    columns = list(_SCHEMA)
    return (
        pl.concat([same.select(columns), similar.select(columns)])
        .sort("match_id", "score", "enterprise_id", descending=[False, True, False])
        .cast(_SCHEMA)
    )


def stem(org_name: str) -> str:
    """The part of a name that tells firms apart: without marks and the words for its legal form."""
    bare = _PUNCTUATION.sub("", org_name).lower()
    return _FORM.sub("", bare) or bare or org_name


def _similar(names: pl.DataFrame, own: pl.DataFrame) -> pl.DataFrame:
    """Pairs of at least `SIMILAR`, the best name of each declarant, `CANDIDATES` of them a name."""
    asked = names.with_columns(_stems(names.get_column("org_name")))
    offered = own.with_columns(_stems(own.get_column("declared_name"))).with_row_index("own_no")
    blocks = _character_pairs(offered.select("own_no", "stem")).rename({"stem": "declared_stem"})
    blocks = blocks.with_columns(pl.len().over("characters").alias("size"))
    blocks = blocks.filter(pl.col("size") <= _BLOCK_SIZE)
    return pl.concat(
        _scored(_sharing_a_rare_pair(part, blocks).join(offered.drop("stem"), on="own_no"))
        for part in (asked.head(0), *asked.iter_slices(_SLICE))
    )


def _scored(pairs: pl.DataFrame) -> pl.DataFrame:
    """Those of the pairs that differ little, each with its score."""
    asked, declared = (pairs.get_column(name).to_list() for name in ("stem", "declared_stem"))
    distances = {
        # characters that must go or come
        "distance": process.cpdist(asked, declared, scorer=Indel.distance),
        # those and the ones that must be another
        "edits": process.cpdist(asked, declared, scorer=Levenshtein.distance),
    }
    length, declared_length = (
        pl.col(name).str.len_chars().cast(pl.Int64) for name in ("stem", "declared_stem")
    )
    is_shortened = pl.col("distance") == (length - declared_length).abs()
    is_one_other = (pl.col("edits") == 1) & (length == declared_length)
    return (
        pairs.with_columns(
            pl.Series(name, each.tolist(), pl.Int64) for name, each in distances.items()
        )
        .filter(is_shortened | is_one_other)
        .with_columns(
            (100 - 100 * pl.col("distance") / (length + declared_length)).round(1).alias("score")
        )
        .filter(pl.col("score") >= SIMILAR)
        .sort("match_id", "score", "declared_name", descending=[False, True, False])
        .unique(["match_id", "enterprise_id"], keep="first", maintain_order=True)
        .group_by("match_id", maintain_order=True)
        .head(CANDIDATES)
    )


def _sharing_a_rare_pair(asked: pl.DataFrame, blocks: pl.DataFrame) -> pl.DataFrame:
    """The pairs worth scoring, so that work grows with the names and not with their product.

    Two stems are compared when they share one of the rarest pairs of neighbouring characters that
    the name asked for has in common with any declarant.
    """
    rarest = (
        _character_pairs(asked.select("match_id", "stem"))
        .join(blocks.select("characters", "size").unique(), on="characters", how="inner")
        .sort("match_id", "size", "characters")
        .group_by("match_id", maintain_order=True)
        .head(_BLOCKS)
    )
    return (
        rarest.drop("size")
        .join(blocks.drop("size"), on="characters", how="inner")
        .unique(["match_id", "own_no"], keep="first")
        .sort("match_id", "own_no")
    )


def _character_pairs(stems: pl.DataFrame) -> pl.DataFrame:
    """A row for each pair of neighbouring characters of a stem; a single character is a pair."""
    return stems.with_columns(
        pl.Series("characters", [_pairs(text) for text in stems["stem"]], pl.List(pl.String))
    ).explode("characters", empty_as_null=False)


def _pairs(text: str) -> list[str]:
    return sorted({text[at : at + 2] for at in range(max(len(text) - 1, 1))})


def _stems(names: Iterable[str]) -> pl.Series:
    return pl.Series("stem", [stem(name) for name in names], pl.String)
