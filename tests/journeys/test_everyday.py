"""The twenty things that a specialist does most, at a desk and on a phone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.installation import Installation, wait_until
from tests.journeys.browser import log_in
from tests.journeys.hand import LIMIT, Hand, lay_hand, open_browser
from tests.journeys.post import read_folder, reference_of, send_mail, write_mail

ASKED = 54  # tickets of both screens together
SENDERS = "Ada <ada@harbourline.example>", "Ben <ben@harbourline.example>"
TEXT = "Since noon the batch waits. We also need a new user for the night shift."

expect.set_options(timeout=LIMIT)


@pytest.fixture(scope="module")
def centre(centre: Installation) -> Installation:
    for number in range(ASKED):
        mail = write_mail(
            sender=SENDERS[number % 2],
            to="support@messaging.example.com",
            subject=f"Batch {number} stands still",
            text=TEXT,
        )
        send_mail(centre.smtp_port, mail)
    return centre


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with open_browser() as one:
        yield one


@pytest.fixture(scope="module")
def take(centre: Installation) -> Callable[[], str]:
    """Hand out each ticket once, as soon as it is confirmed."""
    folder, taken = centre.data / "outgoing-mail", iter(range(ASKED))
    found: dict[str, None] = {}

    def confirmed(number: int) -> list[str]:
        if len(found) <= number:
            received = [one for one in read_folder(folder) if "Received" in str(one["Subject"])]
            found.update(dict.fromkeys(map(reference_of, received)))
        return list(found)[number : number + 1]

    def take_next() -> str:
        number = next(taken)
        one: str = wait_until(lambda: confirmed(number), within=60, what="a confirmation")[0]
        return one

    return take_next


@pytest.fixture(scope="module", params=["desk", "phone"])
def screen(
    request: pytest.FixtureRequest,
    browser: Browser,
    centre: Installation,
    password: str,
    take: Callable[[], str],
) -> Hand:
    """A screen on which Nora has logged in."""
    hand = lay_hand(browser, centre.url, is_phone=request.param == "phone", take=take)
    log_in(hand.page, "nora@desk.example", password)
    return hand


@pytest.fixture
def nora(screen: Hand) -> Iterator[Hand]:
    """Nora at her screen, on which nothing goes wrong and nothing stands out at the right."""
    screen.faults.clear()
    yield screen
    screen.see_that_it_fits()
    assert screen.faults == []


def test_who_logs_in_sees_what_is_due_next_and_opens_it(
    browser: Browser, centre: Installation, password: str, nora: Hand
) -> None:
    nora.take()
    guest = lay_hand(browser, centre.url, is_phone=nora.is_phone, take=nora.take)
    guest.go("/desk/login")
    log_in(guest.page, "theo@desk.example", password)
    expect(guest.page.get_by_role("heading", level=1)).to_have_text("To do")
    guest.see_that_it_fits()

    first = guest.page.locator(".row").first
    expect(first.locator("[data-due]")).to_be_visible()
    subject = first.locator(".row-link").inner_text()
    guest.press(first.locator(".row-link"))

    expect(guest.page.get_by_role("heading", level=1)).to_have_text(subject)
    guest.see_that_it_fits()
    assert guest.faults == []
    guest.page.context.close()


def test_no_page_moves_while_its_parts_come(nora: Hand) -> None:
    nora.open_ticket()
    expect(nora.page.locator("button[data-watch]")).to_be_visible()
    nora.see_that_it_stands()

    for path in (
        "/desk/tickets",
        "/desk/search?q=batch",
        "/desk/board",
        "/desk/account",
        "/messaging/",
        "/messaging/policy",
    ):
        nora.go(path)
        nora.see_that_it_stands()


def test_takes_a_ticket_and_watches_it(nora: Hand) -> None:
    nora.open_ticket()
    watch = nora.page.locator("[data-watch]")

    expect(watch).to_have_text("Watch")
    if nora.is_phone:
        nora.press(watch)
        expect(watch).to_have_text("You watch this")
        nora.press(nora.page.get_by_role("button", name="Take it"))
    else:
        nora.page.keyboard.press("w")
        expect(watch).to_have_text("You watch this")
        nora.page.keyboard.press("a")

    expect(nora.page.get_by_role("button", name="Take it")).to_have_count(0)
    expect(nora.page.locator("#assign > summary")).to_contain_text("Nora")


def test_judges_how_grave_it_is(nora: Hand) -> None:
    nora.open_ticket()
    triage = nora.page.locator("#triage")

    triage.get_by_label("Severity").select_option("3")
    triage.get_by_label("Level").select_option("2")
    triage.get_by_label("Team").select_option(label="IT operations")
    nora.press(triage.get_by_role("button", name="Set", exact=True))

    expect(triage.locator("summary")).to_contain_text("Severity 3 · Level 2")


def test_answers_with_a_canned_text_and_a_file(nora: Hand) -> None:
    nora.open_ticket()
    form = nora.choose_writing("reply")

    nora.press(form.get_by_role("button", name="Canned answers"))
    nora.press(form.locator("#canned").get_by_role("button", name="Solved: please try it"))
    expect(form.locator("textarea[name=body]")).to_have_value(re.compile("should be over"))
    if nora.is_phone:
        form.locator("input[type=file]").set_input_files(a_file())
    else:
        drop_file(nora, "form.compose.is-reply")
    expect(form.locator(".draft-files")).to_contain_text("route.txt")
    nora.see_that_it_fits()
    nora.press(form.get_by_role("button", name="Send", exact=True))

    expect(nora.page.locator(".held")).to_contain_text("route.txt")


def test_leaves_a_note_for_a_colleague(nora: Hand) -> None:
    nora.open_ticket()
    form = nora.choose_writing("note")

    nora.page.keyboard.type("Can you look, @th")
    nora.press(nora.page.locator(".mentions").get_by_text("Theo"))
    expect(form.locator("textarea[name=body]")).to_have_value(re.compile("@Theo "))
    nora.press(form.get_by_role("button", name="Keep the note"))

    expect(nora.page.locator("#timeline .is-note")).to_contain_text("Can you look")


def test_asks_for_what_is_missing(nora: Hand) -> None:
    nora.open_ticket()

    nora.press(nora.page.get_by_role("button", name="Ask for what is missing"))

    text = nora.page.locator("form.is-reply textarea[name=body]")
    expect(text).to_have_value(re.compile("job number", re.IGNORECASE))


def test_lets_it_wait_for_the_customer(nora: Hand) -> None:
    nora.open_ticket()
    drawer = nora.open_drawer("pauses")

    nora.unfold(drawer.locator("summary", has_text="Let it wait"))
    drawer.get_by_label("State").select_option("waiting_customer")
    drawer.get_by_label("Why").fill("We need the number of the job.")
    nora.press(drawer.get_by_role("button", name="Let it wait and tell the customer"))

    expect(nora.page.locator(".ticket-head .state")).to_have_text("Waiting for the customer")


def test_keeps_what_was_said_on_the_phone(nora: Hand) -> None:
    nora.open_ticket()
    form = nora.choose_writing("call")

    nora.page.keyboard.type("I told Ada that we look at it.")
    nora.press(form.get_by_role("button", name="Keep the call"))

    expect(nora.page.locator("#timeline .is-out")).to_contain_text("I told Ada")


def test_takes_a_call_into_a_new_request(nora: Hand) -> None:
    nora.go("/desk/tickets")
    nora.choose_place("New request")
    subject = f"No batch report on the {'phone' if nora.is_phone else 'desk'}"

    nora.page.get_by_label("Number, name, e-mail").fill("7946 0124")
    nora.press(nora.page.locator("#found").get_by_role("link", name="Ben"))
    nora.page.get_by_label("Subject").fill(subject)
    nora.page.get_by_label("What the customer says").fill("The report of last night is empty.")
    nora.see_that_it_fits()
    nora.press(nora.page.get_by_role("button", name="Open the request"))

    expect(nora.page.get_by_role("heading", level=1)).to_have_text(subject)


def test_finds_a_ticket_by_words_and_by_its_reference(nora: Hand) -> None:
    reference = nora.open_ticket()
    subject = nora.page.get_by_role("heading", level=1).inner_text()

    nora.search(f'"{subject}"')
    found = nora.page.locator(".row-link", has_text=subject).first
    expect(found).to_be_visible()
    nora.see_that_it_fits()
    nora.press(found)
    expect(nora.page.get_by_role("heading", level=1)).to_have_text(subject)

    nora.search(f"{reference[:3]} {reference[3:6]} {reference[6:]}")
    expect(nora.page.get_by_role("heading", level=1)).to_have_text(subject)


def test_merges_two_requests_of_one_matter(nora: Hand) -> None:
    other = nora.take()
    nora.open_ticket()
    drawer = nora.open_drawer("merging")

    nora.unfold(drawer.locator("summary", has_text="Merge into another request"))
    drawer.get_by_label("Into request").fill(other)
    nora.press(drawer.get_by_role("button", name="Merge", exact=True))

    expect(nora.page).to_have_url(re.compile(other))
    expect(nora.page.locator("#timeline .origin").first).to_be_visible()


def test_marks_a_duplicate(nora: Hand) -> None:
    other = nora.take()
    nora.open_ticket()
    drawer = nora.open_drawer("links")

    nora.unfold(drawer.locator("summary", has_text="Link with another request"))
    drawer.get_by_label("This request is").select_option(label="Duplicate of")
    drawer.get_by_label("Reference").fill(other)
    with nora.page.expect_navigation():
        nora.press(drawer.get_by_role("button", name="Link", exact=True))

    expect(nora.open_drawer("links").locator(".spans")).to_contain_text("Duplicate of")


def test_makes_a_second_matter_a_request_of_its_own(nora: Hand) -> None:
    first = nora.open_ticket()

    nora.press(nora.page.get_by_role("link", name="Make a request of its own").first)
    nora.page.get_by_label("Subject").fill("A user for the night shift")
    nora.see_that_it_fits()
    nora.press(nora.page.get_by_role("button", name="Make the request"))

    expect(nora.page.get_by_role("heading", level=1)).to_have_text("A user for the night shift")
    assert first not in nora.page.url


def test_puts_a_ticket_out_of_sight_until_tomorrow(nora: Hand) -> None:
    nora.open_ticket()
    judge(nora, severity="4")
    drawer = nora.open_drawer("snooze")

    drawer.get_by_label("Until").select_option("hours-1")
    drawer.get_by_label("Why").fill("Their night shift knows more.")
    nora.press(drawer.get_by_role("button", name="Put it out of sight"))

    expect(nora.page.locator("#snooze > summary")).to_contain_text("out of sight")


def test_hands_a_ticket_over_to_another_level(nora: Hand) -> None:
    nora.open_ticket()
    judge(nora, severity="3")
    drawer = nora.open_drawer("passing")

    drawer.get_by_label("Level").select_option("2")
    drawer.get_by_label("Team").select_option(label="IT operations")
    drawer.get_by_label("What was tried").fill("The gateway answers, the queue does not move.")
    nora.press(drawer.get_by_role("button", name="Hand over"))

    expect(nora.page.locator("#timeline")).to_contain_text("the queue does not move")


def test_carries_out_a_macro(nora: Hand) -> None:
    nora.open_ticket()

    if nora.is_phone:
        nora.press(nora.page.get_by_role("link", name="Macros"))
    else:
        nora.page.keyboard.press("m")
    nora.press(nora.page.get_by_role("link", name="Take it and ask when to call"))
    expect(nora.page.get_by_role("button", name="Carry it out")).to_be_visible()
    nora.see_that_it_fits()
    nora.press(nora.page.get_by_role("button", name="Carry it out"))

    expect(nora.page.locator("#timeline .is-out")).to_contain_text("Nora")


def test_resolves_with_cause_and_solution_and_closes(nora: Hand) -> None:
    nora.open_ticket()
    form = nora.choose_writing("call")
    nora.page.keyboard.type("I told Ada that it goes again.")
    nora.press(form.get_by_role("button", name="Keep the call"))
    drawer = nora.open_drawer("solution")

    drawer.get_by_label("Cause").first.select_option(index=1)
    drawer.get_by_label("What solved it").fill("The queue was moved to the other gateway.")
    nora.press(drawer.get_by_role("button", name="Keep it and resolve"))
    expect(nora.page.locator(".ticket-head .state")).to_have_text("Resolved")
    nora.press(nora.page.get_by_role("button", name="Close"))

    expect(nora.page.locator(".ticket-head .state")).to_have_text("Closed")


def test_changes_three_tickets_at_once(nora: Hand) -> None:
    colleague = "Theo" if nora.is_phone else "Mira"
    nora.go("/desk/tickets")
    nora.choose_place("To triage")

    for number in range(3):
        nora.press(nora.page.locator("[data-pick]").nth(number))
    nora.press(nora.page.get_by_role("button", name="Change these"))
    nora.page.get_by_label("Assignee").select_option(label=colleague)
    nora.see_that_it_fits()
    nora.press(nora.page.get_by_role("button", name="Look at what will happen"))
    nora.press(nora.page.get_by_role("button", name="Carry it out"))

    expect(nora.page.get_by_role("heading", name="Finished")).to_be_visible()


def test_writes_down_the_time_that_it_took(nora: Hand) -> None:
    nora.open_ticket()
    drawer = nora.open_drawer("time")

    nora.unfold(drawer.locator("summary", has_text="Write time by hand"))
    drawer.get_by_label("Duration").fill("10")
    drawer.get_by_label("What was done").last.fill("Looked at the queue of the gateway.")
    nora.press(drawer.get_by_role("button", name="Write down", exact=True))

    expect(nora.page.locator("#time .time-entries")).to_contain_text("Looked at the queue")


def test_narrows_a_list_and_keeps_it_as_a_view(nora: Hand) -> None:
    nora.take()
    nora.go("/desk/tickets")
    name = "Batches on the phone" if nora.is_phone else "Batches at the desk"

    nora.press(nora.page.get_by_role("link", name="Narrow"))
    nora.page.get_by_label("Words in the subject").fill("batch")
    nora.press(nora.page.get_by_role("button", name="Show", exact=True))
    expect(nora.page.locator(".row-link").first).to_contain_text("Batch")
    nora.unfold(nora.page.locator(".sieve > summary"))
    nora.page.get_by_label("Name of the view").fill(name)
    nora.press(nora.page.get_by_role("button", name="Save as a new view"))

    expect(nora.page.get_by_role("heading", level=1)).to_have_text(name)
    nora.choose_place(name)
    expect(nora.page.locator(".row-link").first).to_contain_text("Batch")


def a_file() -> dict[str, str | bytes]:
    """Return a file as it is chosen."""
    return {"name": "route.txt", "mimeType": "text/plain", "buffer": b"gateway 2"}


def drop_file(nora: Hand, place: str) -> None:
    """Drop the file on the composer, as a mouse does."""
    said = nora.page.evaluate_handle(
        """() => {
          const carried = new DataTransfer();
          carried.items.add(new File(["gateway 2"], "route.txt", { type: "text/plain" }));
          return carried;
        }"""
    )
    nora.page.dispatch_event(place, "drop", {"dataTransfer": said})


def judge(nora: Hand, *, severity: str) -> None:
    """Judge a ticket, so that no promise is near."""
    triage = nora.page.locator("#triage")
    triage.get_by_label("Severity").select_option(severity)
    nora.press(triage.get_by_role("button", name="Set", exact=True))
    expect(triage.locator("details:not([open])")).to_be_visible()
