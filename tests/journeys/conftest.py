"""What journeys share: the demo installed, a server for its mail, two who look at it at once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.installation import Installation, find_port
from tests.journeys.browser import log_in, open_page
from tests.journeys.sink import Sink


@pytest.fixture(scope="module")
def environment() -> dict[str, str]:
    """What the installation is told beside the demo; a module that needs more says so."""
    return {}


@pytest.fixture(scope="module")
def centre(first_start: Path, environment: dict[str, str]) -> Iterator[Installation]:
    """An installation with the demo, for the journeys of one module."""
    one = Installation(after=first_start)
    one.start("--demo", **environment)
    yield one
    one.remove()


@pytest.fixture(scope="module")
def password(centre: Installation) -> str:
    """The password of everybody in the demo."""
    return (centre.data / "demo-log-ins").read_text().split()[1]


@pytest.fixture(scope="module")
def sink() -> Iterator[Sink]:
    """A mail server that keeps what it is sent."""
    one = Sink(find_port())
    one.controller.start()
    yield one
    one.controller.stop()


@pytest.fixture(scope="module")
def second_login() -> str:
    """Who looks on beside Nora."""
    return "mira"


@pytest.fixture(scope="module")
def pages(centre: Installation, password: str, second_login: str) -> Iterator[tuple[Page, Page]]:
    """Two browsers, each with somebody else logged in."""
    with open_page(centre.url) as first:
        browser = first.context.browser
        assert browser is not None
        second = browser.new_context(base_url=centre.url, locale="en-GB").new_page()
        second.set_default_timeout(30_000)
        log_in(first, "nora@desk.example", password)
        log_in(second, f"{second_login}@desk.example", password)
        yield first, second
