"""What an explanation of a rank consists of, from the page as sent to the place on a board."""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Page:
    """A page or file as it was sent; `path` lies below `data/raw`, `sha256` is its digest."""

    source: str
    record_id: str
    fetched_on: date
    path: str | None
    sha256: str | None


@dataclass(frozen=True)
class Version:
    """What a declaration said on the nights `[observed_from, observed_to)`.

    Attributes:
        indicators: the page that its indicators stand on; None: not disclosed.
        changes: what is other than in the version before, one sentence each.
    """

    version: int
    observed_from: date
    observed_to: date | None
    standard_name: str | None
    status: str | None
    digest: str
    page: Page
    indicators: Page | None
    changes: list[str]


@dataclass(frozen=True)
class Violation:
    """A mandatory limit that is broken, on the days `[valid_from, valid_to)`."""

    version: int
    standard_no: str
    clause: str | None
    indicator: str
    limit: float
    declared: float
    unit: str | None
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True)
class Reading:
    """A requirement as typed values; see `lingpao parse`."""

    status: str
    op: str | None
    low: float | None
    high: float | None
    low_inclusive: bool | None
    high_inclusive: bool | None
    unit: str | None
    grade: str | None
    condition: str | None


@dataclass(frozen=True)
class Overruling:
    """A decision that overruled what the parser read.

    Attributes:
        parsed: what the parser had read; None where it saw fewer requirements in the cell.
        reads: the text that counts in place of the declared one; None where the person saw fewer.
    """

    decision_id: str
    parsed: Reading | None
    reads: str | None
    evidence: str
    evidence_sha256: str
    effective_on: date


@dataclass(frozen=True)
class Cell:
    """A declared requirement: the text as sent, and how it counts.

    Attributes:
        decides: whether it is the one that the board compares.
        page_no: page of the standard, where an extraction sheet gives it.
    """

    row_no: int
    part_no: int
    indicator_code: str | None
    name: str | None
    requirement: str | None
    test_method_text: str | None
    test_method: str | None
    page_no: str | None
    reading: Reading
    overruling: Overruling | None
    decides: bool


@dataclass(frozen=True)
class Conversion:
    """Declared bound × factor = compared value."""

    declared: float
    from_unit: str
    factor: float
    value: float
    to_unit: str


@dataclass(frozen=True)
class Limit:
    """A limit of a national or industry standard in force on the cut-off date.

    Attributes:
        low, high: its ends, included, in its own unit.
        test_method: name of the method it holds for; None: any.
        is_same_method: whether that is the scheme's method; other methods are not comparable.
    """

    rule_id: str
    standard_no: str
    clause: str | None
    nature: str
    low: float | None
    high: float | None
    unit: str | None
    test_method: str | None
    is_same_method: bool
    in_force_from: date
    in_force_to: date | None


@dataclass(frozen=True)
class Step:
    """What reaches a level (bands) or so many points (points): a bound, included, or a grade."""

    level: int | None
    points: float | None
    bound: float | None
    grade: str | None


@dataclass(frozen=True)
class Chain:
    """A core indicator from its declared text to what it gives the declaration.

    Attributes:
        unit, better, test_method: as the scheme has them; the method by its name.
        value: compared value in `unit`, or the place of `grade` among `grades_text`.
        steps: of the scheme, the most demanding first.
        reached: the step that the value lies on; `next_step` is the next more demanding one.
        contribution: to the score; a factor where the mean is geometric.
        list_rank: on the indicator's own list; None where it has none.
        reason_code: why it keeps the declaration off the board.
    """

    indicator_code: str
    name: str
    unit: str | None
    better: str
    test_method: str | None
    evidence: str
    source_standard: str | None
    cells: list[Cell]
    conversion: Conversion | None
    value: float | None
    is_inclusive: bool | None
    grade: str | None
    grades_text: str | None
    grades_per: str | None
    limits: list[Limit]
    level: int | None
    steps: list[Step]
    reached: Step | None
    next_step: Step | None
    points: float | None
    weight: float | None
    goalpost_worst: float | None
    goalpost_best: float | None
    normalised: float | None
    contribution: float | None
    list_rank: int | None
    reason_code: str | None


