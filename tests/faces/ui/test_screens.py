"""Every screen renders, and nobody is shut out of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, sync_playwright

from tests.faces.ui.gallery import BROWSER, WIDTHS, open_gallery, render_screen
from tests.faces.ui.sampling import read_screens

# Style sheets are read again for no rule that is on.
VIOLATIONS = {"resultTypes": ["violations"], "preload": False}
NAMES = [
    "login", "tickets", "tickets-added", "tickets-added-narrow", "tickets-added-some",
    "tickets-empty", "ticket", "quarantine", "letter", "outgoing",
    "outgoing-message", "policies", "policy-version", "policy-new", "account", "centres", "home",
    "policy",
    "request-new", "request-wrong", "request-sent", "requests", "request", "link-expired", "take",
    "request-perhaps",
    "reports", "report-customers", "reports-several", "report-promises", "report-reason",
    "portal-reports", "suggestions",
    "agreement", "agreement-new", "agreements", "portal-agreement", "portal-offer",
    "portal-escalate", "call-sheet",
    "simulator", "hours", "hours-statement", "portal-hours", "portal-extra-time",
    "board", "roles", "password-ask", "password-choose", "log-ins", "drafts", "forward", "enquiry",
    "second", "second-app", "second-codes", "second-factors", "second-loss", "second-new-codes",
    "second-proof", "second-setup", "second-step", "passkey-new",
    "bulk", "bulk-running", "bulks", "call", "call-who",
    "split", "duplicates", "contact-duplicates", "contact-merge", "redact",
    "calendar-year", "contact-points", "policy-change", "retention", "retention-form", "holds",
    "keeping-form",
    "ladder", "climbs",
    "incident-room", "incident-record", "incident-task", "incident-timeline", "incident-summon",
    "incident-write", "incident-form",
    "automation", "rule", "rule-form", "rule-trial", "erasure",
    "wording", "request-templates", "request-template",
    "mail-texts", "mail-text", "triage-signs", "triage-sign",
    "sign-on", "provider", "logged-out", "ways", "way", "way-read", "reach",
    "alerts", "alert", "alert-sources", "alert-source",
    "traces", "traces-empty", "trace", "trace-sources", "trace-source", "traces-failing",
    "original", "glass", "looks", "blocked",
    "catalogue", "incident-customers", "incident-customers-list",
    "people", "person", "teams", "team", "presence", "person-tickets",
    "rotas", "rota", "rota-form", "rota-feeds", "rota-import", "rota-fairness", "hand-off",
    "incidents", "incident", "incident-declare", "incident-figures", "incident-report",
    "notices", "notice-channels", "installation",
    "status", "maintenance", "window", "portal-status", "incident-public",
    "status-subscribe", "status-confirm", "status-leave", "status-subscription",
    "portal-organisation", "portal-installation", "portal-change",
    "written-notices", "written-notice", "written-notice-proof", "notice-templates",
    "notice-template", "portal-notices", "portal-notice",
    "post-mortem", "actions", "action", "incident-summary", "portal-contribute",
    "portal-summaries", "portal-services",
    "portal-help", "portal-help-found", "portal-help-article", "portal-help-other",
    "articles", "article", "article-writing", "article-new", "article-card", "article-topics",
    "error-404", "error-409", "error-500",
]  # fmt: skip

# The longest words of any language for a due instant, and for when somebody wrote last.
SAY_MUCH = """() => {
  const say = (what, words) => {
    for (const one of document.querySelectorAll(what)) one.textContent = words;
  };
  say(".due > b", "meno di 1 min di ritardo");
  say(".due > time", "mer 25 nov, 06:20");
  say(".last > time", "meno di 1 min");
}"""
CUT_OFF = """() => {
  const shown = [...document.querySelectorAll(".row :is(.due > :is(b, time), .last > time)")];
  const cut = shown.filter((one) => {
    const within = one.closest("td").getBoundingClientRect();
    const own = one.getBoundingClientRect();
    return own.width && (one.scrollWidth > one.clientWidth + 1 && one.clientWidth
      || own.left < within.left - 1 || own.right > within.right + 1);
  });
  return cut.map((one) => one.outerHTML);
}"""

ADDED = """() => {
  const shown = (what) => [...document.querySelectorAll(what)].filter((one) => one.offsetWidth);
  const [heads, columns] = [shown("th.c-added"), shown(".row td.c-added")];
  const lines = shown(".row-added > span");
  const cut = [...heads, ...columns, ...lines].filter((one) => {
    const [room, own] = [one.closest("td, th"), one.getBoundingClientRect()];
    return one.scrollWidth > one.clientWidth + 1 && one.clientWidth
      || own.right > room.getBoundingClientRect().right + 1;
  });
  return [columns.length, lines.length, cut.map((one) => one.outerHTML)];
}"""

PLACE_OF_HEADING = """(hidden) => {
  document.querySelector("[data-copy]").hidden = hidden;
  return document.querySelector("h1").getBoundingClientRect().top;
}"""


def test_every_sample_is_tried() -> None:
    assert set(NAMES) == set(read_screens())


@pytest.mark.parametrize("name", NAMES)
def test_a_screen_says_everything_in_words_that_can_be_translated(name: str) -> None:
    html = render_screen(name)

    assert "<h1" in html
    assert "{{" not in html
    assert "style=" not in html
    assert not re.search(r"<[^>]*\son[a-z]+=", html)


@pytest.fixture(scope="module")
def gallery() -> Iterator[str]:
    with open_gallery() as address:
        yield address


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**BROWSER)  # type: ignore[arg-type]
        yield browser.new_page(reduced_motion="reduce")
        browser.close()


@pytest.mark.parametrize(("width", "theme"), [("phone", "light"), ("desk", "dark")])
def test_no_screen_shuts_anybody_out(gallery: str, page: Page, width: str, theme: str) -> None:
    across, down = WIDTHS[width]
    page.set_viewport_size({"width": across, "height": down})
    wrong: list[str] = []
    page.on(
        "console", lambda message: wrong.append(message.text) if message.type == "error" else None
    )

    for name in NAMES:
        page.goto(f"{gallery}/{name}?theme={theme}")
        found: Any = Axe().run(page, options=VIOLATIONS)
        wrong += [
            f"{name}: {each['id']}: {each['nodes'][0]['html']}"
            for each in found.response["violations"]
        ]
        too_wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
        wrong += [f"{name}: wider than the {width}"] if too_wide else []

    assert wrong == []


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", ["tickets", "tickets-added", "tickets-added-some"])
def test_no_row_cuts_off_what_is_left_or_until_when(
    gallery: str, page: Page, name: str, width: str
) -> None:
    across, down = WIDTHS[width]
    page.set_viewport_size({"width": across, "height": down})
    page.goto(f"{gallery}/{name}?language=it")
    page.evaluate(SAY_MUCH)

    assert page.evaluate(CUT_OFF) == []


@pytest.mark.parametrize(
    ("name", "across", "is_table"),
    [
        ("tickets-added", 1440, True),
        ("tickets-added", 834, False),
        ("tickets-added", 390, False),
        ("tickets-added-some", 1440, True),
        ("tickets-added-narrow", 1440, False),
        ("tickets-added-narrow", 1920, True),
    ],
)
def test_added_columns_stand_in_the_table_or_as_lines_and_nothing_of_them_is_cut(
    gallery: str, page: Page, name: str, across: int, is_table: bool
) -> None:
    page.set_viewport_size({"width": across, "height": 900})
    page.goto(f"{gallery}/{name}?language=de")

    columns, lines, cut = page.evaluate(ADDED)

    assert (columns > 0, lines > 0) == (is_table, not is_table)
    assert cut == []


@pytest.mark.parametrize("language", ["en", "fr", "de", "it", "es"])
def test_what_script_shows_beside_the_reference_moves_nothing(
    gallery: str, page: Page, language: str
) -> None:
    across, down = WIDTHS["phone"]
    page.set_viewport_size({"width": across, "height": down})
    page.goto(f"{gallery}/ticket?language={language}")

    assert page.evaluate(PLACE_OF_HEADING, True) == page.evaluate(PLACE_OF_HEADING, False)
