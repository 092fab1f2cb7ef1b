"""Whether a ledger still is what it was when its decisions were recorded."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from pipelines.ledger.decision import GENESIS, rehashed
from pipelines.ledger.store import Head

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pipelines.ledger.decision import Decision
    from pipelines.ledger.store import Ledger


def ledger_faults(ledger: Ledger, known_heads: Mapping[str, Head]) -> list[str]:
    """What was changed, removed or put in since it was recorded, a sentence each; empty if nothing.

    A chain alone does not show that its end was cut off and written anew: the heads printed
    elsewhere do.

    Args:
        ledger: the one to look at.
        known_heads: where the chain ended, by where that was printed (the name of a release).
    """
    decisions, head = ledger.chain()
    return [
        *chain_faults(decisions, head),
        *_head_faults(decisions, known_heads),
        *_file_faults(decisions, ledger),
    ]


def chain_faults(decisions: Iterable[Decision], head: Head) -> Iterator[str]:
    """What is wrong with a chain in itself: gaps, changed contents, an end that is not its head."""
    before = Head(0, GENESIS)
    for decision in decisions:
        name = decision.decision_id
        if decision.seq != before.seq + 1:
            yield f"{name} 之前缺少决定：上一条是第 {before.seq} 条，中间的已被删除"
        elif decision.previous_hash != before.hash:
            yield f"{name} 所记的上一条哈希与第 {before.seq} 条不符：其中一条已被改动"
        if rehashed(decision).hash != decision.hash:
            about = f"{decision.draft.kind}，{decision.draft.subject}"
            yield f"{name}（{about}）的内容与哈希不符：已被改动"
        before = Head(decision.seq, decision.hash)
    if before != head:
        kept = f"链头记的是第 {head.seq} 条，库中最后一条是第 {before.seq} 条"
        yield f"{kept}：末尾的决定已被改动或删除"


def _head_faults(decisions: Iterable[Decision], known: Mapping[str, Head]) -> Iterator[str]:
    hashes = {0: GENESIS} | {decision.seq: decision.hash for decision in decisions}
    for printed_in, head in known.items():
        if head.seq not in hashes:
            yield f"{printed_in} 记载过第 {head.seq} 条决定，库中已没有"
        elif hashes[head.seq] != head.hash:
            yield f"{printed_in} 记载的第 {head.seq} 条决定的哈希与库中不符：此前的决定已被改动"


def _file_faults(decisions: Iterable[Decision], ledger: Ledger) -> Iterator[str]:
    held = set(ledger.file_digests())
    for sha256 in sorted(held):
        if hashlib.sha256(ledger.file(sha256)).hexdigest() != sha256:
            yield f"依据文件 {sha256} 的内容已被改动"
    for decision in decisions:
        for evidence in decision.draft.evidence:
            if evidence.sha256 not in held:
                yield f"{decision.decision_id} 的依据文件 {evidence.name} 已不在库中"
