"""The page of a desk as it is ready to be read."""

from __future__ import annotations

from django.conf import settings

from permanence.ground.lib.paths import link_to
from permanence.ground.lib.prepared import Prepared
from permanence.service.status.models import Page, Standing
from permanence.service.status.rules.standing import Shown, gather_page

PUBLIC = Prepared(
    lambda desk: Standing.objects.filter(desk=desk, is_public=True).values_list(
        "content", flat=True
    ),
    "desk",
)
OPEN = Prepared(lambda desk: Page.objects.filter(desk=desk, is_open=True), "desk")


def public_page(desk: int) -> Shown:
    """Return what everybody may read of a desk's service."""
    return gather_page(PUBLIC(desk=desk))


def address_of(page: Page, *, desk: str, language: str = "") -> str:
    """Return the full address at which everybody finds a desk's page, in a language if one is said.

    Where a copy is served that needs no product, it is that one's: it answers at all times.
    """
    if page.address:
        return f"{page.address}/{language}/" if language else f"{page.address}/"
    if language:
        return link_to("status-in", base=settings.PUBLIC_URL, desk=desk, language=language)
    return link_to("status", base=settings.PUBLIC_URL, desk=desk)


def page_of(desk: int) -> Page | None:
    """Return how a desk shows its state; None while it has no open page."""
    return next(iter(OPEN(desk=desk)), None)
