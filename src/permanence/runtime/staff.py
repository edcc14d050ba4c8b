"""`permanence user add`: the first members of staff, before anybody can log in."""

from __future__ import annotations

import argparse
from typing import TextIO

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from permanence.ground.journal.actions import record
from permanence.ground.lib.clock import now
from permanence.ground.lib.db import house
from permanence.world.accounts.actions import add_specialist
from permanence.world.accounts.models import Desk, User
from permanence.world.accounts.rules import ROLES


def add_member(told: argparse.Namespace, *, password: str, out: TextIO, err: TextIO) -> int:
    """Add a member of staff with a role on desks, all of them when none is named; 2 if refused."""
    try:
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
            password=password,
            roles=[(desk, told.role) for desk in desks],
            language=told.language,
        )
        record("staff.added", f"specialist:{specialist.pk}", at=now(), role=told.role)
    print(f"{told.email.lower()}: {told.role} of {', '.join(desk.key for desk in desks)}", file=out)
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
