"""Receiving what arrives, making tickets of it, and what a person decides about the rest."""

from permanence.service.intake.actions.blocking import LetInBefore, block_sender, let_in
from permanence.service.intake.actions.digesting import digest_letters
from permanence.service.intake.actions.forms import Answers, admit_forms, send_form
from permanence.service.intake.actions.sorting import (
    AlreadySorted,
    attach_letter,
    bring_into_enquiry,
    discard_letter,
    open_letter_as_ticket,
    replay_letter,
)
from permanence.service.intake.actions.storing import Arrival, read_raw, receive_letters

__all__ = [
    "AlreadySorted",
    "Answers",
    "Arrival",
    "LetInBefore",
    "admit_forms",
    "attach_letter",
    "block_sender",
    "bring_into_enquiry",
    "digest_letters",
    "discard_letter",
    "let_in",
    "open_letter_as_ticket",
    "read_raw",
    "receive_letters",
    "replay_letter",
    "send_form",
]
