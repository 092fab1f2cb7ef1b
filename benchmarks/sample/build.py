"""From the specification to declarations: enterprises, products, indicators, night by night."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from benchmarks.sample import codes
from benchmarks.sample.model import Content, Declaration, Enterprise, Product, Row
from benchmarks.sample.spec import Field, SpecError, document, fields
from benchmarks.sample.wording import spell

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_SPECS = ("——", "1200mm×600mm", "/", "标准型", "", "500mm")
_NUMBERS = ("Q/SL{code} {serial}-{year}", "Q/SL{code} {serial}-{year}", "Q/SL{code}{serial}-{year}")


def declarations() -> list[Declaration]:
    """All declarations of the sample, in the order of the specification."""
    maker = _Maker()
    made = [one for field in fields() for one in maker.of(field)]
    made += maker.spellings()
    twice = [key for key, times in Counter(one.key for one in made).items() if times > 1]
    if twice:
        raise SpecError(f"keys that stand twice: {', '.join(twice)}")
    return made


class _Maker:
    """Hands out enterprises and numbers, so that none is used twice by chance."""

    def __init__(self) -> None:
        self._words = document("words")
        self._indicators = document("indicators")
        self._used: Counter[str] = Counter()  # trade → enterprises handed out
        self._trades: dict[str, int] = {}
        self._named: dict[str, Enterprise] = {}
        self._numbers: dict[str, str] = {}  # key → standard number
        self._serials: Counter[int] = Counter()  # enterprise → numbers handed out

    def of(self, field: Field) -> Iterator[Declaration]:
        for series in field.series:
            for case in _expanded(series):
                yield self._declaration(field, case)
        for case in field.cases:
            yield self._declaration(field, case)

    def spellings(self) -> Iterator[Declaration]:
        """Declarations that carry the texts of requirements.yml, so many in each."""
        content = document("requirements")
        size = content["per_declaration"]
        field = next(one for one in fields() if "unknown_goods" in one.kinds)
        texts = [entry["text"] for entry in content["texts"]]
        for number, start in enumerate(range(0, len(texts), size)):
            rows = [
                {"name": f"示例指标{start + place + 1}", "requirement": text}
                for place, text in enumerate(texts[start : start + size])
            ]
            yield self._declaration(
                field,
                {
                    "key": f"spellings-{number + 1}",
                    "kind": "unknown_goods",
                    "published": f"2026-05-{11 + number:02} 09:00",
                    "at": [("cpbz", "file")[number % 2]],
                    "rows": rows,
                },
            )

    def _declaration(self, field: Field, case: Mapping[str, Any]) -> Declaration:
        kind = field.kinds[case["kind"]]
        enterprise = self._enterprise(kind, case)
        published = parse_published(case["published"])
        first = self._content(field, kind, case)
        versions = {1: first}
        for night, later in case.get("later", {}).items():
            versions[night] = self._later(field, case, versions[max(versions)], later)
        return Declaration(
            key=case["key"],
            kind=case["kind"],
            field_code=field.code if kind.get("board", True) is True else None,
            enterprise=enterprise,
            standard_no=self._standard_no(kind, case, enterprise, published),
            published=published,
            products=_products(kind, case, enterprise),
            versions=versions,
            case=dict(case),
        )

    def _enterprise(self, kind: Mapping[str, Any], case: Mapping[str, Any]) -> Enterprise:
        name = case.get("enterprise")
        if name in self._named:
            return self._named[name]
        trade = kind["trade"]
        trade_no = self._trades.setdefault(trade["name"], len(self._trades) + 1)
        place = self._used[trade["name"]] % len(self._words["words"])
        self._used[trade["name"]] += 1
        word, number = self._words["words"][place], trade_no * 100 + place
        area = self._words["areas"][number % len(self._words["areas"])]
        if (withdrawn := case.get("withdrawn_area")) is not None:
            area = self._words["withdrawn_areas"][withdrawn]
        branch = f"（{area['city']}）" if place % 9 == 5 else ""
        enterprise = Enterprise(
            number=number,
            name=case.get("org_name", f"示例{word['word']}{branch}{trade['name']}有限公司"),
            letters=word["letters"] + trade["letters"],
            area=area["name"] if place % 6 else area["code"],
            code=codes.credit_code(number),
            old_code=codes.organisation_code(number),
        )
        if name is not None:
            self._named[name] = enterprise
        return enterprise

    def _standard_no(
        self,
        kind: Mapping[str, Any],
        case: Mapping[str, Any],
        enterprise: Enterprise,
        published: datetime,
    ) -> str:
        if (same := case.get("same_number_as")) is not None:
            number = self._numbers[same]
        elif "standard_no" in case:
            number = case["standard_no"]
        else:
            self._serials[enterprise.number] += 1
            serial = self._serials[enterprise.number]
            suffix = kind.get("serial_suffix", "")
            number = _NUMBERS[_turn(case["key"]) % len(_NUMBERS)].format(
                code=enterprise.letters,
                serial=f"{serial:04}{suffix}" if suffix else f"{serial:03}",
                year=published.year,
            )
        self._numbers[case["key"]] = number
        return number

    def _content(self, field: Field, kind: Mapping[str, Any], case: Mapping[str, Any]) -> Content:
        turn = _turn(case["key"])
        if "rows" in case:
            rows = [
                Row(row["name"], row["requirement"], row.get("method", "——"))
                for row in case["rows"]
            ]
            missing: tuple[tuple[str, str], ...] = ()
        else:
            rows, missing = self._board_rows(field, case, turn)
            rows += [
                _other_row(row, turn + 3 * place) for place, row in enumerate(kind.get("rows", ()))
            ]
        return Content(
            standard_name=case.get("standard_name", kind["standard_name"]),
            status=case.get("status", "现行有效"),
            rows=tuple(rows),
            missing=missing,
        )

    def _board_rows(
        self, field: Field, case: Mapping[str, Any], turn: int
    ) -> tuple[list[Row], tuple[tuple[str, str], ...]]:
        core = field.core_of(case["kind"])
        levels = str(case.get("levels", ""))
        if len(levels) != len(core):
            raise SpecError(f"{field.file}: {case['key']}: {len(core)} levels are needed")
        rows, missing = [], []
        for place, code in enumerate((*core, *field.basic_of(case["kind"]))):
            said = case.get("set", {}).get(code, {})
            if said.get("drop"):
                missing.append((code, said["reason"]))
                continue
            level = int(levels[place]) if place < len(core) else None
            row = self._row(code, level, turn + 7 * place)
            rows.append(_said(row, said) if said else row)
        return rows, tuple(missing)

    def _row(self, code: str, level: int | None, turn: int) -> Row:
        indicator = self._indicators[code]
        if level is None:
            requirement = indicator["texts"][turn % len(indicator["texts"])]
        else:
            requirement = spell(indicator, level, turn)
        return Row(
            name=indicator["names"][turn % len(indicator["names"])],
            requirement=requirement,
            method=indicator["methods"][turn % len(indicator["methods"])],
            code=code,
            level=level,
        )

    def _later(
        self, field: Field, case: Mapping[str, Any], before: Content, later: Mapping[str, Any]
    ) -> Content:
        said = later.get("set", {})
        rows = tuple(_said(row, said[row.code]) if row.code in said else row for row in before.rows)
        named = {name: later[name] for name in ("standard_name", "status") if name in later}
        if unknown := set(later) - {"set", "standard_name", "status"}:
            raise SpecError(f"{field.file}: {case['key']}: later has unknown {sorted(unknown)}")
        return replace(before, rows=rows, **named)


def parse_published(text: str | datetime) -> datetime:
    """The wall clock at Shanghai of `2026-05-30 09:00`."""
    return text if isinstance(text, datetime) else datetime.strptime(text, "%Y-%m-%d %H:%M")  # noqa: DTZ007


def _expanded(series: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The declarations of a series, evenly spread, its lists taken in turn."""
    since, until = (parse_published(text) for text in series["published"])
    count = series["count"]
    for place in range(count):
        at = since + (until - since) * place / max(count - 1, 1)
        minutes = 60 * at.hour + at.minute
        case = {
            "key": f"{series['key']}-{place + 1:02}",
            "kind": series["kind"],
            "published": datetime(at.year, at.month, at.day, 8 + minutes % 600 // 60, minutes % 60),  # noqa: DTZ001
            "at": series["at"][place % len(series["at"])],
        }
        if "levels" in series:
            case["levels"] = series["levels"][place % len(series["levels"])]
        yield case


def _turn(key: str) -> int:
    """A number of the key's own, so that an entry added elsewhere changes no text of this one."""
    return int(codes.hex_id(f"turn {key}", 6), 16)


def _said(row: Row, said: Mapping[str, Any]) -> Row:
    return Row(
        name=said.get("name", row.name),
        requirement="" if "attachment" in said else said.get("requirement", row.requirement),
        method=said.get("method", row.method),
        code=row.code,
        level=None if "reason" in said else said.get("level", row.level),
        reason=said.get("reason"),
        attachment=said.get("attachment"),
    )


def _other_row(row: Mapping[str, Any], turn: int) -> Row:
    """A row of fixed texts; where a scheme asks for it, each with its level or reason."""
    requirements = list(row["requirements"])
    requirement = requirements[turn % len(requirements)]
    methods = list(row["methods"])
    method = methods[turn % len(methods)]
    if "code" not in row:
        return Row(row["name"], requirement, method)
    outcome = row["requirements"][requirement]
    if isinstance(row["methods"], dict):
        outcome = row["methods"][method] or outcome
    is_level = isinstance(outcome, int)
    return Row(
        row["name"],
        requirement,
        method,
        code=row["code"],
        level=outcome if is_level else None,
        reason=None if is_level else outcome,
    )


def _products(
    kind: Mapping[str, Any], case: Mapping[str, Any], enterprise: Enterprise
) -> tuple[Product, ...]:
    if case.get("no_products"):
        return ()
    turn = _turn(case["key"])
    names = [kind["products"][turn % len(kind["products"])], *case.get("extra_products", ())]
    texts = kind["category_texts"]
    return tuple(
        Product(
            name=name,
            category=case.get("category_text", texts[turn % len(texts)]),
            model=f"{enterprise.letters}-{100 + turn % 800 + place}",
            spec=_SPECS[(turn + place) % len(_SPECS)],
            brand="示例牌" if turn % 3 else "——",
            barcode=codes.barcode(enterprise.number * 10 + place) if turn % 4 == 0 else "",
            generic_name=name if turn % 5 == 0 else "",
        )
        for place, name in enumerate(names)
    )
