"""Light, dark, or as the system has it: remembered in the browser, never leading elsewhere."""

from __future__ import annotations

import pytest
from django.test import RequestFactory

from permanence.faces.ui.theme import choose_theme


def test_a_choice_is_remembered_and_leads_back_to_the_page() -> None:
    response = choose_theme(
        RequestFactory().post("/theme", {"theme": "dark", "next": "/desk/tickets?view=mine"})
    )

    assert response.headers["Location"] == "/desk/tickets?view=mine"
    assert response.cookies["theme"].value == "dark"


@pytest.mark.parametrize("next_page", ["https://example.net/", "//example.net/", "javascript:x"])
def test_nobody_is_led_to_another_site(next_page: str) -> None:
    response = choose_theme(RequestFactory().post("/theme", {"theme": "light", "next": next_page}))

    assert response.headers["Location"] == "/"


def test_an_unknown_theme_changes_nothing() -> None:
    response = choose_theme(RequestFactory().post("/theme", {"theme": "neon"}))

    assert "theme" not in response.cookies
