"""Doing one thing to many tickets: chosen, tried, carried out, stopped, put back."""

from permanence.overview.bulk.actions.carrying import (
    finish_bulks,
    forget_unbegun,
    look_at_rows,
    settle_next_row,
)
from permanence.overview.bulk.actions.choosing import (
    ask_bulk,
    begin_bulk,
    choose_tickets,
    put_back,
    stop_bulk,
)

__all__ = [
    "ask_bulk",
    "begin_bulk",
    "choose_tickets",
    "finish_bulks",
    "forget_unbegun",
    "look_at_rows",
    "put_back",
    "settle_next_row",
    "stop_bulk",
]
