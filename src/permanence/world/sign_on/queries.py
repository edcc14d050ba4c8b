"""Which providers there are, and who comes in by them."""

from __future__ import annotations

from permanence.world.sign_on.models import Binding, Provider


def providers_offered() -> list[Provider]:
    """Return the providers by which people may come in, by name."""
    return list(Provider.objects.offered())


def all_providers() -> list[Provider]:
    """Return every provider, by name."""
    return list(Provider.objects.order_by("name", "pk"))


def bindings_of(provider: Provider, *, most: int = 200) -> list[Binding]:
    """Return whose log-ins are bound at a provider, the last used first."""
    bound = Binding.objects.filter(issuer=provider.issuer).select_related("user")
    return list(bound.order_by("-used_at", "pk")[:most])
