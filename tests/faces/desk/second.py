"""Second factors for tests: an app that shows codes, and browsers that take both steps."""

from __future__ import annotations

import re
from typing import Any

from django.test import Client

from permanence.ground.lib.clock import now
from permanence.ground.lib.codes import code_of_step, make_secret, step_at
from permanence.ground.lib.db import door, house
from permanence.world.accounts.actions import add_app, give_codes
from permanence.world.accounts.models import Desk, LogInEvent, Specialist, StaffRole
from tests.cast import PASSWORD, World

APP = make_secret()


def administer(world: World) -> Client:
    """Return the browser of Lena, who also administers the messaging desk from now on."""
    with house():
        StaffRole.objects.create(specialist=world.lena, desk=world.messaging, role="administrator")
    return world.log_in(world.lena)


def show_code(*, steps: int = 0) -> str:
    """Return what the app shows now, or some half minutes later."""
    return code_of_step(APP, step_at(now()) + steps)


def read_secret(page: str) -> str:
    """Return the secret that a page shows as text."""
    found = re.search(r'app-secret">([A-Z2-7 ]+)<', page)
    assert found
    return found[1].replace(" ", "")


def code_for(secret: str) -> str:
    """Return what an app with this secret shows now."""
    return code_of_step(secret, step_at(now()))


def set_up_app(who: Specialist) -> list[str]:
    """Give somebody an app, whose current code is used up; return the recovery codes."""
    with door():
        assert add_app(who.user, secret=APP, code=show_code(), at=now())
        return give_codes(who.user)


def ask_for_more(desk: Desk, *roles: str) -> None:
    """Let roles on a desk ask for a second factor."""
    with house():
        Desk.objects.filter(pk=desk.pk).update(strict_roles=list(roles))


def take_first_step(who: Specialist, *, back: str = "") -> tuple[Client, Any]:
    """Return a browser in which somebody typed the password, and what it was answered."""
    client = Client()
    told = {"username": who.user.email, "password": PASSWORD, "next": back}
    return client, client.post("/desk/login", told)


def is_in(client: Client) -> bool:
    """Say whether a browser may read the desk."""
    return bool(client.get("/desk/account").status_code == 200)


def acts() -> list[str]:
    """Return what the log-in journal tells, the oldest first."""
    return list(LogInEvent.objects.order_by("pk").values_list("act", flat=True))


def ways_in() -> list[str]:
    """Return how people got in."""
    lines = LogInEvent.objects.filter(act="logged_in").order_by("pk")
    return [line.facts["how"] for line in lines]
