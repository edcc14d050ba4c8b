"""Handing over and the checklist: in their drawers, and in the timeline."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from permanence.faces.desk.access import Reader, StaffRequest
from permanence.faces.desk.forms import DeskForm
from permanence.faces.desk.forms.passing import FactsForm, PassingForm
from permanence.faces.desk.presenting.said import Said
from permanence.ground.journal.models import Act
from permanence.overview.worklists.queries import people_of_desk
from permanence.promises.policies.queries import policy_of_version
from permanence.service.tickets.models import Ticket
from permanence.service.tickets.rules.states import may_follow
from permanence.world.accounts.rules import Right

Shown = dict[str, Any]
Forms = Mapping[str, DeskForm]


def may_pass(ticket: Ticket, reader: Reader) -> bool:
    """Say whether the reader may hand a ticket over now."""
    may = reader.may(Right.TRIAGE, ticket.desk_id) and may_follow("assign", ticket.state)
    return may and ticket.triaged_at is not None


def show_passing(request: StaffRequest, ticket: Ticket, sent: Forms) -> Shown:
    """Return the form by which a ticket is handed over."""
    return {
        "form": sent.get("passing") or passing_form(ticket),
        "url": reverse("desk:ticket-passing", args=[ticket.reference]),
    }


def passing_form(ticket: Ticket, request: StaffRequest | None = None) -> PassingForm:
    """Return the form of a hand-over, with what was sent."""
    teams, specialists = people_of_desk(ticket.desk_id)
    return PassingForm(
        request.POST if request else None,
        ticket=ticket,
        policy=policy_of_version(ticket.policy_version_id),
        teams=teams,
        specialists=specialists,
    )


def show_facts(request: StaffRequest, ticket: Ticket, sent: Forms) -> Shown:
    """Return what is known of the checklist, and the form by which more is written down."""
    form = sent.get("facts") or facts_form(ticket)
    may = request.reader.may(Right.ANSWER, ticket.desk_id)
    keys = [fact.key for fact in policy_of_version(ticket.policy_version_id).facts]
    return {
        "form": form,
        "rows": [
            {
                "known": form[f"known-{key}"],
                "waived": form[f"waived-{key}"],
                "value": ticket.facts.get(key, ""),
                "why": ticket.waived.get(key, ""),
            }
            for key in keys
        ],
        "url": reverse("desk:ticket-facts", args=[ticket.reference]) if may else "",
    }


def facts_form(ticket: Ticket, request: StaffRequest | None = None) -> FactsForm:
    """Return the form of the checklist, with what was sent."""
    policy = policy_of_version(ticket.policy_version_id)
    sent = request.POST if request else None
    return FactsForm(sent, ticket=ticket, facts=policy.facts, language=policy.default_language)


def say_passing(act: Act, facts: Mapping[str, Any], reader: Reader) -> Said:
    """Words for a hand-over."""
    told = {"who": act.actor_name, "level": facts.get("level"), "before": facts.get("before")}
    if told["level"] == told["before"]:
        text = _("%(who)s handed it over at level %(level)s") % told
    else:
        text = _("%(who)s handed it over from level %(before)s to level %(level)s") % told
    people = [str(facts[key]) for key in ("team", "assignee") if facts.get(key)]
    return Said(" · ".join([text, *people]), "right")


def say_facts(act: Act, facts: Mapping[str, Any], reader: Reader) -> Said:
    """Words for what was written down of the checklist."""
    known = [str(after) for _before, after in (facts.get("known") or {}).values() if after]
    text = _("%(who)s wrote down what is known") % {"who": act.actor_name}
    return Said(" · ".join([text, *known]), "list", is_quiet=True)
