"""The pages of the rules: the list in its order, one rule with its journal, what was changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from permanence.faces.desk.access import Reader
from permanence.faces.desk.presenting.automation_words import (
    Names,
    cause_names,
    run_names,
    say_asked,
    say_deed,
    say_then,
    say_when,
    say_why_not,
)
from permanence.faces.desk.presenting.moments import show_instant
from permanence.faces.desk.presenting.services import services_of
from permanence.ground.journal.models import Act
from permanence.ground.journal.queries import last_acts
from permanence.overview.automation.models import Rule, Run
from permanence.overview.automation.queries.rules import count_lately, rules_of
from permanence.overview.automation.rules.instructions import read_instruction
from permanence.promises.policies.queries import policy_in_force
from permanence.service.tickets.rules.reference import speak_reference
from permanence.world.accounts.models import Desk, Specialist, Team
from permanence.world.wording.models import CannedAnswer
from permanence.world.wording.queries import macros_of
from permanence.world.wording.rules import Steps

Shown = dict[str, Any]
MOST_CHANGES = 50


def names_on(desk: Desk, reader: Reader) -> Names:
    """Return what is called how on a desk."""
    policy = policy_in_force(desk.key, at=reader.at)[1]
    answers = CannedAnswer.objects.filter(desk=desk).in_use().order_by("title")
    return Names(
        policy,
        teams=dict(Team.objects.filter(desk=desk).values_list("pk", "name")),
        people=dict(
            Specialist.objects.filter(roles__desk=desk).distinct().values_list("pk", "name")
        ),
        answers=dict(answers.values_list("key", "title")),
        services=services_of(policy),
        macros={one.pk: (one.title, Steps(**one.steps)) for one in macros_of(desk.pk)},
    )


def list_rules(desk: Desk, reader: Reader, *, may_edit: bool) -> list[Shown]:
    """Return the rules of a desk in the order in which they have their turn."""
    rules, names = rules_of(desk.pk), names_on(desk, reader)
    counts = count_lately(rules, at=reader.at)
    return [
        show_rule(rule, names)
        | {
            "place": place,
            "is_first": place == 1,
            "is_last": place == len(rules),
            "count": counts.get(rule.pk, 0),
            "act_url": reverse("desk:rule-act", args=[rule.pk]) if may_edit else "",
        }
        for place, rule in enumerate(rules, start=1)
    ]


def show_rule(rule: Rule, names: Names) -> Shown:
    """Return one rule as a sentence in three parts."""
    said = read_instruction(rule.says)
    return {
        "number": rule.pk,
        "name": rule.name,
        "url": reverse("desk:rule", args=[rule.pk]),
        "when": say_when(said.when),
        "asked": say_asked(said.asked, names),
        "then": say_then(said.then, names),
        "stops": said.stops,
        "is_on": rule.on_since is not None,
        "off_reason": say_why_not(rule.off_reason),
    }


def show_run(run: Run, reader: Reader) -> Shown:
    """Return what became of one turn."""
    return {
        **show_instant(run.at, reader),
        "outcome": run.outcome,
        "outcome_label": run_names()[run.outcome],
        "why": cause_names().get(run.event, run.event),
        "lines": [say_deed(one) for one in run.did] or [say_why_not(run.reason)],
        "reference": speak_reference(run.ticket.reference),
        "url": reverse("desk:ticket", args=[run.ticket.reference]),
        "subject": run.ticket.subject,
    }


def list_filters(rule: Rule, *, current: str) -> list[Shown]:
    """Return the ways to one outcome of a rule's turns."""
    address = reverse("desk:rule", args=[rule.pk])
    offered = {"": _("All")} | run_names()
    return [
        {
            "label": label,
            "url": f"{address}?{urlencode({'show': key})}" if key else address,
            "current": key == current,
        }
        for key, label in offered.items()
    ]


def list_history(rule: Rule, names: Names, reader: Reader) -> list[Shown]:
    """Return what was done to a rule, the last first, each change with what was before."""
    titles = act_names()
    return [
        {
            **show_instant(act.at, reader),
            "who": act.actor_name or "Permanence",
            "what": titles[act.act],
            "changes": list_changes(act, names),
        }
        for act in last_acts(f"rule:{rule.pk}", most=MOST_CHANGES)
        if act.act in titles
    ]


def act_names() -> dict[str, str]:
    """Return what is said of each act on a rule."""
    return {
        "rule.saved": _("Written"),
        "rule.on": _("Switched on"),
        "rule.off": _("Switched off"),
        "rule.failed_off": _("Switched off by itself: it failed too often"),
        "rule.moved": _("Moved"),
        "rule.deleted": _("Deleted"),
    }


def list_changes(act: Act, names: Names) -> list[Shown]:
    """Return each part of a rule that became different, as it was and as it is."""
    labels = {
        "name": _("Name"),
        "when": _("When"),
        "if": _("If"),
        "then": _("Then"),
        "stops": _("No later rule acts on the same occasion"),
        "position": _("Place in lists"),
    }
    return [
        {
            "label": labels.get(part, part),
            "was": say_part(part, was, names),
            "now": say_part(part, now, names),
        }
        for part, (was, now) in act.facts.get("changes", {}).items()
    ]


def say_part(part: str, kept: Any, names: Names) -> str:
    """Return one part of a rule in words; nothing is a dash."""
    if part == "stops":
        return _("yes") if kept else _("no")
    if kept is None:
        return "—"
    if part not in {"when", "if", "then"}:
        return str(kept)
    return "; ".join(say_kept(part, kept, names)) or "—"


def say_kept(part: str, kept: Mapping[str, Any], names: Names) -> Sequence[str]:
    """Return a kept part of a rule as lines."""
    whole = {"when": {"event": "opened"}} | {part: kept}
    said = read_instruction(whole)
    if part == "when":
        return [say_when(said.when)]
    return say_asked(said.asked, names) if part == "if" else say_then(said.then, names)
