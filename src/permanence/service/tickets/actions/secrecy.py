"""Keeping a file confidential: who may know of it, who is let in, who breaks the glass.

Each act runs in the house: who keeps a file from others may shut themselves out by it, and who
breaks the glass cannot see it yet.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.rules import Actor
from permanence.ground.lib.db import house
from permanence.ground.lib.errors import Refusal
from permanence.service.tickets.actions.concealing import conceal_climbs
from permanence.service.tickets.actions.history import record_on
from permanence.service.tickets.actions.noticing import tell_insiders
from permanence.service.tickets.actions.states import lock_gathered, lock_ticket
from permanence.service.tickets.models import Knower, Secrecy, Ticket
from permanence.service.tickets.queries.secrecy import circle_of, insiders_of
from permanence.service.tickets.rules.secrecy import Change, Circle, compare_circles, end_of_glass
from permanence.world.accounts.models import Specialist, StaffRole, Team
from permanence.world.attention.actions.notices import keep_watchers
from permanence.world.attention.actions.viewing import stir
from permanence.world.attention.rules.channels import Event

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class NotConfidential(Refusal):
    """What is asked of a file that is confidential, or is not, already."""


class NobodyKnows(Refusal):
    """A file that nobody may know of, or somebody who does not work here."""


class NoReason(Refusal):
    """To keep a file from others, or to break in, has a reason."""


def keep_confidential(
    ticket: Ticket, circle: Circle, *, reason: str, by: Actor, at: datetime
) -> None:
    """Let nobody know of a file from now on but those chosen; what was merged into it with it.

    An assignee or watcher who is not among them is one no more.
    """
    require_reason(reason, _("Say why the request is confidential: those who know read it."))
    with house():
        ticket = lock_ticket(ticket, step="keep")
        if ticket.confidential:
            raise NotConfidential(_("The request is confidential already."))
        check_circle(circle, desk=ticket.desk_id)
        files = [ticket, *lock_gathered(ticket)]
        seal_files(files, circle, reason=reason, by=by, at=at)
        told = describe_circle(compare_circles(Circle(), circle))
        stir_lists(ticket, at=at)
        record_on(ticket, "ticket.kept", at=at, actor=by, reason=reason.strip(), **told)
        tell_insiders(ticket, Event.LET_IN, by=by, at=at)


def open_to_desk(ticket: Ticket, *, reason: str, by: Actor, at: datetime) -> None:
    """Let everybody on the desk know of a file again, for a reason."""
    require_reason(reason, _("Say why the request is no longer confidential."))
    with house():
        ticket = lock_ticket(ticket, step="keep")
        if not ticket.confidential:
            raise NotConfidential(_("The request is not confidential."))
        files = [ticket, *lock_gathered(ticket)]
        Secrecy.objects.filter(ticket__in=files, ended_at=None).update(
            ended_at=at, ended_reason=reason.strip(), ended_by_name=by.name
        )
        Knower.objects.filter(ticket__in=files).delete()
        mark_files(files, confidential=False)
        record_on(ticket, "ticket.opened_to_desk", at=at, actor=by, reason=reason.strip())


def choose_circle(ticket: Ticket, circle: Circle, *, by: Actor, at: datetime) -> None:
    """Let others know of a confidential file, or no longer; who is let in is told."""
    with house():
        ticket = lock_ticket(ticket, step="keep")
        if not ticket.confidential:
            raise NotConfidential(_("The request is not confidential."))
        check_circle(circle, desk=ticket.desk_id)
        before = insiders_of([ticket.pk])[ticket.pk]
        change = compare_circles(circle_of(ticket), circle)
        if not change:
            return
        files = [ticket, *lock_gathered(ticket)]
        write_circle(files, circle, by=by, at=at)
        relieve_outsiders(files, by=by, at=at)
        stir_lists(ticket, at=at)
        record_on(ticket, "ticket.circle", at=at, actor=by, **describe_circle(change))
        tell_insiders(ticket, Event.LET_IN, by=by, at=at, besides=before)


def keep_to_author(ticket: Ticket, *, alone: bool, reason: str, by: Actor, at: datetime) -> None:
    """Let nobody at the customer but who wrote read of a request, or all as before."""
    require_reason(reason, _("Say why: it stays in the file."))
    with house():
        ticket = lock_ticket(ticket, step="keep")
        if ticket.contact_only == alone:
            raise NotConfidential(_("It is so already."))
        files = [ticket.pk, *(one.pk for one in lock_gathered(ticket))]
        Ticket.objects.filter(pk__in=files).update(contact_only=alone)
        act = "ticket.author_alone" if alone else "ticket.author_not_alone"
        record_on(ticket, act, at=at, actor=by, reason=reason.strip())


def break_glass(ticket: Ticket, *, reason: str, by: Specialist, at: datetime) -> Knower:
    """Let somebody read a confidential file for some hours, by a reason that those who know read.

    They are told at once.
    """
    require_reason(reason, _("Say why you have to open it: those who know read it."))
    with house():
        ticket = lock_ticket(ticket, step="keep")
        if not ticket.confidential:
            raise NotConfidential(_("The request is not confidential."))
        until, actor = end_of_glass(at), by.actor
        rows = [
            Knower(
                ticket=one,
                organisation_id=one.organisation_id,
                specialist=by,
                since=at,
                by_name=by.name,
                reason=reason.strip(),
                until=until,
            )
            for one in (ticket, *lock_gathered(ticket))
        ]
        broken = Knower.objects.bulk_create(rows)[0]
        told = {"reason": reason.strip(), "until": until.isoformat()}
        record_on(ticket, "ticket.glass", at=at, actor=actor, **told)
        tell_insiders(ticket, Event.GLASS, by=actor, at=at)
        return broken


def stir_lists(ticket: Ticket, *, at: datetime) -> None:
    """Let the open lists of those ask again who no longer see a file; its number is not told."""
    stir(["ticket:0"], desk=ticket.desk_id, at=at)


def follow_secrecy(ticket: Ticket, source: Ticket, *, by: Actor, at: datetime) -> None:
    """Keep a file as confidential as the one that it was made of, or is worked on in."""
    if not source.confidential or ticket.confidential:
        return
    with house():
        reason = Secrecy.objects.get(ticket=source, ended_at=None).reason
        files = [ticket, *lock_gathered(ticket)]
        seal_files(files, circle_of(source), reason=reason, by=by, at=at)


def seal_files(
    files: Sequence[Ticket], circle: Circle, *, reason: str, by: Actor, at: datetime
) -> None:
    """Write down that files are confidential, and who may know of them."""
    Secrecy.objects.bulk_create(
        Secrecy(
            ticket=one,
            organisation_id=one.organisation_id,
            reason=reason.strip(),
            by=by.key,
            by_name=by.name,
            since=at,
        )
        for one in files
    )
    mark_files(files, confidential=True)
    conceal_climbs(files)
    write_circle(files, circle, by=by, at=at)
    relieve_outsiders(files, by=by, at=at)


def mark_files(files: Sequence[Ticket], *, confidential: bool) -> None:
    """Say on each ticket whether it is confidential, as lists read it."""
    for one in files:
        one.confidential = confidential
    Ticket.objects.filter(pk__in=[one.pk for one in files]).update(confidential=confidential)


def write_circle(files: Sequence[Ticket], circle: Circle, *, by: Actor, at: datetime) -> None:
    """Keep who was chosen to know of these files, in the place of those chosen before."""
    Knower.objects.named().filter(ticket__in=files).delete()
    Knower.objects.bulk_create(
        Knower(
            ticket=one,
            organisation_id=one.organisation_id,
            since=at,
            by_name=by.name,
            **{f"{kind}_id": number},
        )
        for one in files
        for kind, numbers in (("team", circle.teams), ("specialist", circle.people))
        for number in sorted(numbers)
    )


def relieve_outsiders(files: Sequence[Ticket], *, by: Actor, at: datetime) -> None:
    """Take files from an assignee, and watches from people, who may no longer know of them."""
    for ticket, insiders in insiders_of([one.pk for one in files]).items():
        keep_watchers(f"ticket:{ticket}", insiders)
        held = Ticket.objects.select_related("team").get(pk=ticket)
        if held.assignee_id is not None and held.assignee_id not in insiders:
            held.assignee = None
            held.save(update_fields=["assignee"])
            team = held.team.name if held.team else ""
            record_on(held, "ticket.assigned", at=at, actor=by, team=team, assignee="")


def check_circle(circle: Circle, *, desk: int) -> None:
    """Refuse a circle of nobody, and people or teams of other desks."""
    people = StaffRole.objects.filter(desk=desk, specialist__in=circle.people)
    teams = Team.objects.filter(desk=desk, pk__in=circle.teams)
    if set(people.values_list("specialist", flat=True)) != circle.people:
        raise NobodyKnows(_("Only who works on this desk can be let in."))
    if set(teams.values_list("pk", flat=True)) != circle.teams:
        raise NobodyKnows(_("Only a team of this desk can be let in."))
    if not people.exists() and not teams.filter(members__left_at=None).exists():
        raise NobodyKnows(_("Choose at least one person who may know of it."))


def describe_circle(change: Change) -> dict[str, list[str]]:
    """Return who comes in and who goes, by name, as the journal keeps it."""
    return {
        "let_in": [*names(Team, change.teams_in), *names(Specialist, change.people_in)],
        "let_out": [*names(Team, change.teams_out), *names(Specialist, change.people_out)],
    }


def names(model: type[Team] | type[Specialist], numbers: Iterable[int]) -> list[str]:
    """Return the names of teams or people, in their order."""
    rows = model._default_manager.filter(pk__in=list(numbers)).order_by("name")
    return list(rows.values_list("name", flat=True))


def require_reason(reason: str, words: StrOrPromise) -> None:
    """Refuse an act for no reason."""
    if not reason.strip():
        raise NoReason(words)
