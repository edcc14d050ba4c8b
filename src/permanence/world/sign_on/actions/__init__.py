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
from permanence.world.sign_on.actions.posting import (
    come_back_with_answer,
    keep_answer,
    set_out_with_request,
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
    "come_back_with_answer",
    "end_binding",
    "keep_answer",
    "leave_provider",
    "set_out",
    "set_out_with_request",
    "try_provider",
]
