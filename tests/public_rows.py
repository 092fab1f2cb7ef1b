"""Which rows of a release the public may read, said apart from the product; and what a build holds.

`design.md`, “Release is not publication”: boards and leaders from publicity on.
"""

from __future__ import annotations

import base64
import gzip
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb

_DATA = re.compile(r'Lingpao\.receive\("[^"]+","([^"]+)"\);\s*')

# who refused consent, or was left out on the day of submission, is on no public list
PUBLIC_IDS = """
select entries.declaration_id
from fct_board_entries as entries
inner join fct_boards as boards using (programme, field_code, product_category, period)
left join fct_consents as consents using
    (programme, field_code, product_category, period, declaration_id)
where
    boards.state in ('in_publicity', 'published')
    -- one that cannot be made again shows no ranks
    and boards.digest = coalesce(boards.published_digest, boards.digest)
    and not coalesce(consents.is_left_out, false)
    and coalesce(consents.consent, '') <> 'refused'
union
select declaration_id
from fct_leaders
where
    status = 'in_publicity'
    or (status in ('published', 'exited', 'expired') and valid_from is not null)
"""

# the platforms show every declaration of a standard, so revisions of a public one are told
_NUMBERS = f"""
with public as ({PUBLIC_IDS}),

shown as (
    select others.declaration_id
    from fct_declarations as others
    semi join (
        from fct_declarations semi join public using (declaration_id)
    ) as own using (standard_series_id)
    union
    from public
)

select standard_no, bool_or(shown.declaration_id is not null) as is_public
from fct_declaration_history as told
left join shown using (declaration_id)
group by standard_no
"""

_TOLD = """
select {column}, bool_or(public.declaration_id is not null) as is_public
from fct_declaration_history as told
left join ({ids}) as public using (declaration_id)
group by {column}
"""


def public_and_hidden(
    connection: duckdb.DuckDBPyConnection, what: str
) -> tuple[frozenset[str], frozenset[str]]:
    """Texts that the public may read, and those that it may not.

    Args:
        connection: of a release.
        what: `declaration_id`, `org_name`, `uscc` or `standard_no`.
    """
    query = _NUMBERS if what == "standard_no" else _TOLD.format(column=what, ids=PUBLIC_IDS)
    rows = [(text, shown) for text, shown in connection.execute(query).fetchall() if text]
    public = frozenset(text for text, shown in rows if shown)
    # a text that is part of a public one is read in it
    hidden = frozenset(
        text for text, shown in rows if not shown and not any(text in each for each in public)
    )
    return public, hidden


def told_of(texts: frozenset[str], folder: Path) -> set[str]:
    """Those of `texts` that stand in a build, names of its files included."""
    files = texts_of(folder)
    everything = "\n".join([*files, *files.values()])
    # an id of two letters is no part of a digest
    return {
        text
        for text in texts
        if re.search(rf"(?<![0-9A-Za-z]){re.escape(text)}(?![0-9A-Za-z])", everything)
    }


def texts_of(folder: Path) -> dict[str, str]:
    """Every file of a build of the site as text, data unpacked; vendored parts left out."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_dir() or name.startswith("vendor/"):
            continue
        text = path.read_text(encoding="utf-8")
        match = _DATA.fullmatch(text)
        found[name] = gzip.decompress(base64.b64decode(match[1])).decode() if match else text
    return found
