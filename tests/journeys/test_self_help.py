"""A customer finds the answer without writing; another writes, and the desk knows what was read."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.installation import Installation
from tests.journeys.browser import log_in, open_page

TITLE = "Télécopies refusées avec l'erreur 554"
WORDS = "Since this morning every fax to one number comes back."


def test_a_visitor_finds_the_answer_in_french_though_the_word_is_mistyped(
    centre: Installation,
) -> None:
    with open_page(centre.url, language="fr-FR") as page:
        page.goto("/messaging/")
        page.get_by_role("searchbox").fill("telecopeis refusees")
        page.get_by_role("search").get_by_role("button").click()
        page.get_by_role("link", name=TITLE).click()

        expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
        page.get_by_role("button", name="Oui").click()

        expect(page.get_by_role("heading", name="Nous en sommes heureux. Merci.")).to_be_visible()


def test_who_writes_all_the_same_reads_in_place_and_loses_nothing(
    centre: Installation, password: str
) -> None:
    faults: list[str] = []
    with open_page(centre.url) as page:
        page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
        page.goto("/messaging/requests/new")
        page.locator("[name=name]").fill("Nia Example")
        page.locator("[name=email]").fill("nia@elsewhere.example")
        page.locator("[name=description]").fill(WORDS)
        page.locator("[name=subject]").press_sequentially("Come back with 554")

        offered = page.locator("details", has_text="Faxes that come back with error 554")
        offered.locator("summary").click()
        expect(offered.get_by_text("The machine at the other end refused")).to_be_visible()
        page.locator("[name=subject]").press_sequentially(" again")
        expect(offered.get_by_text("The machine at the other end refused")).to_be_visible()
        page.get_by_role("button", name="Send", exact=True).click()

        expect(page.get_by_role("heading", name="We have your request")).to_be_visible()
        reference = page.locator(".ticket-number .ref").inner_text().replace("\n", "")

    with open_page(centre.url) as page:
        log_in(page, "nora@desk.example", password)
        page.goto(f"/desk/tickets/{''.join(reference.split())}")
        expect(page.get_by_text("had read the article KB-1 before writing")).to_be_visible()
        expect(page.get_by_text(WORDS).first).to_be_visible()
    assert faults == []


def test_a_customer_whom_an_article_spares_the_request_sends_nothing(centre: Installation) -> None:
    with open_page(centre.url) as page:
        page.goto("/messaging/requests/new")
        page.locator("[name=description]").fill(WORDS)
        page.locator("[name=subject]").press_sequentially("Come back with 554")
        offered = page.locator("details", has_text="Faxes that come back with error 554")
        offered.locator("summary").click()
        offered.get_by_role("button", name="This solved it: send nothing").click()

        expect(page.get_by_text("Nothing was sent to us.")).to_be_visible()
        page.get_by_role("link", name="Back to your request").click()
        expect(page.locator("[name=description]")).to_have_value(WORDS)
        expect(page.locator("[name=subject]")).to_have_value("Come back with 554")
