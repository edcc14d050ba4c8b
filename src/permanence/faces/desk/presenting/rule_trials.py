"""What a rule would have done to requests that are past."""

from __future__ import annotations

from collections import Counter
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from permanence.faces.desk.access import Reader
from permanence.faces.desk.presenting.automation_words import (
    Names,
    cause_names,
    say_deed,
    say_why_not,
)
from permanence.faces.desk.presenting.moments import show_instant
from permanence.overview.automation.models import Rule
from permanence.overview.automation.queries.trial import Touched, Trial
from permanence.overview.automation.rules.foreseeing import Namer
from permanence.service.tickets.rules.reference import speak_reference

Shown = dict[str, Any]


def namer_of(names: Names) -> Namer:
    """Return how a trial calls teams, people and canned answers."""
    return Namer(
        team=lambda number: names.team(number) if number else "",
        person=lambda number: names.person(number) if number else "",
        answer=lambda key: names.answers.get(key, f"/{key}"),
        macros=names.macros,
    )


def show_trial(rule: Rule, trial: Trial, reader: Reader, *, days: int) -> Shown:
    """Return what `desk/rule_trial.html` says of a trial."""
    acts = [one for one in trial.touched if one.foreseen.did]
    address = reverse("desk:rule-try", args=[rule.pk])
    query = urlencode({"days": days, "before": trial.last}) if trial.last else ""
    return {
        "looked": say_looked(trial.looked),
        "events": trial.events,
        "turns": say_turns(len(acts), len({one.ticket.pk for one in acts})),
        "sums": sum_deeds(acts),
        "rows": [show_touched(one, reader) for one in trial.touched],
        "older_url": f"{address}?{query}" if query else "",
    }


def say_looked(count: int) -> str:
    """Return how many requests were looked at."""
    text = ngettext("%(count)s request was looked at", "%(count)s requests were looked at", count)
    return text % {"count": count}


def say_turns(turns: int, tickets: int) -> str:
    """Return how often the rule would have acted, and on how many tickets."""
    if not turns:
        return _("It would have done nothing.")
    text = ngettext(
        "It would have acted %(turns)s time, on %(tickets)s of them.",
        "It would have acted %(turns)s times, on %(tickets)s of them.",
        turns,
    )
    return text % {"turns": turns, "tickets": tickets}


def sum_deeds(acts: list[Touched]) -> list[Shown]:
    """Return what would have been done, each thing with how often, the most frequent first."""
    counts = Counter(say_deed(deed) for one in acts for deed in one.foreseen.did)
    return [{"text": text, "count": count} for text, count in counts.most_common(10)]


def show_touched(one: Touched, reader: Reader) -> Shown:
    """Return one turn that the rule would have had."""
    lines = [say_deed(deed) for deed in one.foreseen.did]
    return {
        **show_instant(one.moment.at, reader),
        "why": cause_names().get(one.moment.event, one.moment.event),
        "lines": lines or [say_why_not({"code": one.foreseen.why_not})],
        "acts": bool(lines),
        "reference": speak_reference(one.ticket.reference),
        "url": reverse("desk:ticket", args=[one.ticket.reference]),
        "subject": one.ticket.subject,
    }