@dataclass(frozen=True)
class Rule:
    """A rule of eligibility: verdict pass, doubt or fail; `remedy` where it does not pass."""

    rule_code: str
    name: str
    verdict: str
    reason_code: str | None
    evidence: str
    remedy: str | None


@dataclass(frozen=True)
class Rival:
    """A competitor on the board."""

    declaration_id: str
    org_name: str
    standard_no: str | None


@dataclass(frozen=True)
class Difference:
    """An indicator on which the declaration and the first rival of a place differ."""

    indicator_code: str
    name: str
    own: str
    theirs: str


@dataclass(frozen=True)
class Place:
    """Who holds a rank: how many, some of them by name, what separates the first of these.

    Nothing more separates whom a veto puts last from whom it does not.
    """

    rank: int
    level: int | None
    score: float | None
    is_vetoed: bool
    count: int
    rivals: list[Rival]
    differences: list[Difference]


@dataclass(frozen=True)
class Standing:
    """Place of an entry. `tied` counts the others of its rank; `above`, `below` are the next ranks.

    Attributes:
        next_level: the next better overall level; None at the best one.
        next_score: the score from which it is reached; None for bands. A vetoed entry has the level
            that its score would give it without the veto.
        completeness: share of the scheme's indicators that are declared.
    """

    rank: int
    level: int | None
    score: float | None
    is_tied: bool
    is_vetoed: bool
    next_level: int | None
    next_score: float | None
    completeness: float
    models: str | None
    tied: Place | None
    above: Place | None
    below: Place | None


@dataclass(frozen=True)
class Robustness:
    """How firm a rank is (`fct_board_robustness`): a report beside the rank, never the rank."""

    draw_count: int | None
    rank_p05: int | None
    rank_p95: int | None
    rank_best_without_one: int | None
    rank_worst_without_one: int | None
    decisive_indicator: str | None
    held_text: str | None
    next_level: int | None
    breaks_on: date | None
    breaks_text: str | None


@dataclass(frozen=True)
class BoardKey:
    """A board and how the declaration came out of it; rank None: left out."""

    programme: str
    programme_name: str
    field_code: str
    field_name: str
    product_category: str
    category_name: str
    period: str
    is_provisional: bool
    rank: int | None


@dataclass(frozen=True)
class Scheme:
    """The scheme in force on the cut-off date; evidence `example`: not for a publication."""

    scheme_id: str
    scheme_version: int
    title: str | None
    body_name: str | None
    published_on: date | None
    method: str
    lowest_level: int | None
    leader_level: int | None
    evidence: str | None
    digest: str | None


@dataclass(frozen=True)
class BoardExplanation:
    """One board: rank or reasons, and everything that led there.

    Attributes:
        version: of the declaration, that the board counts.
        reasons: sentences on what kept it off and what would help; empty for entries.
        standing: None where it was left out.
    """

    board: BoardKey
    scheme: Scheme
    cut_off_on: date
    state: str
    knowledge: str
    candidate_count: int
    entry_count: int
    note: str | None
    version: int
    reasons: list[str]
    standing: Standing | None
    indicators: list[Chain]
    robustness: Robustness | None
    rules: list[Rule]


@dataclass(frozen=True)
class Revision:
    """Another declaration of the same standard, whatever its year."""

    declaration_id: str
    standard_no: str | None
    published_on: date | None
    status: str | None


@dataclass(frozen=True)
class Explanation:
    """All that is known of how a declaration came to its ranks.

    Attributes:
        cells: declared requirements of the current version.
        boards: explained ones.
        others: boards that examined it as well.
        unexamined: why no board did, as a sentence; None if one did.
    """

    declaration_id: str
    org_name: str | None
    uscc: str | None
    standard_no: str | None
    standard_no_raw: str | None
    standard_name: str | None
    published_on: date | None
    status: str | None
    is_gone: bool
    categories: list[str]
    versions: list[Version]
    revisions: list[Revision]
    violations: list[Violation]
    cells: list[Cell]
    boards: list[BoardExplanation]
    others: list[BoardKey]
    unexamined: str | None

    def plain(self) -> dict[str, Any]:
        """The explanation as JSON has it: days as 2026-05-30."""
        made: dict[str, Any] = _plain(self)
        return made


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return value.isoformat() if isinstance(value, date) else value
