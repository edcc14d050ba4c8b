"""The acts on providers, and of who comes in by them."""

from permanence.world.sign_on.actions.arriving import (
    Admitted,
    Arrived,
    admit_person,
    come_back,
    leave_provider,
    set_out,
)
from permanence.world.sign_on.actions.keeping import (
    ProviderTaken,
    UnsafeAddress,
    add_provider,
    change_provider,
    end_binding,
)
from permanence.world.sign_on.actions.trying import Finding, try_provider

__all__ = [
    "Admitted",
    "Arrived",
    "Finding",
    "ProviderTaken",
    "UnsafeAddress",
    "add_provider",
    "admit_person",
    "change_provider",
    "come_back",
    "end_binding",
    "leave_provider",
    "set_out",
    "try_provider",
]
