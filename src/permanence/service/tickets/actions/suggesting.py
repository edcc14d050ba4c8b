"""Suggesting severity, level and team of requests that nobody has judged, and what came of it.

Nothing is ever applied: a suggestion is a row and a copy of it on the ticket, for its page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from django.db import connection
from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.rules import Actor
from permanence.ground.lib.errors import Refusal
from permanence.ground.lib.rows import insert_rows, update_rows
from permanence.promises.policies.queries import NoPolicy
from permanence.service.tickets.actions.history import record_on
from permanence.service.tickets.actions.states import lock_ticket
from permanence.service.tickets.models import Suggestion, Ticket
from permanence.service.tickets.queries.resembling import solved_before
from permanence.service.tickets.queries.suggesting import Desktop, ask_for, texts_of
from permanence.service.tickets.rules.hints import Advice, Axis
from permanence.service.tickets.rules.suggesting import suggest
from permanence.world.accounts.models import Team

if TYPE_CHECKING:
    from permanence.service.tickets.actions.triaging import Judgement

ASK_AGAIN = """
insert into tickets_suggestion (ticket_id, organisation_id, desk_id, asked_at, revision, advice,
                                outcome, chosen, dismissed_by)
select told.ticket, told.organisation, told.desk, %s, 0, '{}', '', '{}', ''
from unnest(%s::bigint[], %s::bigint[], %s::bigint[]) as told (ticket, organisation, desk)
on conflict (ticket_id) do update set asked_at = excluded.asked_at
"""


BATCH: Final = 100
FOUND: Final = (
    "asked_at",
    "made_at",
    "advice",
    "revision",
    "outcome",
    "settled_at",
    "dismissed_by",
)


class SuggestionGone(Refusal):
    """There is nothing to set aside any more."""


def ask_suggestions(tickets: Sequence[Ticket], *, at: datetime) -> None:
    """Note that something is to be suggested for tickets that were just opened."""
    insert_rows(
        Suggestion,
        [
            {
                "ticket_id": ticket.pk,
                "organisation_id": ticket.organisation_id,
                "desk_id": ticket.desk_id,
                "asked_at": at,
                "revision": 0,
                "advice": {},
                "outcome": "",
                "chosen": {},
                "dismissed_by": "",
            }
            for ticket in tickets
        ],
    )


def ask_suggestions_again(tickets: Sequence[Ticket], *, at: datetime) -> None:
    """Note that customers wrote more before anybody judged their requests."""
    asked = [one for one in tickets if one.triaged_at is None and not one.ended]
    if not asked:
        return
    columns = [
        [getattr(one, name) for one in asked] for name in ("pk", "organisation_id", "desk_id")
    ]
    with connection.cursor() as cursor:
        cursor.execute(ASK_AGAIN, [at, *columns])


def make_suggestions(*, at: datetime, most: int = BATCH) -> int:
    """Work out what is suggested for the next tickets that wait for it; return how many.

    The ticket is locked before its suggestion, as it is everywhere; one that somebody holds waits.
    """
    waiting = Suggestion.objects.filter(asked_at__isnull=False).order_by("asked_at", "ticket")
    numbers = list(waiting.values_list("ticket", flat=True)[:most])
    if not numbers:
        return 0
    rows = Ticket.objects.filter(pk__in=numbers).select_related("desk").order_by("pk")
    held = {
        one.pk: one for one in rows.select_for_update(skip_locked=True, no_key=True, of=("self",))
    }
    asked = list(Suggestion.objects.filter(ticket__in=held, asked_at__isnull=False))
    unjudged = [one for one in held.values() if one.triaged_at is None and not one.ended]
    texts, solved = texts_of(one.pk for one in unjudged), solved_before(unjudged, at=at)
    found: dict[int, Mapping[Axis, Advice]] = {}
    desktops: dict[int, Desktop | None] = {}
    for ticket in unjudged:
        if ticket.desk_id not in desktops:
            desktops[ticket.desk_id] = open_desktop(ticket, at=at)
        if desktop := desktops[ticket.desk_id]:
            text, before = texts.get(ticket.pk, ""), solved.get(ticket.pk, ())
            found[ticket.pk] = suggest(ask_for(ticket, text, before, desktop), desktop.lens)
    keep_suggestions([(held[one.pk], one, found.get(one.pk, {})) for one in asked], at=at)
    return len(asked)


def open_desktop(ticket: Ticket, *, at: datetime) -> Desktop | None:
    """Return what is known of a desk; None when it has no policy to judge by."""
    try:
        return Desktop(ticket.desk, at)
    except NoPolicy:
        return None


def keep_suggestions(
    made: Sequence[tuple[Ticket, Suggestion, Mapping[Axis, Advice]]], *, at: datetime
) -> None:
    """Keep what was found, on the tickets as well; what says nothing new is not shown again."""
    kept: list[Suggestion] = []
    dropped: list[Suggestion] = []
    shown: list[Ticket] = []
    for ticket, suggestion, found in made:
        advice = {str(axis): write_advice(one) for axis, one in found.items()}
        is_dismissed = suggestion.outcome == Suggestion.Outcome.DISMISSED
        says_more = values_of(advice) != values_of(suggestion.advice)
        suggestion.asked_at = None
        if suggestion.settled_at and (not is_dismissed or not advice or not says_more):
            kept.append(suggestion)
            continue
        told = None
        if advice:
            suggestion.made_at, suggestion.advice = at, advice
            suggestion.revision += 1
            suggestion.outcome, suggestion.settled_at, suggestion.dismissed_by = "", None, ""
            told = {"revision": suggestion.revision, **advice}
        (kept if advice else dropped).append(suggestion)
        if ticket.suggested != told:
            ticket.suggested = told
            shown.append(ticket)
    update_rows(kept, FOUND)
    if dropped:
        Suggestion.objects.filter(pk__in=[one.pk for one in dropped]).delete()
    update_rows(shown, ["suggested"])


def write_advice(advice: Advice) -> dict[str, Any]:
    """Return what is suggested on one axis, as it is kept."""
    hints = [
        {key: told for key, told in asdict(hint).items() if told and key not in {"axis", "value"}}
        for hint in advice.hints
    ]
    told = {"value": advice.value, "weight": advice.weight, "strong": advice.is_strong}
    return {**told, "hints": hints}


def values_of(advice: Mapping[str, Any]) -> dict[str, int]:
    """Return the values alone that are suggested."""
    return {axis: told["value"] for axis, told in advice.items() if axis != "revision"}


def show_on(ticket: Ticket, suggested: Mapping[str, Any] | None) -> None:
    """Let a ticket's page show a suggestion, or none."""
    if ticket.suggested != suggested:
        ticket.suggested = suggested
        ticket.save(update_fields=["suggested"])


