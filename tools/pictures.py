"""Take the pictures of the docs: a small world at work, and what its customers see of it."""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.installation import Installation, wait_until  # noqa: E402
from tests.journeys.browser import log_in  # noqa: E402
from tests.journeys.hand import open_browser  # noqa: E402
from tests.journeys.post import (  # noqa: E402
    LINK,
    mails_to,
    reference_of,
    send_mail,
    text_of,
    write_mail,
)

PICTURES = ROOT / "docs" / "pictures"
WORLD = Path(__file__).with_name("pictured_world.toml")
WIDE, PHONE = (1440, 900), (390, 844)
LARGEST = 200_000
COLOURS = 256
NORA, LUCIE, ADMIN = "nora@desk.example", "lucie@desk.example", "admin@desk.example"
MESSAGING, CONTENT = "messaging", "content"


@dataclass
class Centre:
    """An installation whose clock can be set back, and what was written to it."""

    house: Installation
    browser: Browser
    references: dict[str, str] = field(default_factory=dict)

    @property
    def password(self) -> str:
        """What every log-in of the demo has."""
        return (self.house.data / "demo-log-ins").read_text().split()[1]

    def set_back(self, minutes: int) -> None:
        """Let every process believe that it is so many minutes earlier."""
        (self.house.folder / "clock").write_text(str(-60 * minutes))

    @contextmanager
    def look(
        self,
        who: str = "",
        *,
        size: tuple[int, int] = WIDE,
        is_dark: bool = False,
        language: str = "en-GB",
    ) -> Iterator[Page]:
        """Open a screen, and log somebody of the staff in."""
        context = self.browser.new_context(
            base_url=self.house.url,
            locale=language,
            viewport={"width": size[0], "height": size[1]},
            color_scheme="dark" if is_dark else "light",
            reduced_motion="reduce",
        )
        page = context.new_page()
        page.set_default_timeout(60_000)
        if who:
            log_in(page, who, self.password)
        yield page
        context.close()

    def find(self, words: str) -> str:
        """Return the reference of the request whose subject begins so."""
        return next(one for subject, one in self.references.items() if subject.startswith(words))


