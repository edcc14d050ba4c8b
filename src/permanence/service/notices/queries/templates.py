"""Which template is in force: the desk's last approved version, else what is shipped."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from permanence.service.notices.models import TemplateVersion
from permanence.service.notices.rules import Text

SHIPPED: Final = Path(__file__).resolve().parent.parent / "shipped"
Sort = tuple[str, int, str]


@dataclass(frozen=True)
class NoticeTemplate:
    """A template in force: its key, its version (0 is the shipped one), and its texts."""

    kind: str
    severity: int
    stage: str
    number: int
    texts: Mapping[str, Text]

    @property
    def key(self) -> str:
        """The name by which a proof quotes it."""
        return f"{self.kind}/{self.severity}/{self.stage}"


@lru_cache(maxsize=1)
def read_shipped() -> Mapping[Sort, Mapping[str, Text]]:
    """Return what is shipped, by kind, severity and stage, in every language."""
    found: dict[Sort, dict[str, Text]] = {}
    for file in sorted(SHIPPED.glob("*.toml")):
        told = tomllib.loads(file.read_text(encoding="utf-8"))
        for kind, severities in told.items():
            for severity, stages in severities.items():
                for stage, one in stages.items():
                    text = Text(one["subject"], one["text"].strip())
                    found.setdefault((kind, int(severity), stage), {})[file.stem] = text
    return found


def template_in_force(desk: int, kind: str, severity: int, stage: str) -> NoticeTemplate | None:
    """Return the template for a notice; None when not even a shipped one speaks of it."""
    return choose_template(approved_templates(desk), kind, severity, stage)


def approved_templates(desk: int) -> dict[Sort, NoticeTemplate]:
    """Return what a desk has written itself: the last approved version of each sort."""
    rows = TemplateVersion.objects.filter(desk=desk, approved_at__isnull=False).order_by("number")
    return {
        (row.kind, row.severity, row.stage): NoticeTemplate(
            row.kind, row.severity, row.stage, row.number, row.said
        )
        for row in rows
    }


def choose_template(
    own: Mapping[Sort, NoticeTemplate], kind: str, severity: int, stage: str
) -> NoticeTemplate | None:
    """Return which of a desk's own templates, or of those shipped, is in force for a notice.

    What is written for the severity goes before what is written for any, the desk's own before the
    shipped.
    """
    for found in (severity, 0):
        sort = (kind, found, stage)
        if sort in own:
            return own[sort]
        if texts := read_shipped().get(sort):
            return NoticeTemplate(kind, found, stage, 0, texts)
    return None


def versions_of(desk: int, kind: str, severity: int, stage: str) -> list[TemplateVersion]:
    """Return every version that a desk wrote of a template, the last one first."""
    rows = TemplateVersion.objects.filter(desk=desk, kind=kind, severity=severity, stage=stage)
    return list(rows.order_by("-number"))
