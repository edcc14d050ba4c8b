"""Changing who works here, and as what; the journal keeps what was before."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.actions import record
from permanence.ground.journal.rules import Actor
from permanence.ground.lib.db import door
from permanence.ground.lib.errors import Refusal
from permanence.world.accounts.actions.entering import NOWHERE, end_sessions, note_log_in
from permanence.world.accounts.models import Desk, Specialist, StaffRole, User
from permanence.world.accounts.queries.staff import card_of_specialist
from permanence.world.accounts.rules import LogInAct, StaffCard, Whereabouts, differences

ADMINISTRATOR = "administrator"


class LogInTaken(Refusal):
    """Two people never share an address to log in with."""


class LastAdministrator(Refusal):
    """Somebody has to be able to let others in."""


def change_specialist(specialist: Specialist, card: StaffCard, *, by: Actor, at: datetime) -> None:
    """Let a member of staff be what the card says; the journal keeps what was before."""
    held = lock_specialist(specialist)
    changes = differences(card_of_specialist(held), card)
    if not changes:
        return
    if User.objects.filter(email=card.email).exclude(pk=held.user_id).exists():
        raise LogInTaken(_("{email} has a log-in already."), email=card.email)
    held.user.email, held.user.language = card.email, card.language
    held.user.save(update_fields=["email", "language"])
    for field in ("name", "level", "languages", "skills"):
        setattr(held, field, asdict(card)[field])
    held.save(update_fields=["name", "level", "languages", "skills"])
    record("staff.changed", f"specialist:{held.pk}", at=at, actor=by, changes=changes)


def give_roles(
    specialist: Specialist, given: Mapping[Desk, Collection[str]], *, by: Actor, at: datetime
) -> None:
    """Let somebody have these roles on the desks named; those on other desks stay as they are."""
    held = lock_specialist(specialist)
    changes: dict[str, list[list[str]]] = {}
    for desk, roles in given.items():
        rows = StaffRole.objects.filter(specialist=held, desk=desk)
        was, now = sorted(rows.values_list("role", flat=True)), sorted(set(roles))
        if was == now:
            continue
        if ADMINISTRATOR in was and ADMINISTRATOR not in now:
            keep_an_administrator(held, desk=desk)
        rows.exclude(role__in=now).delete()
        StaffRole.objects.bulk_create(
            StaffRole(specialist=held, desk=desk, role=role) for role in now if role not in was
        )
        changes[desk.name] = [was, now]
    if changes:
        record("staff.roles", f"specialist:{held.pk}", at=at, actor=by, changes=changes)


def let_go(
    specialist: Specialist, *, by: Actor, at: datetime, where: Whereabouts = NOWHERE
) -> None:
    """Let nobody log in as this person any more, and log all their browsers out at once."""
    held = lock_specialist(specialist)
    if held.left_at is not None:
        return
    keep_an_administrator(held)
    switch_log_in(held, left_at=at)
    with door():
        end_sessions(held.user)
        note_log_in(held.user, LogInAct.SESSIONS_ENDED, at=at, where=where, by=by.name)
    record("staff.left", f"specialist:{held.pk}", at=at, actor=by)


def take_back(specialist: Specialist, *, by: Actor, at: datetime) -> None:
    """Let somebody who had left log in again, with the roles and teams they had."""
    held = lock_specialist(specialist)
    if held.left_at is None:
        return
    switch_log_in(held, left_at=None)
    record("staff.returned", f"specialist:{held.pk}", at=at, actor=by)


def switch_log_in(held: Specialist, *, left_at: datetime | None) -> None:
    """Keep since when somebody is gone; nobody who is gone can log in."""
    held.left_at, held.user.is_active = left_at, left_at is None
    held.save(update_fields=["left_at"])
    held.user.save(update_fields=["is_active"])


def lock_specialist(specialist: Specialist) -> Specialist:
    """Return a member of staff as they are now, locked."""
    rows = Specialist.objects.select_for_update(no_key=True, of=("self",)).select_related("user")
    return rows.get(pk=specialist.pk)


def keep_an_administrator(leaving: Specialist, *, desk: Desk | None = None) -> None:
    """Refuse what would leave nobody who administers; `desk` is where one role is taken away.

    All rows of administrators are locked, so that two cannot leave at the same time.
    """
    rows = StaffRole.objects.filter(role=ADMINISTRATOR).order_by("pk")
    administering = list(rows.select_for_update(no_key=True))
    staying = set(Specialist.objects.staying().values_list("pk", flat=True))
    left = [
        one
        for one in administering
        if one.specialist_id in staying
        and (one.specialist_id != leaving.pk or (desk is not None and one.desk_id != desk.pk))
    ]
    if administering and leaving.left_at is None and not left:
        raise LastAdministrator(
            _("{name} is the last administrator: name another one first."), name=leaving.name
        )
