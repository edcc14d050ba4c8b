"""One attempt as a provider is asked for it, with everything at hand. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from permanence.ground.ways.rules.spoken import Script


@dataclass(frozen=True)
class Trial:
    """What one provider shall carry. `secrets` are never shown; `callback` is where it reports."""

    attempt: int
    call: int
    provider: int
    kind: str
    way: str
    address: str
    language: str
    text: str
    started_at: datetime
    spoken: str = ""
    reference: str = ""
    callback: str = ""
    script: Script | None = None
    settings: Mapping[str, str] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
