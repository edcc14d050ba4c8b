"""A link in a mail and the page it leads to cannot part."""

from __future__ import annotations

import pytest
from django.urls import Resolver404, resolve

from permanence.ground.lib.paths import PATHS, link_to
from permanence.world.accounts.actions import sign_contact

PLACES = {
    "desk": "messaging",
    "reference": "1234567897",
    "token": sign_contact(1),
    "number": 1,
    "place": "mine",
    "language": "de",
}
PAGES = {
    "policy": "portal:policy",
    "centre": "portal:home",
    "services": "portal:services",
    "status": "portal:status",
    "status-in": "portal:status-in",
    "status-subscribe": "portal:status-subscribe",
    "status-confirm": "portal:status-confirm",
    "status-subscription": "portal:status-subscription",
    "status-leave": "portal:status-leave",
    "request": "portal:request",
    "enter": "portal:enter",
    "escalate": "portal:escalate",
    "take": "portal:take",
    "agree": "portal:agree",
    "extra-time": "portal:extra-time",
    "contribute": "portal:contribute",
    "help-article": "portal:help_article",
    "hours": "portal:hours",
    "told": "portal:notices",
    "password": "desk:password-choose",
    "account": "desk:account",
    "ticket": "desk:ticket",
    "incident": "desk:incident",
    "article": "desk:article",
    "rota": "desk:rota",
    "hand-off": "desk:hand-off",
    "rota-feed": "desk:rota-feed",
    "notices": "desk:notices",
    "channels": "desk:notices-channels",
}


def test_every_link_has_its_page() -> None:
    assert PAGES.keys() == PATHS.keys()


@pytest.mark.parametrize("name", PATHS)
def test_a_link_leads_to_its_page(name: str) -> None:
    address = link_to(name, base="", **PLACES)

    try:
        found = resolve(address)
    except Resolver404:
        pytest.fail(f"{address} leads nowhere")
    assert found.view_name == PAGES[name]
