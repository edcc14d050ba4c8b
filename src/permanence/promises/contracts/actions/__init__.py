"""Making contracts, changing and suspending them."""

from permanence.promises.contracts.actions.loading import (
    Loading,
    OfAnotherCustomer,
    TooLate,
    load_contract,
    read_agreement,
)
from permanence.promises.contracts.actions.suspending import (
    NotSuspendable,
    resume_contract,
    suspend_contract,
)
from permanence.promises.contracts.actions.turning import TURN, set_turns

__all__ = [
    "TURN",
    "Loading",
    "NotSuspendable",
    "OfAnotherCustomer",
    "TooLate",
    "load_contract",
    "read_agreement",
    "resume_contract",
    "set_turns",
    "suspend_contract",
]
