"""How often suggestions were right, as the page shows it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from permanence.faces.desk.presenting.words import say_count
from permanence.service.tickets.queries.suggesting import Score
from permanence.service.tickets.rules.hints import Axis
from permanence.service.tickets.rules.suggesting import AXES

Shown = dict[str, Any]


def show_scores(scores: Mapping[Axis, Score]) -> list[Shown]:
    """Return a line for each axis; none when nothing was suggested at all."""
    if not any(scores.values()) or all(score == Score() for score in scores.values()):
        return []
    names = {"severity": _("Severity"), "level": _("Level"), "team": _("Team")}
    return [show_score(names[axis], scores[axis]) for axis in AXES]


def show_score(label: str, score: Score) -> Shown:
    """Return one line: what became of the suggestions, and the share that was taken."""
    share = score.share
    return {
        "label": label,
        "counts": [
            {"label": _("Accepted"), "said": say_count(score.accepted)},
            {"label": _("Judged otherwise"), "said": say_count(score.changed)},
            {"label": _("Set aside"), "said": say_count(score.dismissed)},
            {"label": _("Not in view"), "said": say_count(score.unseen)},
        ],
        "share": _("%(share)s %%") % {"share": share} if share is not None else "—",
        "part": share,
    }
