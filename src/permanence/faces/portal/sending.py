"""A form on its way: stored first, under the portal's role, then admitted by the house.

Between the two stands a commit, so that what was sent is never lost (SPEC C5).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

import psycopg
from django.db import IntegrityError

from permanence.ground.lib.db import house
from permanence.service.intake.actions.forms import admit_forms
from permanence.service.intake.models import Form
from permanence.service.tickets.models import Ticket


@contextmanager
def once() -> Iterator[None]:
    """Let a block that stores a form end quietly when the same form was stored before."""
    try:
        yield
    except IntegrityError as error:
        if not isinstance(error.__cause__, psycopg.errors.UniqueViolation):
            raise


def admit_form_of(key: UUID, *, contact: int | None, at: datetime) -> Ticket | None:
    """Admit a stored form at once and return its ticket; None when the form is another person's.

    When the worker is at it already, this waits until it is done.
    """
    with house():
        admit_forms(at=at, key=key)
        form = Form.objects.select_for_update(no_key=True).filter(key=key, contact=contact).first()
        # Only now: a join above would have read before the wait for the lock.
        return Ticket.objects.get(pk=form.ticket_id) if form and form.ticket_id else None


def refusal_of(key: UUID, *, contact: int) -> str:
    """Return why what an admitted form asks for was refused; empty where it was done."""
    with house():
        forms = Form.objects.filter(key=key, contact=contact)
        return forms.values_list("refusal", flat=True).first() or ""


def settle_matter(key: UUID, *, contact: int, at: datetime) -> str:
    """Carry out a stored form at once; return why it was refused, empty when it is done.

    When the worker is at it already, this waits until it is done.
    """
    with house():
        admit_forms(at=at, key=key)
        form = Form.objects.select_for_update(no_key=True).get(key=key, contact=contact)
        return form.refusal
