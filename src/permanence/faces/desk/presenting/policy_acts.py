"""What was changed in a desk's policy, value by value, by whom and when."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from permanence.faces.desk.access import Reader
from permanence.faces.desk.presenting.moments import show_instant
from permanence.ground.journal.models import Act
from permanence.ground.journal.queries import last_acts
from permanence.world.accounts.models import Desk

Shown = dict[str, Any]


def show_policy_history(desk: Desk, reader: Reader, *, part: str) -> list[Shown]:
    """Return the loadings that changed something in a part of the document, the newest first."""
    found = []
    for act in last_acts(f"desk:{desk.key}"):
        changes = list_values(act, part)
        if act.act == "policy.loaded" and changes:
            told = {"number": act.facts["version"]}
            found.append(
                {
                    **show_instant(act.at, reader),
                    "who": act.actor_name or "Permanence",
                    "what": _("Version %(number)s of the policy") % told,
                    "changes": changes,
                }
            )
    return found


def list_values(act: Act, part: str) -> list[Shown]:
    """Return each value of a part of the document as it was and as it is."""
    changes = act.facts.get("changes") or {}
    return [
        {"label": path, "was": was or "—", "now": now or "—"}
        for path, (was, now) in changes.items()
        if path.removeprefix("operator.").startswith(part)
    ]
