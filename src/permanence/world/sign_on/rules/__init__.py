"""Whom a provider of log-ins may vouch for, and when it is believed."""

from permanence.world.sign_on.rules.providers import (
    Fault,
    Grant,
    Kind,
    NotTrusted,
    Person,
    ProviderCard,
    counts_as_second,
    read_grants,
    roles_of_groups,
    write_grants,
)

__all__ = [
    "Fault",
    "Grant",
    "Kind",
    "NotTrusted",
    "Person",
    "ProviderCard",
    "counts_as_second",
    "read_grants",
    "roles_of_groups",
    "write_grants",
]
