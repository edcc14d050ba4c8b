"""What one list of touched customers says otherwise than the one before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from permanence.faces.desk.access import Reader
from permanence.faces.desk.presenting.incident_customers import standing_names
from permanence.faces.desk.presenting.moments import say_moment
from permanence.faces.desk.presenting.words import reader_language
from permanence.service.incidents.models import Judgement
from permanence.service.incidents.queries.impact import RevisionDifference
from permanence.service.incidents.queries.signals import names_of_customers
from permanence.service.incidents.rules.impact import Line
from permanence.world.catalogue.queries import components_named

Shown = dict[str, Any]
MOST: Final = 500


def show_difference(told: RevisionDifference, reader: Reader) -> Shown:
    """Return who was added, who is gone, and of whom something else is said."""
    difference = told.difference
    added, gone = difference.added[:MOST], difference.gone[:MOST]
    changed = difference.changed[:MOST]
    lines = [*added, *gone, *(line for pair in changed for line in pair)]
    customers = names_of_customers({line.organisation for line in lines})
    parts = components_named({one for line in lines for one in line.path}, reader_language())
    decided = Judgement.objects.in_bulk({line.judgement for line in lines if line.judgement})

    def show(line: Line) -> Shown:
        return show_line(line, customers, parts, decided, reader)

    return {
        "added": [show(line) for line in added],
        "gone": [show(line) for line in gone],
        "changed": [
            {"name": customers.get(old.organisation, ""), "was": show(old), "now": show(new)}
            for old, new in changed
        ],
        "added_count": len(difference.added),
        "gone_count": len(difference.gone),
        "changed_count": len(difference.changed),
    }


def show_line(
    line: Line,
    customers: Mapping[int, str],
    parts: Mapping[int, str],
    decided: Mapping[int, Judgement],
    reader: Reader,
) -> Shown:
    """Return one line of a list."""
    word, tone = standing_names()[line.standing]
    judgement = decided.get(line.judgement or 0)
    return {
        "name": customers.get(line.organisation, ""),
        "standing_word": word,
        "standing_tone": tone,
        "way": " → ".join(parts.get(one, str(one)) for one in line.path),
        "reason": judgement.reason if judgement else "",
        "who": judgement.actor_name if judgement else "",
        "when": say_moment(judgement.at, reader) if judgement else "",
    }
