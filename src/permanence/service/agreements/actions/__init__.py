"""The acts on an agreement; each is one act of one side, in one transaction."""

from permanence.service.agreements.actions.approving import (
    NotYours,
    approve_version,
    send_back,
    take_back,
)
from permanence.service.agreements.actions.asking import ask_change
from permanence.service.agreements.actions.deciding import (
    Consent,
    accept_version,
    decline_version,
)
from permanence.service.agreements.actions.delegating import end_delegation, give_delegation
from permanence.service.agreements.actions.locking import Meanwhile
from permanence.service.agreements.actions.offering import version_of_token
from permanence.service.agreements.actions.papers import write_paper
from permanence.service.agreements.actions.proposing import NotProposed, propose_version

__all__ = [
    "Consent",
    "Meanwhile",
    "NotProposed",
    "NotYours",
    "accept_version",
    "approve_version",
    "ask_change",
    "decline_version",
    "end_delegation",
    "give_delegation",
    "propose_version",
    "send_back",
    "take_back",
    "version_of_token",
    "write_paper",
]
