"""Giving each rule its turn: one after the other, each in a transaction of its own, each once."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Count, Q

from permanence.ground.lib.errors import Refusal
from permanence.overview.automation.actions.course import Broken, Course, actor_of_rule
from permanence.overview.automation.actions.deeds import do_deeds
from permanence.overview.automation.actions.failing import note_failure, note_success
from permanence.overview.automation.actions.naming import sends_mail
from permanence.overview.automation.actions.reading import read_number
from permanence.overview.automation.models import Occasion, Rule, Run
from permanence.overview.automation.queries.facts import Scene, facts_of, lets_act
from permanence.overview.automation.rules.guard import DAY, HOUR, Lately, Turn, next_turn, why_held
from permanence.overview.automation.rules.instructions import read_instruction
from permanence.overview.bulk.actions.carrying import reason_of_refusal
from permanence.promises.policies.queries import policy_of_version
from permanence.service.tickets.actions.history import record_on
from permanence.service.tickets.models import Ticket

LOG = logging.getLogger(__name__)
OWN = "select pg_current_xact_id()::text::bigint"
ACTED = (Run.Outcome.DONE, Run.Outcome.FAILED)


@dataclass(frozen=True)
class Result:
    """What became of one turn; `reason` holds a code, and the words of a refusal."""

    outcome: str
    reason: dict[str, Any] = field(default_factory=dict)
    did: list[dict[str, Any]] = field(default_factory=list)


def settle_next_turn(*, at: datetime) -> bool:
    """Give the next rule its turn on the oldest occasion that nobody holds; False when none waits.

    Rules that do not let the ticket through have had their turn. An occasion goes when all had.
    """
    waiting = Occasion.objects.order_by("pk")
    occasion = waiting.select_for_update(skip_locked=True, no_key=True).first()
    if occasion is None:
        return False
    rules = rules_for(occasion)
    order = [Turn(one.pk, one.position) for one in rules.values()]
    while (number := next_turn(order, occasion.seen)) is not None:
        rule = rules[number]
        occasion.seen.append(number)
        result = give_turn(rule, occasion, at=at)
        if result is None:
            continue
        if result.outcome == Run.Outcome.DONE and read_instruction(rule.says).stops:
            break
        occasion.save(update_fields=["seen"])
        return True
    occasion.delete()
    return True


def rules_for(occasion: Occasion) -> dict[int, Rule]:
    """Return the rules that may act on an occasion and have not done so, by number."""
    if occasion.rule_id is not None:
        rows = Rule.objects.on_time().filter(pk=occasion.rule_id)
    else:
        rows = Rule.objects.on_events().filter(
            desk=occasion.desk_id, event=occasion.event, on_since__lte=occasion.at
        )
    ran = Run.objects.filter(rule__in=rows, ticket=occasion.ticket_id, event_at=occasion.at)
    seen = ran.filter(act=occasion.act).values_list("rule_id", flat=True)
    return {one.pk: one for one in rows.exclude(pk__in=seen)}


def give_turn(rule: Rule, occasion: Occasion, *, at: datetime) -> Result | None:
    """Let a rule act on its occasion and keep what it did; None when it lets the ticket pass by."""
    tickets = Ticket.objects.select_related("organisation", "contact", "team", "assignee", "desk")
    ticket = tickets.select_for_update(no_key=True, of=("self",)).get(pk=occasion.ticket_id)
    policy = policy_of_version(ticket.policy_version_id)
    said = read_instruction(rule.says)
    if not lets_act(said, facts_of(ticket), Scene(ticket, policy, at)):
        return None
    mails = sends_mail(rule.desk_id, said)
    held = why_held(rule.pk, occasion.chain, lately_on(ticket, at=at), mails=mails)
    course = Course(rule, said.then, ticket, policy, at)
    result = Result(Run.Outcome.HELD, {"code": held}) if held else try_course(course, occasion)
    keep_run(course, occasion, result)
    if result.outcome == Run.Outcome.FAILED:
        note_failure(rule, ticket, result.reason, at=at)
    elif result.outcome == Run.Outcome.DONE:
        note_success(rule)
    return result


def lately_on(ticket: Ticket, *, at: datetime) -> Lately:
    """Return what rules did to a ticket lately."""
    rows = Run.objects.filter(ticket=ticket, at__gt=at - DAY, outcome__in=ACTED)
    found = rows.aggregate(
        acts=Count("pk", filter=Q(at__gt=at - HOUR)), mails=Count("pk", filter=Q(mailed=True))
    )
    return Lately(found["acts"], found["mails"])


def try_course(course: Course, occasion: Occasion) -> Result:
    """Do all that a rule says, or nothing, and say why."""
    try:
        with transaction.atomic():
            did = do_deeds(course)
            if did:
                record_rule(course, occasion)
    except Refusal as refusal:
        return Result(Run.Outcome.SKIPPED, reason_of_refusal(refusal).describe())
    except Broken as broken:
        return Result(Run.Outcome.FAILED, {"code": "broken", "text": broken.what})
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        LOG.exception("rule %s failed on ticket %s", course.rule.pk, course.ticket.pk)
        return Result(Run.Outcome.FAILED, {"code": "error", "text": type(error).__name__})
    return Result(Run.Outcome.DONE, did=did) if did else already()


def already() -> Result:
    """Return what is said of a rule that found all so already."""
    return Result(Run.Outcome.SKIPPED, {"code": "already"})


def record_rule(course: Course, occasion: Occasion) -> None:
    """Write on the ticket that a rule acted, and what set it off."""
    record_on(
        course.ticket,
        "ticket.rule",
        at=course.at,
        actor=actor_of_rule(course.rule),
        rule=course.rule.pk,
        event=occasion.event,
    )


def keep_run(course: Course, occasion: Occasion, result: Result) -> None:
    """Keep what a rule did on an occasion, and in which transaction."""
    Run.objects.create(
        rule=course.rule,
        number=course.rule.number,
        ticket_id=occasion.ticket_id,
        organisation_id=course.ticket.organisation_id,
        event=occasion.event,
        event_at=occasion.at,
        act=occasion.act,
        at=course.at,
        outcome=result.outcome,
        reason=result.reason,
        did=result.did,
        mailed=any(one["deed"] == "mail" for one in result.did),
        chain=occasion.chain,
        txid=read_number(OWN),
    )
