"""Two people of two teams in one war room: each sees what the other does, no word is lost."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

NOTE = ".compose.is-note textarea"
EVENTS = ".room-events"

expect.set_options(timeout=30_000)


def test_two_teams_work_in_one_room_at_once(pages: tuple[Page, Page]) -> None:
    nora, mira = pages
    nora.goto("/desk/incidents/new?desk=messaging")
    nora.locator("[name=title]").fill("Faxes to Germany are not sent")
    nora.locator("[name=components]").first.check()
    nora.locator("button[value=declare]").first.click()
    nora.wait_for_url(re.compile(r"/desk/incidents/\d+$"))
    mira.goto(nora.url)
    expect(nora.locator("#here .here-who")).to_contain_text("Mira is in the room")

    nora.locator("#part-team-notification").get_by_role("button", name="Join").click()
    mira.locator("#part-team-investigation").get_by_role("button", name="Lead it").click()
    for page in pages:
        page.mouse.move(5, 5)  # what is under the pointer waits
    expect(nora.locator("#part-team-investigation .room-people")).to_contain_text("leads")
    expect(mira.locator("#part-team-notification .room-people")).to_contain_text("Nora")

    mira.keyboard.press("n")
    mira.keyboard.type("The carrier changed a ")
    expect(nora.locator("#here .here-who")).to_contain_text("is writing a note")
    nora.keyboard.press("d")
    nora.locator(".compose.is-decision [name=what]").fill("Write to all German customers")
    nora.locator(".compose.is-decision [name=why]").fill("They ask already")
    nora.keyboard.press("Control+Enter")
    expect(mira.locator(EVENTS)).to_contain_text("Nora decided: Write to all German customers")
    expect(mira.locator(NOTE)).to_have_value("The carrier changed a ")
    mira.locator(NOTE).press_sequentially("certificate.")
    mira.keyboard.press("Control+Enter")
    expect(nora.locator(EVENTS)).to_contain_text("The carrier changed a certificate.")
    expect(mira.locator(NOTE)).to_have_value("")

    nora.locator("label:has(#write-task)").click()
    nora.locator(".compose.is-task [name=title]").fill("Call those without an address")
    nora.locator(".compose.is-task button[type=submit]").click()
    task = "#part-tasks-notification .room-task"
    expect(mira.locator(task)).to_contain_text("Call those without an address")
    nora.mouse.move(5, 5)
    mira.locator(f"{task} .room-tick").click()
    expect(nora.locator("#part-tasks-notification")).to_contain_text("1 settled task")


def test_two_who_write_the_scope_keep_both_texts(pages: tuple[Page, Page]) -> None:
    nora, mira = pages
    room = nora.url.partition("#")[0]
    for page, text in ((nora, "Numbers in Germany"), (mira, "Numbers in Austria too")):
        page.goto(f"{room}/records/scope")
        page.locator("[name=touched]").fill(text)
    nora.get_by_role("button", name="Save").click()
    expect(nora.locator("h1 + p")).to_contain_text("Version 1")

    mira.get_by_role("button", name="Save").click()

    expect(mira.locator(".room-conflict")).to_contain_text("Numbers in Germany")
    expect(mira.locator(".room-conflict")).to_contain_text("Numbers in Austria too")
    expect(mira.locator("[name=touched]")).to_have_value("Numbers in Austria too")
    mira.locator("[name=touched]").fill("Numbers in Germany and Austria")
    mira.get_by_role("button", name="Save").click()
    expect(mira.locator("h1 + p")).to_contain_text("Version 2")
    expect(mira.locator("ins")).to_contain_text("Numbers in Germany and Austria")
