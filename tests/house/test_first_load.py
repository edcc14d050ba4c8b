"""The first page of the desk is light: it and what it loads, compressed."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from html.parser import HTMLParser

from permanence.faces.ui.bundle import BUNDLE
from tests.cast import World

MOST = 150_000
ROWS = 50
HERE = "/static/dist/"
LOADING = {"link": "href", "script": "src", "use": "href", "img": "src"}
NAMED_IN_STYLE = re.compile(r"url\(['\"]?([^'\")#]+)")


class Loading(HTMLParser):
    """Gathers the addresses that a browser fetches for a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take the address that a tag loads; fragments name parts of the same file."""
        address = dict(attrs).get(LOADING.get(tag, ""))
        if address:
            self.found.add(address.partition("#")[0])


def named_in_styles(addresses: set[str]) -> Iterator[str]:
    """Return what the styles among these load themselves."""
    for address in addresses:
        if address.endswith(".css"):
            style = (BUNDLE / address.removeprefix(HERE)).read_text(encoding="utf-8")
            for name in NAMED_IN_STYLE.findall(style):
                if not name.startswith("data:"):
                    yield HERE + name.removeprefix("./")


def test_what_the_first_page_loads_stays_under_150_kilobytes_compressed(world: World) -> None:
    for number in range(ROWS):
        world.ticket(subject=f"Job {number} stands still")
    asked = {"accept-encoding": "gzip"}
    page, reading = world.log_in(world.sam).get("/desk/tickets", headers=asked).content, Loading()
    reading.feed(gzip.decompress(page).decode())
    loaded = reading.found | set(named_in_styles(reading.found))
    loaded = {one for one in loaded if one.startswith("/static/")}

    sizes = {
        one: len(gzip.compress((BUNDLE / one.removeprefix(HERE)).read_bytes(), mtime=0))
        for one in loaded
    }

    kinds = {one.rpartition(".")[2] for one in sizes}
    assert {"css", "js", "svg"} <= kinds
    assert len(page) + sum(sizes.values()) < MOST, (len(page), sizes)
