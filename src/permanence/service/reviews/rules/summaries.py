"""What a customer may read of an incident: in their language, and of themselves alone."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

FIELDS: Final = ("title", "overview", "measures")
Texts = Mapping[str, Mapping[str, str]]
Grounds = Literal["touched", "decided"]


def clean_texts(texts: Texts, languages: Sequence[str]) -> dict[str, dict[str, str]]:
    """Return the texts of each language, every field of them, trimmed."""
    return {
        language: {field: str(texts.get(language, {}).get(field, "")).strip() for field in FIELDS}
        for language in languages
    }


def find_missing(texts: Texts, languages: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return which fields are missing in which language; nothing is ever filled in by itself."""
    found = {
        language: tuple(
            field for field in FIELDS if not texts.get(language, {}).get(field, "").strip()
        )
        for language in languages
    }
    return {language: fields for language, fields in found.items() if fields}


def choose_language(wanted: str, texts: Texts, *, default: str) -> str:
    """Return the language of a copy: the customer's, where it is written, else the desk's own."""
    return wanted if wanted in texts else default


@dataclass(frozen=True)
class CopyFacts:
    """What a copy says of its customer alone: their components and their figures."""

    components: tuple[str, ...]
    occurred_at: str
    resolved_at: str
    notified_at: str
    tickets: int


def make_content(texts: Mapping[str, str], facts: CopyFacts) -> dict[str, Any]:
    """Return what stands in a copy, and nothing besides."""
    return {field: texts[field] for field in FIELDS} | {
        "components": list(facts.components),
        "occurred_at": facts.occurred_at,
        "resolved_at": facts.resolved_at,
        "notified_at": facts.notified_at,
        "tickets": facts.tickets,
    }


def digest_content(content: Mapping[str, Any]) -> str:
    """Return the digest under which the register knows a copy."""
    kept = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(kept.encode()).hexdigest()
