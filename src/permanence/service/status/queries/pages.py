"""The page of a desk as it is ready to be read."""

from __future__ import annotations

from permanence.service.status.models import Page, Standing
from permanence.service.status.rules.standing import Shown, gather_page


def public_page(desk: int) -> Shown:
    """Return what everybody may read of a desk's service."""
    rows = Standing.objects.filter(desk=desk, is_public=True)
    return gather_page(rows.values_list("content", flat=True))


def page_of(desk: int) -> Page | None:
    """Return how a desk shows its state; None while it has no open page."""
    return Page.objects.filter(desk=desk, is_open=True).first()