def take_pictures() -> None:
    """Start an installation, let customers write and specialists work, and take the pictures."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    house = Installation()
    try:
        world = tomllib.loads(WORLD.read_text(encoding="utf-8"))
        with open_browser() as browser:
            centre = Centre(house, browser)
            centre.set_back(world["mail"][0]["ago"] + 1)
            clock = str(house.folder / "clock")
            house.launch("--demo", "--no-demo-requests", PERMANENCE_CLOCK_OFFSET=clock)
            house.wait_ready(within=300)
            fill_world(centre, world)
            show_desk(centre)
            show_more_of_desk(centre)
            show_portal(centre)
    finally:
        house.remove()


def picture_incidents() -> None:
    """Start the demo, and take the incident that goes on there, and its next report."""
    house = Installation()
    try:
        with open_browser() as browser:
            house.launch("--demo")
            house.wait_ready(within=300)
            show_incident(Centre(house, browser))
    finally:
        house.remove()


def fill_world(centre: Centre, world: dict[str, Any]) -> None:
    """Write the organisations down, and let their people write, each at their time."""
    with centre.look(ADMIN) as page:
        for one in world["organisation"]:
            add_organisation(page, one)
    with centre.look(NORA) as nora, centre.look(LUCIE) as lucie:
        for mail in world["mail"]:
            centre.set_back(mail["ago"])
            reference = send_request(centre, mail)
            centre.set_back(mail["ago"] - 3)
            page = lucie if mail["to"].endswith("@content.example.com") else nora
            work(page, reference, mail)
    for mail in world["mail"]:
        if more := mail.get("more"):
            answer(centre, mail, more)
    centre.set_back(0)


def add_organisation(page: Page, one: dict[str, str]) -> None:
    """Write one organisation down, as an administrator does."""
    page.goto("/desk/customers/new")
    form = page.locator("#main form")
    form.locator("[name=name]").fill(one["name"])
    form.locator("[name=domains]").fill(one["domains"])
    for name in ("language", "zone"):
        form.locator(f"[name={name}]").select_option(one[name])
    form.locator("[name=region]").fill(one["region"])
    form.locator("button[type=submit]").last.click()
    page.get_by_role("heading", level=1, name=one["name"]).wait_for()


def send_request(centre: Centre, mail: dict[str, str]) -> str:
    """Send one request and return the reference that its confirmation carries."""
    address, folder = address_of(mail), centre.house.data / "outgoing-mail"
    before = len(mails_to(address, folder))
    written = write_mail(
        sender=mail["from"], to=mail["to"], subject=mail["subject"], text=mail["text"].strip()
    )
    send_mail(centre.house.smtp_port, written)
    confirmed = wait_until(
        lambda: mails_to(address, folder)[before:], within=60, what=mail["subject"]
    )
    centre.references[mail["subject"]] = reference = reference_of(confirmed[0])
    return reference


def work(page: Page, reference: str, mail: dict[str, str]) -> None:
    """Judge a request, and write what belongs to it."""
    if "severity" not in mail:
        return
    page.goto(f"/desk/tickets/{reference}")
    triage = page.locator("#triage")
    for name in ("severity", "level"):
        triage.locator(f"[name={name}]").select_option(mail[name])
    triage.locator("[name=team]").select_option(label=mail["team"])
    triage.locator("form:has([name=severity]) button[type=submit]").last.click()
    page.locator("#triage details:not([open])").wait_for()
    if "note" in mail:
        page.locator("label:has(#write-note)").click()
        write(page, "note", mail["note"])
        page.locator("#timeline .is-note").wait_for()
    if "answer" in mail:
        write(page, "reply", mail["answer"].strip())
        page.locator("#timeline .is-out").first.wait_for()  # it waits ten seconds
        page.locator("button[name=act][value=take]").click()
        page.wait_for_load_state()


def write(page: Page, kind: str, text: str) -> None:
    """Write into the composer and send it."""
    form = page.locator(f"form.compose.is-{kind}")
    form.locator("textarea[name=body]").fill(text)
    form.locator("[data-send]").click()


def answer(centre: Centre, mail: dict[str, str], text: str) -> None:
    """Let a customer write once more in their own request, twelve minutes ago."""
    centre.set_back(12)
    reference = centre.references[mail["subject"]]
    subject = f"Re: {mail['subject']} [#{reference}]"
    send_mail(
        centre.house.smtp_port,
        write_mail(sender=mail["from"], to=mail["to"], subject=subject, text=text),
    )
    with centre.look(NORA) as page:

        def has_come() -> bool:
            page.goto(f"/desk/tickets/{reference}")
            return page.locator("#timeline .is-in").count() > 1

        wait_until(has_come, within=60, what=text)


def show_desk(centre: Centre) -> None:
    """Take what a specialist sees all day."""
    with centre.look(NORA) as page:
        page.goto(f"/desk/tickets?desk={MESSAGING}")
        shoot(page, "list")
        page.goto(f"/desk/tickets/{centre.find('Booking')}")
        shoot(page, "desk")
        page.goto("/desk/search?q=fax")
        shoot(page, "search")
        page.goto("/desk/customers?q=Harbourline")
        page.get_by_role("link", name="Harbourline Freight").first.click()
        page.get_by_role("heading", level=1, name="Harbourline Freight").wait_for()
        shoot(page, "customer")
        choose_many(page)
        shoot(page, "bulk")
    with centre.look(NORA, size=PHONE) as page:
        page.goto("/desk/calls?who=7946+0124")
        page.locator("#found").get_by_role("link", name="Ben").click()
        page.get_by_label("Subject").fill("The night shift cannot log in")
        page.get_by_label("What the customer says").fill(
            "Both new users get “unknown name” since ten o'clock."
        )
        shoot(page, "call")


def choose_many(page: Page) -> None:
    """Tick three requests and look at what a bulk act would do."""
    page.goto(f"/desk/tickets?desk={MESSAGING}")
    for number in range(4):
        page.locator("[data-pick]").nth(number).check()
    page.locator("#pick [value=change]").click()
    page.locator("#bulk-assignee").select_option(label="Mira")
    page.locator("#bulk-then").select_option("waiting_customer")
    page.locator("#bulk-reason").fill("We need the numbers of the jobs.")
    page.locator("[name=do][value=look]").click()
    page.locator("[name=do][value=begin]").wait_for()


def show_incident(centre: Centre) -> None:
    """Take the war room, and the report that waits there for approval."""
    with centre.look(ADMIN) as page:
        page.goto(f"/desk/incidents?desk={MESSAGING}")
        page.get_by_role("link", name="Fax lines").click()
        page.get_by_role("heading", name="What comes next").wait_for()
        shoot(page, "incident")
        page.get_by_role("link", name="Read and approve").click()
        page.get_by_role("button", name="Approve and send").wait_for()
        shoot(page, "notice")


def show_more_of_desk(centre: Centre) -> None:
    """Take a supervisor's board in German, and the simulator of the other desk in French."""
    with centre.look(ADMIN, is_dark=True) as page:
        speak(page, "de")
        page.goto(f"/desk/board?desk={MESSAGING}")
        shoot(page, "board")
    with centre.look(LUCIE, is_dark=True) as page:
        page.goto(f"/desk/tickets/{centre.find('Les fichiers')}")
        page.locator("#promises .promise-terms a").last.click()
        page.locator(".sums, .promise").first.wait_for()
        shoot(page, "simulator")


def speak(page: Page, language: str) -> None:
    """Choose the language of the one who is logged in."""
    page.goto("/desk/account")
    page.locator("[name=language]").select_option(language)
    page.locator("form:has([name=language]) button[type=submit]").first.click()
    page.wait_for_load_state()


def show_portal(centre: Centre) -> None:
    """Take what everybody may read, and what a customer sees of a request."""
    with centre.look() as page:
        page.goto(f"/{MESSAGING}/?lang=en")
        shoot(page, "portal")
    with centre.look(language="fr-CA") as page:
        mails = mails_to("chloe@canal-vert.example", centre.house.data / "outgoing-mail")
        link = next(one for one in LINK.findall(text_of(mails[0])) if "/enter/" in one)
        page.goto(centre.house.url + link[link.index(f"/{CONTENT}/") :])
        shoot(page, "request")


def address_of(mail: dict[str, str]) -> str:
    """Return the bare address of a sender."""
    return mail["from"].partition("<")[2].rstrip(">")


def shoot(page: Page, name: str) -> None:
    """Take a picture of what stands on the screen, and keep it small."""
    page.mouse.move(0, 0)
    page.evaluate("document.activeElement?.blur(); scrollTo(0, 0)")
    page.wait_for_load_state()
    taken = Image.open(BytesIO(page.screenshot(animations="disabled", caret="hide")))
    path = PICTURES / f"{name}.png"
    few = taken.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    few.save(path, optimize=True)
    size = path.stat().st_size
    assert size < LARGEST, f"{path.name} has {size} bytes"
    print(f"{path.relative_to(ROOT)}  {size // 1000} kB")


if __name__ == "__main__":
    take_pictures()
    picture_incidents()
