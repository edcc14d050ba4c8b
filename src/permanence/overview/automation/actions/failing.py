"""A rule that fails is noted; one that fails again and again is switched off, and people hear."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from permanence.ground.journal.actions import record
from permanence.overview.automation.models import Rule
from permanence.overview.automation.rules.guard import FAILURES_ALLOWED
from permanence.service.tickets.models import Ticket
from permanence.world.accounts.models import StaffRole
from permanence.world.accounts.rules import ROLES, Right
from permanence.world.attention.actions.notices import News, tell_people
from permanence.world.attention.queries.notices import Hearers
from permanence.world.attention.rules.channels import Event

EDITORS = sorted(role for role, rights in ROLES.items() if Right.EDIT_AUTOMATION in rights)


def note_failure(rule: Rule, ticket: Ticket, reason: dict[str, Any], *, at: datetime) -> None:
    """Count a failure; at the last that is allowed in a row the rule is off."""
    rule = Rule.objects.select_for_update(no_key=True).get(pk=rule.pk)
    rule.failures += 1
    if rule.failures < FAILURES_ALLOWED or rule.on_since is None:
        rule.save(update_fields=["failures"])
        return
    rule.on_since, rule.off_reason = None, {**reason, "at": at.isoformat()}
    rule.save(update_fields=["failures", "on_since", "off_reason"])
    record(
        "rule.failed_off",
        f"rule:{rule.pk}",
        at=at,
        desk=rule.desk_id,
        name=rule.name,
        reason=reason,
        ticket=ticket.pk,
    )
    editors = StaffRole.objects.filter(desk=rule.desk_id, role__in=EDITORS)
    named = sorted(set(editors.values_list("specialist_id", flat=True)))
    hearers = Hearers(f"ticket:{ticket.pk}", rule.desk_id, named=named)
    tell_people([News(Event.RULE_OFF, hearers, by=f"rule:{rule.pk}", who=rule.name)], at=at)


def note_success(rule: Rule) -> None:
    """Forget earlier failures: only those in a row count."""
    if rule.failures:
        Rule.objects.filter(pk=rule.pk).update(failures=0)
