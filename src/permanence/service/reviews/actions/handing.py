"""Handing in for review and giving back: the same for a post-mortem and for a summary."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.rules import Actor
from permanence.ground.lib.errors import Refusal
from permanence.service.reviews.actions.locking import add_author
from permanence.service.reviews.models import PostMortem, Summary


def await_review(written: PostMortem | Summary, *, by: Actor, at: datetime) -> None:
    """Let it wait for its review; who hands it in counts among its authors."""
    written.state = written.State.HANDED_IN
    written.authors = add_author(written.authors, by)
    written.handed_in_at, written.handed_in_name = at, by.name
    written.remarks = written.remarks_name = ""
    written.save()


def return_to_authors(written: PostMortem | Summary, *, remarks: str, by: Actor) -> None:
    """Let its authors write on, with remarks; refuse to do so without a word."""
    if not remarks.strip():
        raise Refusal(_("Say what has to be looked at again."))
    written.state = written.State.OPEN
    written.remarks, written.remarks_name = remarks.strip(), by.name
    written.save(update_fields=["state", "remarks", "remarks_name"])
