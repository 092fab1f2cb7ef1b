"""The formal examination (形式审查) of schemes, programmes and lists of fields.

`examine` reads files as far as they can be read, and finds everything in one run by the rules of
`annex` (the form), `indicators` (the choice), `standards` (limits, grades) and of the file format;
`rules` says how grave each is and where the documents ask for it.
"""

from pipelines.core.examination.examine import Reference, examine
from pipelines.core.examination.indicators import Coverage
from pipelines.core.examination.rules import RULES, Examined
from pipelines.core.examination.standards import GradeValue, Limit, StandardFacts, Standards

__all__ = [
    "RULES",
    "Coverage",
    "Examined",
    "GradeValue",
    "Limit",
    "Reference",
    "StandardFacts",
    "Standards",
    "examine",
]