def settle_suggestion(ticket: Ticket, judgement: Judgement, at: datetime) -> dict[str, Any]:
    """Keep what a specialist chose beside what was suggested; return the facts for the journal.

    The suggestion leaves the ticket, which the caller saves.
    """
    suggested = ticket.suggested
    ticket.suggested = None
    if not suggested:
        return {}
    team = judgement.team
    was_shown = judgement.suggestion == suggested["revision"]
    Suggestion.objects.filter(pk=ticket.pk, settled_at=None).update(
        outcome=Suggestion.Outcome.SHOWN if was_shown else Suggestion.Outcome.UNSEEN,
        settled_at=at,
        asked_at=None,
        chosen={
            "severity": judgement.severity,
            "level": judgement.level,
            "team": team.pk if team else None,
        },
    )
    return {"suggested": name_values(suggested, team), "shown": True} if was_shown else {}


def name_values(suggested: Mapping[str, Any], known: Team | None = None) -> dict[str, int | str]:
    """Return what was suggested, the team by its name."""
    named: dict[str, int | str] = dict(values_of(suggested))
    if "team" in named:
        is_known = known is not None and known.pk == named["team"]
        team = known if is_known else Team.objects.filter(pk=named["team"]).first()
        named["team"] = team.name if team else ""
    return named


def dismiss_suggestion(ticket: Ticket, *, revision: int, by: Actor, at: datetime) -> None:
    """Set a suggestion aside; it comes back only when the customer writes what changes it."""
    ticket = lock_ticket(ticket, step="triage")
    suggested = ticket.suggested
    if not suggested or suggested["revision"] != revision:
        raise SuggestionGone(_("There is another suggestion by now, or none. Look again."))
    Suggestion.objects.filter(pk=ticket.pk).update(
        outcome=Suggestion.Outcome.DISMISSED, settled_at=at, dismissed_by=by.key
    )
    show_on(ticket, None)
    record_on(
        ticket,
        "ticket.suggestion_dismissed",
        at=at,
        actor=by,
        suggested=name_values(suggested),
    )
