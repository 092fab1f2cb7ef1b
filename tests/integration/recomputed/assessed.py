"""Fields, bodies, boards and leaders, again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from tests.integration.recomputed.year import BOARD, by

if TYPE_CHECKING:
    from tests.integration.recomputed.year import Rows, Year


def fields(y: Year) -> Rows:
    schemes = y.own("dim_schemes").filter(pl.col("year") == y.year)
    listed = y.own("dim_key_fields").filter(pl.col("year") == y.year)
    return {
        (code,): {
            "field_no": number,
            "schemes": schemes.filter(pl.col("field_code") == code).height,
            "is_published": "published"
            in schemes.filter(pl.col("field_code") == code)["state"].to_list(),
        }
        for code, number in listed.select("field_code", "field_no").iter_rows()
    }


def bodies(y: Year) -> Rows:
    schemes = y.own("dim_schemes").filter(pl.col("year") == y.year)
    boards = (
        y.own("fct_boards")
        .filter(pl.col("year") == y.year)
        .join(schemes.select("scheme_id", "scheme_version", "body_uscc"),
              on=["scheme_id", "scheme_version"])
    )  # fmt: skip
    entries = y.entries(y.year).join(boards.select(*BOARD, "body_uscc"), on=BOARD)
    titles = (
        y.titles()
        .filter(pl.col("year") == y.year)
        .join(boards.select(*BOARD, "body_uscc"), on=BOARD)
    )
    handed_in = set(
        y.own("fct_body_summaries").filter(pl.col("year") == y.year)["body_uscc"].to_list()
    )
    found = {}
    for uscc in {*schemes["body_uscc"], *handed_in}:
        its = pl.col("body_uscc") == uscc
        found[(uscc,)] = {
            "schemes": schemes.filter(its)["scheme_id"].n_unique(),
            "published_schemes": schemes.filter(its, pl.col("state") == "published")[
                "scheme_id"
            ].n_unique(),
            "boards": boards.filter(its).height,
            "published_boards": boards.filter(its, pl.col("state") == "published").height,
            "entries": entries.filter(its).height,
            "leaders": titles.filter(its).height,
            "is_summed_up": uscc in handed_in,
        }
    return found


def removed(y: Year) -> Rows:
    gone = y.own("dim_assessment_bodies").filter(
        pl.col("state").is_in(["removed", "blacklisted"]), y.within("state_since")
    )
    return by(gone.select(body="body_name", state_since="state_since").to_dicts(), "body")


def publicities(y: Year) -> Rows:
    found = (
        y.own("fct_publicities")
        .filter(y.within("publicity_from"))
        .group_by("what_zh")
        .agg(
            publicities=pl.len(),
            objections=pl.col("objection_count").sum(),
            upheld=pl.col("upheld_objection_count").sum(),
            undecided=pl.col("open_objection_count").sum(),
        )
    )
    return by(found.rename({"what_zh": "what"}).to_dicts(), "what")


def boards(y: Year) -> Rows:
    entries, rules = y.entries(y.year), y.own("fct_eligibility")
    category = y.name_of("dim_product_categories", "product_category", "name_zh")
    found = []
    for board in y.annual(y.year).iter_rows(named=True):
        its = [pl.col(each) == board[each] for each in BOARD]
        found.append(
            {
                "field": y.field_name().get(board["field_code"], board["field_code"]),
                "category": category[board["product_category"]],
                "cut_off_on": board["cut_off_on"],
                "candidates": rules.filter(its)["declaration_id"].n_unique(),
                "entries": entries.filter(its).height,
                "enterprises": entries.filter(its)["enterprise_id"].n_unique(),
                "level_1": entries.filter(its, pl.col("level") == 1).height,
            }
        )
    return by(found, "field", "category")


def field_funnel(y: Year) -> Rows:
    """Declarations count once in a field, as the best of them."""
    rules = y.own("fct_eligibility").join(y.annual(y.year), on=BOARD, how="semi")
    barring = ["indicators_disclosed", "national_limits", "status_in_force"]
    found = {}
    titled = y.titles().filter(pl.col("year") == y.year)
    entries = y.entries(y.year)
    for field in {*rules["field_code"], *titled["field_code"]}:
        its = pl.col("field_code") == field
        judged = (
            rules.filter(its)
            .group_by("declaration_id", "product_category")
            .agg(bars=(~pl.col("passed") & pl.col("rule_code").is_in(barring)).any())
            .group_by("declaration_id")
            .agg(is_compliant=(~pl.col("bars")).any())
        )
        found[(y.field_name().get(field, field),)] = {
            "declared": judged.height,
            "compliant": judged.filter("is_compliant").height,
            "entries": entries.filter(its)["declaration_id"].n_unique(),
            "level_1": entries.filter(its, pl.col("level") == 1)["declaration_id"].n_unique(),
            "leaders": titled.filter(its)["declaration_id"].n_unique(),
        }
    return found


def funnel(y: Year) -> Rows:
    added: dict[str, int] = {}
    for row in field_funnel(y).values():
        for step, count in row.items():
            added[step] = added.get(step, 0) + count
    found: Rows = {}
    before = None
    for step, count in added.items():
        found[(step,)] = {
            "counted": count,
            "of_declared": count / added["declared"] if added["declared"] else None,
            "of_step_before": count / before if before else None,
        }
        before = count
    return found


def field_leaders(y: Year) -> Rows:
    found = {}
    for (field,), rows in (
        y.own("fct_leaders").filter(pl.col("year") == y.year).group_by("field_code")
    ):
        valid = rows.filter(
            pl.col("valid_from") <= y.ends,
            pl.col("valid_to") > y.ends,
            pl.col("exited_on").is_null() | (pl.col("exited_on") > y.ends),
        )
        titled = rows.filter(pl.col("valid_from").is_not_null())
        found[(y.field_name().get(str(field), str(field)),)] = {
            "shortlisted": rows.filter(pl.col("status") != "withdrawn").height,
            "leaders": titled.height,
            "enterprises": titled["enterprise_id"].n_unique(),
            "exited": rows.filter(pl.col("exited_on") <= y.ends).height,
            "valid": valid.height,
        }
    return found


def leaders(y: Year) -> Rows:
    found = {}
    titles = y.titles().filter(pl.col("year") <= y.year)
    for year in sorted(set(titles["year"])):
        so_far, now = titles.filter(pl.col("year") <= year), titles.filter(pl.col("year") == year)
        earlier = set(titles.filter(pl.col("year") < year)["enterprise_id"])
        found[(year,)] = {
            "leaders": now.height,
            "enterprises": now["enterprise_id"].n_unique(),
            "first_enterprises": len(set(now["enterprise_id"]) - earlier),
            "all_leaders": so_far.height,
            "all_enterprises": so_far["enterprise_id"].n_unique(),
        }
    return found
