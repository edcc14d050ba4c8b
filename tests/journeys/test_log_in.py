"""Members of staff come in by a passkey and by single sign-on; the browser is real."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.installation import Installation
from tests.journeys.browser import log_in, open_page
from tests.oidc_provider import CLIENT, SECRET, run_oidc_provider


@pytest.fixture(scope="module")
def centre(first_start: Path) -> Iterator[Installation]:
    one = Installation(after=first_start)
    one.start("--demo", PERMANENCE_URL=f"http://localhost:{one.port}")
    yield one
    one.remove()


def plug_in(page: Page) -> tuple[Any, str]:
    """Give a browser a device that says yes to everything; return the line to it and its name."""
    line = page.context.new_cdp_session(page)
    line.send("WebAuthn.enable")
    told = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    made = line.send("WebAuthn.addVirtualAuthenticator", {"options": told})
    return line, made["authenticatorId"]


def enter(page: Page) -> None:
    page.goto("/desk/login")
    page.get_by_role("button", name="Sign in with a passkey").click()


def test_a_passkey_is_made_and_opens_the_desk_without_a_password(centre: Installation) -> None:
    person, password = (centre.data / "demo-log-ins").read_text().splitlines()[2].split()[:2]

    with open_page(f"http://localhost:{centre.port}") as page:
        line, device = plug_in(page)
        log_in(page, person, password)
        page.goto("/desk/account/passkeys/new")
        page.get_by_label("What do you call this device?").fill("My laptop")
        page.get_by_role("button", name="Make a passkey").click()
        page.get_by_role("heading", name="Your recovery codes").wait_for()
        (kept,) = line.send("WebAuthn.getCredentials", {"authenticatorId": device})["credentials"]
        assert kept["isResidentCredential"]
        assert kept["rpId"] == "localhost"

        page.context.clear_cookies()
        enter(page)
        page.wait_for_url("**/desk/tickets*")

        page.context.clear_cookies()
        told = {"authenticatorId": device, "isUserVerified": False}
        line.send("WebAuthn.setUserVerified", told)
        enter(page)
        page.get_by_text("Your device gave no passkey.").wait_for()
        line.send("WebAuthn.setUserVerified", told | {"isUserVerified": True})

        line.send(
            "WebAuthn.removeCredential",
            {"authenticatorId": device, "credentialId": kept["credentialId"]},
        )
        line.send(
            "WebAuthn.addCredential",
            {"authenticatorId": device, "credential": kept | {"signCount": 1}},
        )
        page.reload()
        enter(page)
        page.get_by_text("This passkey does not open the desk.").wait_for()


def test_elsewhere_than_at_its_address_the_page_says_where_passkeys_work(
    centre: Installation,
) -> None:
    with open_page(centre.url) as page:
        page.goto("/desk/login")

        page.get_by_text(f"Passkeys work at http://localhost:{centre.port} only.").wait_for()
        assert page.get_by_role("button", name="Sign in with a passkey").count() == 0


def test_single_sign_on_is_set_up_opens_the_desk_and_is_left_again(centre: Installation) -> None:
    lines = [line.split() for line in (centre.data / "demo-log-ins").read_text().splitlines()]
    (_, password), (person, _) = lines[0][:2], lines[1][:2]
    here = f"http://localhost:{centre.port}"
    with (
        run_oidc_provider(f"{here}/desk/login/by/acme-directory/back") as provider,
        open_page(here) as page,
    ):
        provider.people["4711"] = {"email": person, "email_verified": True, "name": "Robin Example"}
        log_in(page, "admin@desk.example", password)
        page.goto("/desk/sign-on/new?kind=oidc")
        page.get_by_label("Name", exact=True).fill("Acme Directory")
        page.get_by_label("Issuer").fill(provider.url)
        page.get_by_label("Client ID").fill(CLIENT)
        page.get_by_label("Client secret").fill(SECRET)
        page.get_by_label("Shown on the log-in page").check()
        page.get_by_role("button", name="Save").click()
        page.get_by_role("button", name="Try it").click()
        page.get_by_role("heading", name="What the trial found").wait_for()
        assert not page.locator(".findings .is-bad").count()

        page.context.clear_cookies()
        page.goto("/desk/tickets?view=mine")
        page.get_by_text("Sign in with Acme Directory").click()
        page.locator("[name=subject]").fill("4711")
        page.locator("[name=answer]").click()
        page.wait_for_url("**/desk/tickets?view=mine*")

        page.goto("/desk/account")
        page.locator("form[action$='/logout'] button").first.evaluate("one => one.click()")
        page.wait_for_url("**/desk/login*")
        assert "leave" in provider.asked
        page.goto("/desk/tickets")
        page.wait_for_url("**/desk/login*")
