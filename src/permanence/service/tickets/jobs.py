"""What the watch runs for tickets."""

from __future__ import annotations

from permanence.ground.files.actions import (
    begin_reading,
    keep_text,
    load_content,
    read_short,
    read_text,
    remove_files,
)
from permanence.ground.lib import clock
from permanence.ground.lib.db import house
from permanence.service.tickets.actions import settle_due_marks, settle_returned_messages
from permanence.service.tickets.actions.assigning import give_waiting
from permanence.service.tickets.actions.attending import follow_escalations
from permanence.service.tickets.actions.indexing import index_files, unread_files
from permanence.service.tickets.actions.staging import clear_staged_files
from permanence.service.tickets.actions.suggesting import make_suggestions
from permanence.service.tickets.actions.sweeping import sweep_tickets, take_turns
from permanence.service.tickets.actions.waking import settle_due_snoozes
from permanence.service.tickets.actions.watching import read_ahead

MOST_SHORT = 20
MOST_FILES = 2  # each may take half a minute, and a worker that is silent for long is ended


def read_before_watching() -> int:
    """Read what the first marks would otherwise wait for."""
    with house():
        return read_ahead(at=clock.now())


def watch_marks() -> int:
    """Act on the marks that are due on tickets."""
    with house():
        return settle_due_marks(at=clock.now())


def watch_snoozes() -> int:
    """Bring back the tickets that were out of sight until now."""
    with house():
        return settle_due_snoozes(at=clock.now())


def watch_escalations() -> int:
    """Follow the escalations of customers: who was called, and whether attention happened."""
    with house():
        return follow_escalations(at=clock.now())


def hear_returned_messages() -> int:
    """Take note of answers that never arrived."""
    with house():
        return settle_returned_messages(at=clock.now())


def promise_again_after_turns() -> int:
    """Reckon anew what a policy or contract that has turned promises on open tickets."""
    with house():
        turned = take_turns(at=clock.now())
    with house():
        return turned + sweep_tickets(at=clock.now())


def give_waiting_tickets() -> int:
    """Give what waits with teams that work automatically to whoever is there now."""
    with house():
        return give_waiting(at=clock.now())


def suggest_triage() -> int:
    """Work out what is suggested for requests that have just come in, a batch each time.

    Then it rests: in a burst the requests themselves are opened first.
    """
    with house():
        make_suggestions(at=clock.now())
    return 0


def clear_staged() -> int:
    """Let go of files that were added to drafts and went nowhere."""
    with house():
        paths = clear_staged_files(at=clock.now())
    if paths:
        with house():
            remove_files(paths)
    return 0


def read_files() -> int:
    """Read the text of files that came in, so that the search finds it.

    What is short and plain is read at once. Another file is read outside of any transaction, once
    however often it comes.
    """
    with house():
        files = unread_files(MOST_SHORT)
        if files:
            read_short({one.blob_id for one in files}, at=clock.now())
            if done := index_files(files):
                return done
    for blob in {one.blob_id: one.blob for one in files[:MOST_FILES]}.values():
        with house():
            is_ours = begin_reading(blob, at=clock.now())
            content = load_content(blob) if is_ours else b""
        if is_ours:
            text = read_text(content)
            with house():
                keep_text(blob, text, at=clock.now())
    with house():
        return index_files(files)
