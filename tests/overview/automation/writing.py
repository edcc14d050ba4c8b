"""Rules of the tests, kept and switched on."""

from __future__ import annotations

from time import monotonic, sleep

from django.db import connection

from permanence.ground.journal.rules import Actor
from permanence.ground.lib.db import house
from permanence.overview.automation.actions.editing import save_rule, switch_on
from permanence.overview.automation.jobs import carry_out_rules
from permanence.overview.automation.models import Rule, Run
from permanence.overview.automation.rules.instructions import Asked, Instruction, Then, When
from permanence.service.tickets.models import Ticket
from tests.cast import World

LENA = Actor("specialist:2", "Lena Brandt")


def add_rule(
    world: World,
    when: When,
    then: Then,
    *,
    asked: Asked | None = None,
    name: str = "",
    stops: bool = False,
    on: bool = True,
) -> Rule:
    """Return a rule of the messaging desk that acts from now on."""
    said = Instruction(when, asked or Asked(), then, stops)
    title = name or f"Rule {next(world.numbers)}"
    with house():
        rule = save_rule(world.messaging, title, said, by=LENA, at=world.at)
        if on:
            switch_on(world.messaging, rule.pk, by=LENA, at=world.at)
        return Rule.objects.get(pk=rule.pk)


def read_ticket(ticket: Ticket) -> Ticket:
    """Return a ticket as it is now."""
    with house():
        return Ticket.objects.select_related("team", "assignee", "contact").get(pk=ticket.pk)


def outcomes(*rules: Rule) -> list[str]:
    """Return what became of each turn of these rules, in the order of the turns."""
    with house():
        rows = Run.objects.filter(rule__in=rules).order_by("pk").select_related("rule")
        return [
            f"{row.rule.name}: {row.outcome}" + (f", {row.reason['code']}" if row.reason else "")
            for row in rows
        ]


def let_rules_act() -> None:
    """Let the workers go round until all that happened was read and every rule had its turn.

    A transaction of anybody that began before holds back what came after it, until it ends.
    """
    patience = monotonic() + 60
    carry_out_rules()
    while not is_all_read() and monotonic() < patience:
        sleep(0.02)
        carry_out_rules()


def is_all_read() -> bool:
    with house(), connection.cursor() as cursor:
        cursor.execute(
            "select coalesce((select max(txid)::text::bigint from journal_act), 0)"
            " < coalesce((select max(txid) from automation_place), 0)"
            " or not exists"
            " (select from automation_rule where event <> '' and on_since is not null)"
        )
        return bool(cursor.fetchone()[0])
