"""What a document says of suspicions, and of requests that join an incident."""

from __future__ import annotations

from dataclasses import asdict
from typing import Final, cast

from permanence.promises.policies.rules.amounts import TIME_EXAMPLE, parse_span, same_words
from permanence.promises.policies.rules.chapters import Drafts
from permanence.promises.policies.rules.parts import MINUTE
from permanence.promises.policies.rules.suspicion import (
    ANSWERS,
    Answers,
    FailureTerms,
    Joining,
    Suspicion,
)

COUNTS: Final = {"customers": 2, "with_alert": 1, "with_grave": 2, "alerts": 0}
FAILED: Final = "failed_"


def read_suspicion(drafts: Drafts) -> Suspicion:
    """Return from when on something is suspected; what we take where the document is silent."""
    found = Suspicion()
    for draft in drafts.of("suspicion"):
        window = draft.table.parsed("window", parse_span, right=TIME_EXAMPLE, empty=MINUTE)
        counts = {key: draft.table.number(key, least=least) for key, least in COUNTS.items()}
        usual = asdict(FailureTerms())
        failed = {
            key: draft.table.number(FAILED + key, default=usual[key], least=1) for key in usual
        }
        told = counts | {FAILED + key: count for key, count in failed.items()}
        fill = {key: same_words(count) for key, count in told.items()}
        draft.read_clauses({"window": window.words} | fill)
        found = Suspicion(window=window.span, failures=FailureTerms(**failed), **counts)
    return found


def read_joining(drafts: Drafts) -> Joining:
    """Return whether notices answer requests; never where the document is silent."""
    found = Joining()
    for draft in drafts.of("joining"):
        answers = draft.table.choice("answers", ANSWERS)
        draft.read_clauses()
        clause = draft.clause("answers") or draft.clause("text")
        found = Joining(cast(Answers, answers), clause.key if clause else "")
    return found
