"""What the tests of single sign-on share: an administrator, a provider, a browser on its way."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlsplit

from django.test import Client

from permanence.ground.journal.rules import Actor
from permanence.ground.lib.clock import now
from permanence.ground.lib.db import house
from permanence.world.accounts.models import Desk, LogInEvent, Specialist
from permanence.world.sign_on.actions import add_provider
from permanence.world.sign_on.models import Provider
from permanence.world.sign_on.rules import Kind, ProviderCard
from tests.cast import World
from tests.oidc_provider import CLIENT, SECRET, OidcProvider

HERE = "http://localhost:8000"
BACK = f"{HERE}/desk/login/by/acme-directory/back"
ADMINISTRATOR = Actor("specialist:0", "Ada Min")


def show_real_time(world: World) -> None:
    """Let the clock of the pages show what the provider's shows."""
    world.offset.write_text("0")
    world.at = now()


def keep_provider(provider: OidcProvider, **otherwise: Any) -> Provider:
    """Write a provider down as an administrator would."""
    card = {
        "kind": Kind.OIDC,
        "name": "Acme Directory",
        "issuer": provider.url,
        "client_id": CLIENT,
    }
    return keep_card(ProviderCard(**{**card, **otherwise}), secret=SECRET)


def keep_card(card: ProviderCard, *, secret: str = "") -> Provider:
    """Write down what a card says."""
    with house():
        return add_provider(card, secret=secret, by=ADMINISTRATOR, at=now())


def add_administrator(world: World, *desks: Desk) -> Specialist:
    """Return somebody who administers the desks named, or both."""
    return world.hire("Ada Min", "administrator", desks=desks or (world.messaging, world.content))


def go(
    provider: OidcProvider,
    subject: str = "sam-4711",
    *,
    client: Client | None = None,
    back: str = "",
    answer: str = "yes",
) -> tuple[Client, Any]:
    """Go to the provider, log in there and come back; return the browser and the last answer."""
    client = client or Client(enforce_csrf_checks=True)
    away = client.get("/desk/login/by/acme-directory", {"next": back} if back else {})
    if not away["Location"].startswith(provider.url):
        return client, away
    sent = provider.sign_in(away["Location"], subject=subject, answer=answer)
    return client, come(client, sent)


def come(client: Client, address: str) -> Any:
    """Follow a provider's redirect to this installation."""
    assert address.startswith(f"{HERE}/"), address
    parts = urlsplit(address)
    return client.get(parts.path, dict(parse_qsl(parts.query, keep_blank_values=True)))


def is_in(client: Client) -> bool:
    """Say whether a browser is let in."""
    return client.get("/desk/account").status_code == 200


def told(client: Client) -> str:
    """Return what the log-in page says to whom it was not let in."""
    return client.get("/desk/login").content.decode()


def lines() -> list[tuple[str, str, str]]:
    """Return act, way and reason of each line of the log-in journal."""
    return [
        (one.act, one.facts.get("how", ""), one.facts.get("reason", ""))
        for one in LogInEvent.objects.order_by("pk")
    ]
