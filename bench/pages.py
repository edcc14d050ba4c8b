"""Pages of the desk as a member of staff loads them: one reader, one kept connection."""

from __future__ import annotations

import http.client
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http.cookies import SimpleCookie
from itertools import cycle, islice
from urllib.parse import quote, urlencode

from bench.processes import Cost, Meter, percentile
from bench.stage import EMAIL, PASSWORD, Stage
from bench.words import ABSENT, MIDDLING, RARE

WARM_UP = 12
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="([^"]+)"')
ROW = re.compile(rb'id="row-\d+"')
REDIRECTS = (301, 302, 303)


@dataclass(frozen=True)
class PageFigures:
    """How long one kind of page took, what it cost, and what was on it."""

    name: str
    waits: Sequence[float]
    cost: Cost
    size: int
    rows: int

    @property
    def median(self) -> float:
        return 1000 * percentile(self.waits, 0.5)

    @property
    def slow(self) -> float:
        return 1000 * percentile(self.waits, 0.95)


class Reader:
    """A browser without its eyes: one connection, its cookies, a log-in."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.cookies: dict[str, str] = {}

    def log_in(self) -> None:
        """Log in through the desk's own page."""
        _, page = self.get("/desk/login")
        token = TOKEN.search(page)
        if token is None:
            raise RuntimeError("the page for logging in has no form")
        form = {
            "csrfmiddlewaretoken": token[1].decode(),
            "username": EMAIL,
            "password": PASSWORD,
            "next": "",
        }
        status, _ = self.ask("POST", "/desk/login", urlencode(form))
        if status not in REDIRECTS or "sessionid" not in self.cookies:
            raise RuntimeError(f"logging in was answered {status}")

    def get(self, path: str) -> tuple[int, bytes]:
        """Return the status and the body of a page."""
        return self.ask("GET", path)

    def ask(self, method: str, path: str, body: str | None = None) -> tuple[int, bytes]:
        """Send a request and read the whole answer."""
        headers = {"Cookie": "; ".join(f"{key}={text}" for key, text in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        content = answer.read()
        for line in answer.headers.get_all("Set-Cookie") or ():
            self.cookies |= {key: one.value for key, one in SimpleCookie(line).items()}
        return answer.status, content


def measure_pages(stage: Stage, *, requests: int) -> list[PageFigures]:
    """Return the figures of the list, the ticket page and the searches."""
    reader = Reader(stage.installation.port)
    reader.log_in()
    return [
        measure_page(stage, reader, name, paths, requests=requests)
        for name, paths in list_paths(stage).items()
    ]


def list_paths(stage: Stage) -> Mapping[str, Sequence[str]]:
    """Return the addresses of each kind of page."""
    desks = [desk.key for desk in stage.world.desks]
    thick = stage.loaded.thick
    asked = {
        "rare word": RARE,
        "word of middling frequency": MIDDLING,
        "common word": "fax",
        "two common words": "fax message",
        "rare and common word": f"{RARE} fax",
        "absent word": ABSENT,
        "beginning of words": f"{RARE[:6]}*",
    }
    searches = {
        f"search: {name}": [f"/desk/search?q={quote(words)}"] for name, words in asked.items()
    }
    return {
        "list of 50": [f"/desk/tickets?view=next&desk={desk}" for desk in desks],
        "ticket of 20 entries": [f"/desk/tickets/{reference}" for reference in thick],
        **searches,
        "search: reference": [f"/desk/search?q={reference}" for reference in thick],
    }


def measure_page(
    stage: Stage, reader: Reader, name: str, paths: Sequence[str], *, requests: int
) -> PageFigures:
    """Load pages one after the other, warm; refuse answers that are no such page."""
    for path in islice(cycle(paths), max(WARM_UP, len(paths))):
        load_page(reader, path)
    meter = Meter(stage.group_processes())
    waits = []
    body = b""
    for path in islice(cycle(paths), requests):
        began = time.perf_counter()
        body = load_page(reader, path)
        waits.append(time.perf_counter() - began)
    return PageFigures(name, waits, meter.read(), len(body), len(ROW.findall(body)))


def load_page(reader: Reader, path: str) -> bytes:
    """Return a page; a search for a reference leads to its ticket, which is not loaded."""
    status, body = reader.get(path)
    if status != 200 and not (status in REDIRECTS and "search" in path):
        raise RuntimeError(f"{path} was answered {status}")
    return body
