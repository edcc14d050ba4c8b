"""`permanence user`: the first members of staff, and who locked themselves out."""

from __future__ import annotations

import argparse
from typing import TextIO

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from permanence.faces.desk.factor_mails import tell_factor
from permanence.faces.desk.password_links import send_invitation
from permanence.ground.journal.actions import record
from permanence.ground.lib.clock import now
from permanence.ground.lib.db import door, house
from permanence.world.accounts.actions import (
    add_specialist,
    end_sessions,
    note_log_in,
    remove_factors,
)
from permanence.world.accounts.models import Desk, Specialist, User
from permanence.world.accounts.rules import ROLES, LogInAct

REMOVE = "permanence user remove-factor"


def add_member(told: argparse.Namespace, *, password: str, out: TextIO, err: TextIO) -> int:
    """Add a member of staff with a role on desks, all of them when none is named; 2 if refused.

    Without a password they are invited: a link by mail lets them choose one.
    """
    try:
        if password:
            validate_password(password)
    except ValidationError as refused:
        print(*refused.messages, sep="\n", file=err)
        return 2
    with house():
        desks = list(Desk.objects.filter(key__in=told.desk) if told.desk else Desk.objects.all())
        if wrong := _find_wrong(told, desks):
            print(wrong, file=err)
            return 2
        specialist = add_specialist(
            email=told.email,
            name=told.name or told.email,
            password=password or None,
            roles=[(desk, told.role) for desk in desks],
            language=told.language,
        )
        at = now()
        record("staff.added", f"specialist:{specialist.pk}", at=at, role=told.role)
        if not password:
            send_invitation(specialist, at=at)
            with door():
                note_log_in(specialist.user, LogInAct.INVITED, at=at, by="permanence user add")
    print(f"{told.email.lower()}: {told.role} of {', '.join(desk.key for desk in desks)}", file=out)
    if not password:
        print("Invited by mail to choose a password.", file=out)
    return 0


def remove_second_factor(told: argparse.Namespace, *, out: TextIO, err: TextIO) -> int:
    """Take the second factor from a member of staff and log them out; 2 if refused.

    It is written down in both journals and told to them by mail, as when a colleague does it.
    """
    reason, at = " ".join(told.reason.split()), now()
    if not reason:
        print("Say why.", file=err)
        return 2
    with house():
        rows = Specialist.objects.select_related("user")
        member = rows.filter(user__email=told.email.lower()).first()
    if member is None:
        print(f"No member of staff has the address {told.email}.", file=err)
        return 2
    with door():
        had_any = remove_factors(member.user)
        if had_any:
            end_sessions(member.user)
            act = LogInAct.FACTORS_REMOVED
            note_log_in(member.user, act, at=at, by=REMOVE, reason=reason)
    if not had_any:
        print(f"{member.user.email} has no second factor.", file=err)
        return 2
    with house():
        removed = "staff.second_factor_removed"
        record(removed, f"specialist:{member.pk}", at=at, reason=reason, way=REMOVE)
    tell_factor(member.user, "lost", at=at, by=REMOVE, reason=reason)
    print(f"{member.user.email}: the second factor is removed, the password stays.", file=out)
    return 0


def _find_wrong(told: argparse.Namespace, desks: list[Desk]) -> str:
    if unknown := set(told.desk) - {desk.key for desk in desks}:
        return f"There is no desk {', '.join(sorted(unknown))}."
    if not desks:
        return "There is no desk yet: load a policy first."
    if told.role not in ROLES:
        return f"There is no role {told.role}; roles are {', '.join(ROLES)}."
    if User.objects.filter(email=told.email.lower()).exists():
        return f"{told.email} has a log-in already."
    return ""
