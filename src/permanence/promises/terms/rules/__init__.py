"""Clauses, offers and the prevailing rule, and how a TOML document of terms is read."""

from permanence.promises.terms.rules.clauses import LANGUAGES, Clause, Words, say, typeset
from permanence.promises.terms.rules.documents import (
    Document,
    Fault,
    Faults,
    KeyPath,
    read_document,
)
from permanence.promises.terms.rules.prevailing import (
    Candidate,
    Loser,
    Offer,
    Verdict,
    prevail,
    weigh_offers,
)

__all__ = [
    "LANGUAGES",
    "Candidate",
    "Clause",
    "Document",
    "Fault",
    "Faults",
    "KeyPath",
    "Loser",
    "Offer",
    "Verdict",
    "Words",
    "prevail",
    "read_document",
    "say",
    "typeset",
    "weigh_offers",
]
