"""What the worker runs to tell people outside the pages."""

from __future__ import annotations

from permanence.ground.lib import clock
from permanence.ground.lib.db import house
from permanence.overview.telling.actions.digests import send_due_digests
from permanence.overview.telling.actions.pushing import (
    claim_pushes,
    plan_pushes,
    read_sender,
    send_parcel,
    settle_parcel,
)


def send_digests() -> int:
    """Write the mails with what waits for people, when they want them."""
    with house():
        return send_due_digests(at=clock.now())


def push_notices() -> int:
    """Tell the browsers of people who are not looking; no transaction is open meanwhile."""
    at = clock.now()
    with house():
        planned = plan_pushes(at=at)
        parcels = claim_pushes(at=at)
        sender = read_sender(at=at) if parcels else None
    if sender is None:
        return planned
    for parcel in parcels:
        verdict = send_parcel(parcel, sender, at=clock.now())
        with house():
            settle_parcel(parcel, verdict, at=clock.now())
    return planned + len(parcels)
