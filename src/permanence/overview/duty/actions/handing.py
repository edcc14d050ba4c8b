"""Handing over at the end of a shift: one report for the page, one mail to who is next."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from permanence.ground.lib.errors import Refusal
from permanence.ground.lib.paths import link_to
from permanence.ground.outbox.actions import post_drafts
from permanence.ground.outbox.rules import Draft
from permanence.overview.duty.models import HandOff
from permanence.overview.duty.queries import report_of
from permanence.overview.duty.rules import LONGEST_SHIFT, LOOKED_BACK
from permanence.overview.telling.actions.posting import draft_to_member, policy_of_member
from permanence.world.accounts.models import Specialist
from permanence.world.attention.actions.notices import News, tell_people
from permanence.world.attention.queries.notices import Hearers
from permanence.world.attention.rules.channels import Event
from permanence.world.rotas.models import Rota
from permanence.world.rotas.queries import schedules_of
from permanence.world.rotas.rules.schedule import Schedule
from permanence.world.rotas.rules.shifts import Shift, shifts_between

MOMENT = timedelta(minutes=1)
LONGEST_NOTE = 5000


class NotTheirShift(Refusal):
    """Only who had a shift writes what the next one should know."""


def hand_over_shifts(*, at: datetime) -> int:
    """Report the shifts that have ended, each once, to whoever is next; return how many."""
    rotas = list(Rota.objects.in_use().select_related("desk").order_by("pk"))
    schedules = schedules_of(rotas, since=at - LONGEST_SHIFT)
    return sum(
        hand_over(rota, ended, following, schedules[rota.pk], at=at)
        for rota in rotas
        for ended, following in ended_shifts(schedules[rota.pk], at=at)
    )


def ended_shifts(schedule: Schedule, *, at: datetime) -> list[tuple[Shift, Shift | None]]:
    """Return the shifts that ended lately and passed into other hands, each with what followed."""
    shifts = shifts_between(schedule, at - LOOKED_BACK, at + MOMENT)
    begun = {(one.layer, one.start): one for one in shifts}
    pairs = [(one, begun.get((one.layer, one.end))) for one in shifts if one.end <= at]
    return [
        (one, following)
        for one, following in pairs
        if not one.is_shadow and (following is None or following.person != one.person)
    ]


def hand_over(
    rota: Rota, ended: Shift, following: Shift | None, schedule: Schedule, *, at: datetime
) -> int:
    """Write one report and send it, unless that was done; return 1 if it was not."""
    known = HandOff.objects.filter(rota=rota, layer=ended.layer, to_at=ended.end)
    if known.exists():
        return 0
    made, is_new = HandOff.objects.get_or_create(
        rota=rota,
        layer=ended.layer,
        to_at=ended.end,
        defaults={
            "outgoing_id": ended.person,
            "incoming_id": following.person if following else None,
            "from_at": begin_of(schedule, ended),
        },
    )
    if is_new and made.incoming is not None:
        tell_incoming(made, made.incoming, at=at)
    return int(is_new)


def begin_of(schedule: Schedule, ended: Shift) -> datetime:
    """Return when somebody had come on call, however long ago."""
    shifts = shifts_between(schedule, ended.end - LONGEST_SHIFT, ended.end)
    begin = ended.end
    for one in sorted(shifts, key=lambda shift: shift.start, reverse=True):
        if one.layer == ended.layer and one.end == begin and one.person == ended.person:
            begin = one.start
    return begin


def tell_incoming(made: HandOff, incoming: Specialist, *, at: datetime) -> None:
    """Tell whoever is next, in the page and by mail."""
    subject = f"rota:{made.rota_id}"
    hearers = Hearers(subject, made.rota.desk_id, named=[incoming.pk])
    tell_people([News(Event.SHIFT, hearers, who=made.outgoing.name)], at=at)
    if incoming.user.is_active:
        post_drafts([write_hand_over(made, incoming, at=at)], at=at)


def write_hand_over(made: HandOff, incoming: Specialist, *, at: datetime) -> Draft:
    """Return the mail; it counts, and names no customer."""
    report = report_of(made.rota.desk_id, start=made.from_at, end=made.to_at, at=at)
    policy = policy_of_member(incoming, at=at)
    with translation.override(incoming.user.language):
        text = render_to_string(
            "duty/mail/hand_over.txt",
            {
                "name": incoming.name,
                "rota": made.rota.name,
                "outgoing": made.outgoing.name,
                "climbs": len(report.climbs),
                "report": report,
                "link": link_to("hand-off", base=settings.PUBLIC_URL, number=made.pk),
            },
        )
        subject = _("You are on call now: %(rota)s") % {"rota": made.rota.name}
    return draft_to_member(incoming, policy, kind="hand-off", subject=subject, text=text)


def note_hand_over(made: HandOff, text: str, *, by: Specialist, at: datetime) -> None:
    """Let the one who goes write what the next should know."""
    held = HandOff.objects.select_for_update(no_key=True).get(pk=made.pk)
    if held.outgoing_id != by.pk:
        raise NotTheirShift(gettext_lazy("Only who had the shift can write this."))
    held.note, held.noted_at = text[:LONGEST_NOTE], at
    held.save(update_fields=["note", "noted_at"])
