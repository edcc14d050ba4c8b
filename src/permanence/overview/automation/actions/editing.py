"""Writing rules, ordering them, switching them on and off; each change stands in the journal."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.actions import record
from permanence.ground.journal.rules import Actor
from permanence.ground.lib.errors import Refusal
from permanence.overview.automation.actions.naming import fault_of_instruction
from permanence.overview.automation.actions.reading import begin_reading
from permanence.overview.automation.models import Rule, RuleVersion
from permanence.overview.automation.rules.faults import Fault
from permanence.overview.automation.rules.guard import move_one
from permanence.overview.automation.rules.instructions import (
    Instruction,
    describe_instruction,
    list_differences,
    read_instruction,
)
from permanence.world.accounts.models import Desk

MOST_KEPT = 100
FAULTS: dict[Fault, Any] = {
    "when": _("Choose when the rule acts: on one event, or after some time."),
    "hours": _("Say after how many hours, from 1 to a year."),
    "nothing": _("A rule that does nothing is none: choose what it does."),
    "reason": _("Say why nobody needs to look at it until then."),
    "best": _("Give it to one person or to whoever fits best, not both."),
    "resolve": _("A rule resolves only what waits for the customer: choose this state, alone."),
    "close": _("A rule closes only what is resolved: choose this state, alone."),
    "words": _("Give fewer words."),
    "looker": _("Nobody looks when a rule acts: choose a person."),
    "who": _("Choose who."),
    "tried": _("Write the hand-over note: who takes over reads it."),
    "hands": _("Hand it over to a team or a person, not to nobody."),
    "macro": _("This macro is gone: choose another one."),
    "judges": _("This macro judges severity or level: that is for a specialist."),
    "takes": _("This macro gives the ticket to whoever runs it, and nobody does."),
    "waits": _("This macro lets the request wait: that needs the reason of a person."),
    "twice": _("The macro does this already: say it once."),
}


class FaultyRule(Refusal):
    """A rule that cannot be kept as it is."""


def save_rule(
    desk: Desk,
    name: str,
    said: Instruction,
    *,
    by: Actor,
    at: datetime,
    rule: int | None = None,
    seen: int | None = None,
) -> Rule:
    """Keep a rule as a new version; a new one comes last and is off until it is switched on.

    `seen` is the version that was looked at: what somebody else changed meanwhile is not lost.
    """
    if fault := fault_of_instruction(desk.pk, said):
        raise FaultyRule(FAULTS[fault])
    kept = lock_rule(desk, rule, seen=seen) if rule else begin_rule(desk)
    before = {"name": kept.name, **kept.says} if kept.pk else None
    name = " ".join(name.split())
    after = {"name": name, **describe_instruction(said)}
    if kept.pk and before == after:
        return kept
    reads_on = kept.on_since is not None and bool(said.when.event) and not kept.event
    if reads_on:
        begin_reading()
    kept.name, kept.says, kept.event = name, describe_instruction(said), said.when.event
    kept.number += 1
    if kept.on_since is not None and before and before["when"] != after["when"]:
        kept.on_since = kept.reached_at = at
    write_rule(kept)
    RuleVersion.objects.create(
        rule=kept,
        number=kept.number,
        name=kept.name,
        says=kept.says,
        saved_at=at,
        saved_by=by.name,
    )
    note_rule(
        kept, "rule.saved", by=by, at=at, number=kept.number,
        changes=list_differences(before, after),
    )  # fmt: skip
    return kept


def begin_rule(desk: Desk) -> Rule:
    """Return a rule that is not kept yet; it will stand last."""
    others = Rule.objects.kept().filter(desk=desk)
    if others.count() >= MOST_KEPT:
        raise FaultyRule(_("The desk has {most} rules already: delete one."), most=MOST_KEPT)
    last = others.order_by("-position").values_list("position", flat=True).first()
    return Rule(desk=desk, number=0, position=(last or 0) + 1)


def write_rule(kept: Rule) -> None:
    """Save a rule; refuse a name that another one has."""
    try:
        with transaction.atomic():
            kept.save()
    except IntegrityError:
        raise FaultyRule(_("The desk has another rule of this name.")) from None


def lock_rule(desk: Desk, rule: int, *, seen: int | None = None) -> Rule:
    """Return a rule of the desk, locked; refuse when it was changed since it was seen."""
    kept = Rule.objects.kept().select_for_update(no_key=True).get(pk=rule, desk=desk)
    if seen is not None and seen != kept.number:
        raise Refusal(_("Somebody else has changed this rule meanwhile: look at it again."))
    return kept


def switch_on(desk: Desk, rule: int, *, by: Actor, at: datetime) -> None:
    """Let a rule act from now on, on what happens and falls due from this instant."""
    kept = lock_rule(desk, rule)
    if kept.on_since is not None:
        return
    if fault := fault_of_instruction(desk.pk, read_instruction(kept.says)):
        raise FaultyRule(FAULTS[fault])
    if kept.event:
        begin_reading()
    kept.on_since = kept.reached_at = at
    kept.failures, kept.off_reason = 0, {}
    kept.save(update_fields=["on_since", "reached_at", "failures", "off_reason"])
    note_rule(kept, "rule.on", by=by, at=at)


def switch_off(desk: Desk, rule: int, *, by: Actor, at: datetime) -> None:
    """Let a rule act no more; what it did stays in its journal."""
    kept = lock_rule(desk, rule)
    if kept.on_since is not None:
        kept.on_since = None
        kept.save(update_fields=["on_since"])
        note_rule(kept, "rule.off", by=by, at=at)


def move_rule(desk: Desk, rule: int, *, up: bool, by: Actor, at: datetime) -> None:
    """Let a rule change places with the one before or after it."""
    rows = Rule.objects.kept().filter(desk=desk).order_by("position", "pk")
    rules = {one.pk: one for one in rows.select_for_update(no_key=True)}
    if rule not in rules:
        return
    order, before = list(rules), rules[rule].position
    moved = move_one(order, rule, up=up)
    if moved == order:
        return
    for position, number in enumerate(moved, start=1):
        rules[number].position = position
    Rule.objects.bulk_update(rules.values(), ["position"])
    note_rule(
        rules[rule], "rule.moved", by=by, at=at,
        changes={"position": [before, rules[rule].position]},
    )  # fmt: skip


def delete_rule(desk: Desk, rule: int, *, by: Actor, at: datetime) -> None:
    """Take a rule away; its versions and what it did stay."""
    kept = lock_rule(desk, rule)
    kept.on_since, kept.deleted_at = None, at
    kept.save(update_fields=["on_since", "deleted_at"])
    note_rule(kept, "rule.deleted", by=by, at=at)


def note_rule(kept: Rule, act: str, *, by: Actor, at: datetime, **facts: Any) -> None:
    """Record what was done to a rule."""
    record(
        act, f"rule:{kept.pk}", at=at, actor=by, desk=kept.desk_id, name=kept.name, **facts
    )  # fmt: skip
