"""The acts on a ticket; each is one act of a person or a clock, in one transaction."""

from permanence.service.tickets.actions.answering import (
    Answer,
    NotAnswered,
    NothingSaid,
    add_note,
    answer_ticket,
    close_ticket,
    reopen_by_hand,
    resolve_ticket,
)
from permanence.service.tickets.actions.assigning import assign_automatically, hand_over
from permanence.service.tickets.actions.joining import join_ticket, settle_returned_messages
from permanence.service.tickets.actions.opening import Opening, open_tickets
from permanence.service.tickets.actions.states import NotInThisState
from permanence.service.tickets.actions.triaging import (
    Judgement,
    NotOnThisDesk,
    assign_ticket,
    triage_ticket,
)
from permanence.service.tickets.actions.watching import settle_due_marks

__all__ = [
    "Answer",
    "Judgement",
    "NotAnswered",
    "NotInThisState",
    "NotOnThisDesk",
    "NothingSaid",
    "Opening",
    "add_note",
    "answer_ticket",
    "assign_automatically",
    "assign_ticket",
    "close_ticket",
    "hand_over",
    "join_ticket",
    "open_tickets",
    "reopen_by_hand",
    "resolve_ticket",
    "settle_due_marks",
    "settle_returned_messages",
    "triage_ticket",
]
