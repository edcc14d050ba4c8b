"""`permanence user add`: the first members of staff, before anybody can log in."""

from __future__ import annotations

import argparse
from typing import TextIO

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from permanence.faces.desk.password_links import send_invitation
from permanence.ground.journal.actions import record
from permanence.ground.lib.clock import now
from permanence.ground.lib.db import door, house
from permanence.world.accounts.actions import add_specialist, note_log_in
from permanence.world.accounts.models import Desk, User
from permanence.world.accounts.rules import ROLES, LogInAct


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
