"""Logging out at the provider by which somebody came in."""

from __future__ import annotations

from django.http import HttpRequest

from permanence.faces.desk.provider_addresses import address_after_leaving
from permanence.faces.ui.sessions import HOW
from permanence.ground.lib.clock import now
from permanence.ground.lib.db import house
from permanence.world.sign_on.actions import leave_provider
from permanence.world.sign_on.models import Provider
from permanence.world.sign_on.rules import Kind, NotTrusted

TOKEN = "id_token"  # noqa: S105 -- where it is kept
LONGEST_TOKEN = 6000


def keep_token(request: HttpRequest, token: str) -> None:
    """Remember what shows the provider whose session ends there, unless it is very long."""
    if request.user.is_authenticated and token and len(token) <= LONGEST_TOKEN:
        request.session[TOKEN] = token


def address_to_leave(request: HttpRequest) -> tuple[str, str]:
    """Return the provider by which somebody came in, and where they log out there too.

    Both are empty for who came in otherwise, and when nothing is offered or can be reached.
    """
    first = str(request.session.get(HOW, "")).partition("+")[0]
    kind, _, key = first.partition(":")
    if kind != Kind.OIDC:
        return "", ""
    with house():
        provider = Provider.objects.filter(key=key, is_active=True).first()
    if provider is None:
        return "", ""
    token = str(request.session.get(TOKEN, ""))
    try:
        address = leave_provider(provider, token=token, back=address_after_leaving(), at=now())
    except NotTrusted:
        return "", ""
    return (provider.name, address) if address else ("", "")
