"""What can be used of a file that breaks its model, so that one run names all that is wrong."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from pydantic import ValidationError

from pipelines.core.yaml_files import Fault, FileModel, Location, YamlDocument, model_faults

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pydantic_core import ErrorDetails

_Model = TypeVar("_Model", bound=FileModel)

_ROUNDS = 8
"""Mending one thing can show another: an item filled in still lacks its fields."""

_FILLERS: dict[str, Any] = {
    "scheme_id": "unnamed",
    "programme": "unnamed",
    "field_code": "unnamed",
    "code": "unnamed",
    "category": "unnamed",
    "year": 2000,
    "no": 1,
    "title": "（缺）",
    "name": "（缺）",
    "basis": "（缺）",
    "sector": "（缺）",
    "what": "（缺）",
    "place": "（缺）",
    "by": ["enterprise"],
    "uscc": "（缺）",
    "class": "innovative",
    "evidence": "example",
    "indicators": [{}],
    "fields": [{}],
    "method": {"kind": "bands"},
    "kind": "assessment",
    "normalise": "none",
    "weights": {"unnamed": 1.0},
    "cut_offs": [0.0],
    "points": 0.0,
    "lowest_level": 1,
    "level": 1,
}
"""What stands in for a field that must be there; nothing that it leads to is reported."""

_FOLLOWING = frozenset(
    {
        *("missing_field", "missing_source", "missing_accept", "alias_collides", "repeated"),
        *("levels_missing", "levels_not_comparable", "levels_disordered", "points_incomplete"),
        *("weights_incomplete", "goalposts_incomplete", "grade_differs"),
    }
)
"""Rules that something wrong beside them in the same entry breaks too."""

_OF_THE_METHOD = frozenset(
    {
        *("levels_missing", "points_incomplete", "level_out_of_range", "cut_offs_disordered"),
        *("weights_incomplete", "goalposts_incomplete", "levels_not_comparable"),
    }
)


@dataclass(frozen=True)
class Salvaged(Generic[_Model]):
    """A model with what could be used, the faults, and the places that were mended."""

    model: _Model | None
    faults: list[Fault]
    mended: frozenset[Location]

    def believable(self, faults: Iterable[Fault]) -> Iterator[Fault]:
        """Faults of the model that are the file's own, and do not come from the mending."""
        for fault in faults:
            if not any(self._explains(place, fault) for place in self.mended):
                yield fault

    @staticmethod
    def _explains(place: Location, fault: Fault) -> bool:
        at, code = fault.location, fault.code
        if at[: len(place)] == place:
            return True
        entry = place[:2] if len(place) > 1 and isinstance(place[1], int) else place[:1]
        if len(place) > 1 and code in _FOLLOWING and at[: len(entry)] == entry:
            return True
        if place == ("method",) and code in _OF_THE_METHOD:
            return True
        if place in (("programme",), ("year",)) and at == ("field_code",):
            return True
        # an indicator whose class or categories nobody knows may be the one that is missing
        is_about_class = place[0] == "indicators" and place[2:] in ((), ("class",), ("applies_to",))
        return is_about_class and code in ("few_core_indicators", "graded_indicator_left_out")


def salvage(document: YamlDocument, model: type[_Model]) -> Salvaged[_Model]:
    """The document as a model as far as its entries can be used, and everything that cannot be."""
    data = document.data
    faults: list[Fault] | None = None
    mended: set[Location] = set()
    for _ in range(_ROUNDS):
        try:
            found = model.model_validate(data)
        except ValidationError as error:
            met = model_faults(error, model, data)
            if faults is None:
                faults = met
                data = copy.deepcopy(data)
            if not isinstance(data, dict):
                break
            for details, fault in zip(error.errors(), met, strict=True):
                mended.add(_mend(data, details, fault.location))
        else:
            return Salvaged(found, faults or [], frozenset(mended))
    return Salvaged(None, faults or [], frozenset(mended))


def _mend(data: Any, details: ErrorDetails, at: Location) -> Location:
    """Takes what is wrong out of the data, or fills in what is missing; returns the place."""
    if details["type"] == "missing":
        name = str(at[-1])
        _value(data, at[:-1])[name] = copy.deepcopy(_FILLERS.get(name))
        return at
    if not at:
        return at
    try:
        around, last = _value(data, at[:-1]), at[-1]
    except (KeyError, IndexError):
        return at  # an earlier mistake took out what is around it
    if isinstance(around, dict):
        around.pop(last, None)
    elif isinstance(around, list) and isinstance(last, int):
        if details["type"] in ("model_type", "model_attributes_type"):
            around[last] = {}
        else:  # one item less would move the lines of those behind it
            return _mend(data, details, at[:-1])
    return at


def _value(data: Any, at: Location) -> Any:
    for step in at:
        data = data[step]
    return data
