"""Keeping canned answers with files, macros, templates of requests, and texts of mails."""

from permanence.world.wording.actions.enclosing import read_enclosed
from permanence.world.wording.actions.templates import delete_template, save_template
from permanence.world.wording.actions.writing import (
    FaultyMailText,
    FaultyWording,
    delete_macro,
    restore_answer,
    save_answer,
    save_macro,
    save_mail_text,
    withdraw_answer,
)

__all__ = [
    "FaultyMailText",
    "FaultyWording",
    "delete_macro",
    "delete_template",
    "read_enclosed",
    "restore_answer",
    "save_answer",
    "save_macro",
    "save_mail_text",
    "save_template",
    "withdraw_answer",
]
