"""The addresses of this installation that providers of log-ins have to know."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from permanence.world.sign_on.models import Provider


def address_of_return(provider: Provider) -> str:
    """Return where a provider sends browsers back to; none can answer for another."""
    return settings.PUBLIC_URL + reverse("desk:login-back", args=[provider.key])


def address_of_posting(provider: Provider) -> str:
    """Return where a provider of SAML lets browsers post its answers."""
    return settings.PUBLIC_URL + reverse("desk:login-post", args=[provider.key])


def address_of_metadata(provider: Provider) -> str:
    """Return where this installation describes itself, which is also its name there."""
    return settings.PUBLIC_URL + reverse("desk:login-metadata", args=[provider.key])


def address_after_leaving() -> str:
    """Return where a provider sends browsers that have logged out there."""
    return settings.PUBLIC_URL + reverse("desk:login")
