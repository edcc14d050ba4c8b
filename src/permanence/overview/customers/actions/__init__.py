"""Putting somebody into the organisation they belong to, and keeping two records as one."""

from permanence.overview.customers.actions.leaving import part_with_contact, welcome_back
from permanence.overview.customers.actions.merging import merge_contacts, undo_contact_merge
from permanence.overview.customers.actions.moving import AlreadyPlaced, move_contact

__all__ = [
    "AlreadyPlaced",
    "merge_contacts",
    "move_contact",
    "part_with_contact",
    "undo_contact_merge",
    "welcome_back",
]
