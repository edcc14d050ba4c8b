"""What script adds to the screens: keys, drafts, themes, copies, news."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from tests.faces.ui.gallery import BROWSER, open_gallery


@pytest.fixture(scope="module")
def gallery() -> Iterator[str]:
    with open_gallery() as address:
        yield address


@pytest.fixture(scope="module")
def chromium() -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**BROWSER)  # type: ignore[arg-type]
        yield browser.new_page(viewport={"width": 1440, "height": 900})
        browser.close()


@pytest.fixture
def page(chromium: Page) -> Page:
    chromium.set_default_timeout(30_000)
    return chromium


def test_j_and_k_walk_the_list_and_enter_opens_the_ticket(gallery: str, page: Page) -> None:
    page.goto(f"{gallery}/tickets")

    for key, row in (("j", "row-0"), ("j", "row-1"), ("j", "row-2"), ("k", "row-1")):
        page.keyboard.press(key)
        expect(page.locator(".row.is-here")).to_have_attribute("id", row)

    page.keyboard.press("Enter")
    page.wait_for_url("**/ticket")


def test_space_looks_into_a_ticket_beside_the_list(gallery: str, page: Page) -> None:
    page.goto(f"{gallery}/tickets")

    page.keyboard.press("j")
    page.keyboard.press("Space")

    expect(page.locator("#preview h2")).to_contain_text("error 554")
    page.keyboard.press("Escape")
    expect(page.locator("#preview")).to_be_hidden()


def test_keys_stay_letters_in_a_field(gallery: str, page: Page) -> None:
    page.goto(f"{gallery}/ticket")

    page.keyboard.press("n")
    page.keyboard.type("jxew?")

    expect(page.locator(".compose.is-note textarea")).to_have_value("jxew?")


def test_the_help_lists_what_works_on_this_page(gallery: str, page: Page) -> None:
    page.goto(f"{gallery}/ticket")
    page.keyboard.press("?")
    lines = page.locator("#keys dl > div:visible")
    expect(lines.filter(has_text="write a note")).to_have_count(1)
    expect(lines.filter(has_text="take the ticket")).to_have_count(1)
    expect(lines.filter(has_text="previous ticket")).to_have_count(0)

    page.goto(f"{gallery}/tickets")
    page.keyboard.press("?")
    expect(lines.filter(has_text="previous ticket")).to_have_count(1)
    expect(lines.filter(has_text="write a note")).to_have_count(0)


def test_keys_begin_an_article_and_change_one(gallery: str, page: Page) -> None:
    page.goto(f"{gallery}/articles")
    page.keyboard.press("n")
    expect(page).to_have_url(f"{gallery}/articles#new")

    page.goto(f"{gallery}/article")
    page.keyboard.press("e")
    expect(page).to_have_url(f"{gallery}/article#w")


def test_no_key_acts_with_a_modifier_or_once_they_are_switched_off(
    gallery: str, page: Page
) -> None:
    page.goto(f"{gallery}/tickets")
    page.keyboard.press("Alt+j")
    expect(page.locator(".row.is-here")).to_have_count(0)

    page.evaluate("document.body.dataset.single = '0'")
    page.keyboard.press("j")
    expect(page.locator(".row.is-here")).to_have_count(0)
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()


def test_what_was_typed_is_there_after_the_page_was_lost(gallery: str, page: Page) -> None:
    page.goto(f"{gallery}/ticket")
    page.keyboard.press("r")
    page.keyboard.type("Half an answer")

    page.reload()

    expect(page.locator(".compose.is-reply textarea")).to_have_value("Half an answer")


def test_news_of_a_ticket_refresh_its_parts_and_keep_what_is_typed(
    gallery: str, page: Page
) -> None:
    with page.expect_response("**/ticket?part=timeline"), page.expect_response("**part=promises*"):
        page.goto(f"{gallery}/ticket")
        page.locator(".is-events summary").click()
        page.keyboard.press("r")
        page.keyboard.type("still here")

    expect(page.locator(".is-events details")).to_have_attribute("open", "")
    expect(page.locator(".compose.is-reply textarea")).to_be_focused()


def test_the_theme_changes_at_once_and_is_remembered(gallery: str, page: Page) -> None:
    page.goto(f"{gallery}/home?theme=light")

    page.get_by_role("button", name="Dark").click()

    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert "theme=dark" in page.evaluate("document.cookie")


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(72.5, "1 h 12 min left"), (-12.5, "12 min late"), (1500.5, "1 d 1 h left")],
)
def test_the_page_counts_down_in_the_words_of_the_server(
    gallery: str, page: Page, minutes: float, words: str
) -> None:
    page.goto(f"{gallery}/tickets")

    # News may draw the list anew meanwhile.
    page.wait_for_function(
        """([minutes, words]) => {
            const row = document.querySelector(".due > b");
            row.dataset.due = new Date(Date.now() + minutes * 60000).toISOString();
            window.dispatchEvent(new Event("focus"));
            return row.textContent === words;
        }""",
        arg=[minutes, words],
    )
