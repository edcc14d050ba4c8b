"""Pages of the desk as a member of staff loads them: one reader, one kept connection."""

from __future__ import annotations

import http.client
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from http.cookies import SimpleCookie
from itertools import cycle, islice
from urllib.parse import quote, urlencode

from bench.processes import Cost, Meter, percentile
from bench.stage import EMAIL, PASSWORD, Stage
from bench.words import ABSENT, MIDDLING, RARE

WARM_UP, WARM_UP_PLACE = 12, 3
# So often is each place loaded that has no goal of its own beyond that of every page.
PLACE_REQUESTS = 40
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="([^"]+)"')
ROW = re.compile(rb'id="row-\d+"')
RAIL = re.compile(rb'<nav class="rail".*?</nav>', re.DOTALL)
LINK = re.compile(rb'href="(/desk/[^"#]+)"')
PORTAL_LINK = re.compile(rb'href="(/[^"#/][^"#]*)"')
DRAWER = re.compile(rb'id="([\w-]+)" hx-get="([^"]+)" hx-trigger="toggle once"')
REDIRECTS = (301, 302, 303)
# What is not asked for: files to keep, what goes on without an end, what ends the log-in.
NO_PAGE = re.compile(
    r"\.(csv|pdf|json|ics|eml|atom|rss)\b|/(files|originals?|events|logout|leave|raw|static)\b"
)
NUMBER = re.compile(r"(?<=/)\d+(?=/|$)")
# Addresses with these in them lead to pages of their own kind, whatever else they ask for.
TELLING = ("view", "part", "drawer", "show")
MOST_PLACES = 400


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
        self.is_page = False

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
        """Send a request, read the whole answer, and note whether it is a page."""
        headers = {"Cookie": "; ".join(f"{key}={text}" for key, text in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        content = answer.read()
        self.is_page = answer.headers.get_content_type() == "text/html"
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


def measure_places(stage: Stage) -> list[PageFigures]:
    """Return the figures of one page of each kind that the desk has."""
    reader = Reader(stage.installation.port)
    reader.log_in()
    places = find_places(reader, stage.loaded.thick[0])
    found = follow_links(reader, places, links=LINK)
    return [measure_place(stage, reader, name, path) for name, path in found.items()]


def measure_portal(stage: Stage) -> list[PageFigures]:
    """Return the figures of one page of each kind that a customer's administrator has."""
    desk = stage.world.desks[0].key
    reader = Reader(stage.installation.port)
    status, _ = reader.get(f"/{desk}/enter/{stage.sign_administrator()}")
    if status not in REDIRECTS:
        raise RuntimeError(f"entering the portal was answered {status}")
    home = f"/{desk}/requests"
    found = follow_links(reader, {name_place(home): home}, links=PORTAL_LINK)
    return [measure_place(stage, reader, name, path) for name, path in found.items()]


def measure_place(stage: Stage, reader: Reader, name: str, path: str) -> PageFigures:
    """Load one page some times."""
    return measure_page(stage, reader, name, [path], requests=PLACE_REQUESTS, warm_up=WARM_UP_PLACE)


def find_places(reader: Reader, reference: str) -> Mapping[str, str]:
    """Return the addresses of the rail and of a ticket's drawers, as a reader would find them."""
    _, page = reader.get("/desk/tickets?view=next")
    rail = RAIL.search(page)
    links = LINK.findall(rail[0]) if rail else []
    if not links:
        raise RuntimeError("the list has no rail")
    _, ticket = reader.get(f"/desk/tickets/{reference}")
    drawers = {
        f"drawer: {key.decode()}": unescape(path.decode()) for key, path in DRAWER.findall(ticket)
    }
    if not drawers:
        raise RuntimeError("the ticket has no drawers")
    return {
        name_place(path): path for path in (unescape(link.decode()) for link in links)
    } | drawers


def follow_links(
    reader: Reader, places: Mapping[str, str], *, links: re.Pattern[bytes]
) -> Mapping[str, str]:
    """Return these places and one page of each kind that they lead to, and so on."""
    found: dict[str, str] = {}
    ahead = list(places.items())
    while ahead and len(found) < MOST_PLACES:
        name, path = ahead.pop(0)
        if name in found:
            continue
        status, page = reader.get(path)
        if status != 200 or not reader.is_page:
            continue
        found[name] = path
        led = (unescape(link.decode()) for link in links.findall(page))
        ahead += [(name_place(link), link) for link in led if not NO_PAGE.search(link)]
    return found


def name_place(path: str) -> str:
    """Return what kind of page an address is: no desk, no numbers, and only what tells kinds."""
    place, _, asked = path.partition("?")
    pairs = sorted(one.partition("=") for one in asked.split("&") if not one.startswith("desk="))
    told = "&".join(f"{key}={value if key in TELLING else '…'}" for key, _, value in pairs if key)
    return NUMBER.sub("N", place) + (f"?{told}" if told else "")


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
    stage: Stage,
    reader: Reader,
    name: str,
    paths: Sequence[str],
    *,
    requests: int,
    warm_up: int = WARM_UP,
) -> PageFigures:
    """Load pages one after the other, warm; refuse answers that are no such page."""
    for path in islice(cycle(paths), max(warm_up, len(paths))):
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
