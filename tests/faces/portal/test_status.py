"""How a desk's service stands, for everybody, and as files that need no product."""

from __future__ import annotations

import functools
import html
import http.server
import re
import threading
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from permanence.faces.portal.status.files import write_files
from permanence.faces.portal.status.jobs import write_status_files
from permanence.ground.lib.db import house
from permanence.service.status.actions.conditions import set_condition
from permanence.service.status.actions.refreshing import refresh_standings
from permanence.service.status.jobs import refresh_status
from permanence.service.status.models import Page
from permanence.world.catalogue.models import Component
from tests.cast import World
from tests.faces.portal.browsing import read
from tests.service.incidents.leading import declare
from tests.service.status.planning import LENA, measure, plan, public_component, publish
from tests.stage import PutUp, Scene, Stage

SECRET = "Quokka trouble at Brightwater"


def trouble(world: World) -> str:
    """An incident that a person published, one that is secret, and planned work."""
    with house():
        measure(world)
        component = public_component(world)
        publish(world, declare(world, title=SECRET, components=[component.pk]))
        declare(world, title=SECRET, kind="security", components=[component.pk])
        plan(world)
        refresh_standings(at=world.at)
        return component.key


@pytest.fixture(scope="module")
def scene(stage: Stage) -> Scene[str]:
    return stage.rehearse(trouble)


@pytest.fixture
def told(scene: Scene[str], put_up: PutUp) -> tuple[World, str]:
    return put_up(scene)


def test_everybody_reads_the_state_and_no_cookie_is_set(told: tuple[World, str]) -> None:
    browser = Client()

    answer = browser.get("/messaging/status/", headers={"Accept-Language": "en"})

    page = read(answer)
    assert answer.status_code == 200
    assert "Late faxes" in page
    assert "We look into it." in page
    assert "New storage" in page
    assert SECRET not in page
    assert not answer.cookies
    assert not browser.cookies
    assert "public" in answer["Cache-Control"]
    assert "Cookie" not in answer.get("Vary", "")
    assert "<script" not in page
    assert "style=" not in page
    assert not re.search(r"\son[a-z]+=", page)


def test_it_speaks_the_visitors_language_or_the_chosen_one(told: tuple[World, str]) -> None:
    asked = Client().get("/messaging/status/", headers={"Accept-Language": "fr-CA,en;q=0.5"})
    chosen = Client().get("/messaging/status/de/", headers={"Accept-Language": "fr"})

    assert asked["Content-Language"] == "fr"
    assert "Nouveau stockage" in read(asked)
    assert "Accept-Language" in asked["Vary"]
    assert chosen["Content-Language"] == "de"
    assert '<html lang="de"' in read(chosen)
    assert Client().get("/messaging/status/xx/").status_code == 404


def test_who_has_the_page_already_is_told_so(told: tuple[World, str]) -> None:
    first = Client().get("/messaging/status/en/")

    again = Client().get("/messaging/status/en/", headers={"If-None-Match": first["ETag"]})

    assert again.status_code == 304


def test_a_page_asks_as_often_whatever_it_shows(world: World) -> None:
    with house():
        measure(world)

    def count() -> int:
        with house():
            publish(world, declare(world, components=[public_component(world).pk]))
            plan(world)
            refresh_standings(at=world.at)
        with CaptureQueriesContext(connection) as asked:
            Client().get("/messaging/status/en/")
        return len(asked)

    counts = {count() for _ in range(3)}

    assert len(counts) == 1
    assert counts.pop() <= 8


def test_a_page_that_is_closed_is_not_there(told: tuple[World, str]) -> None:
    with house():
        Page.objects.update(is_open=False)

    assert Client().get("/messaging/status/").status_code == 404
    assert Client().get("/messaging/status/en/all.rss").status_code == 404


def test_feeds_are_of_everything_or_of_one_component(told: tuple[World, str]) -> None:
    world, key = told
    with house():
        other = Component.objects.filter(desk=world.messaging, is_public=True).exclude(key=key)[0]

    rss = ElementTree.fromstring(Client().get("/messaging/status/en/all.rss").content)
    atom = ElementTree.fromstring(Client().get(f"/messaging/status/fr/{key}.atom").content)
    quiet = ElementTree.fromstring(Client().get(f"/messaging/status/en/{other.key}.rss").content)

    titles = [one.findtext("title") for one in rss.iter("item")]
    assert sorted(titles) == ["Late faxes · Looking into it", "New storage · Planned"]
    assert "Nouveau stockage" in "".join(atom.itertext())
    assert list(quiet.iter("item")) == []
    assert Client().get("/messaging/status/en/nothing.rss").status_code == 404


def test_feeds_lead_to_the_copy_that_answers_when_the_product_does_not(
    told: tuple[World, str],
) -> None:
    def read_feed() -> tuple[list[str], list[str]]:
        rss = ElementTree.fromstring(Client().get("/messaging/status/en/all.rss").content)
        items = list(rss.iter("item"))
        return (
            [str(one.findtext("link")).partition("#")[0] for one in items],
            [str(one.findtext("guid")) for one in items],
        )

    before, keys = read_feed()
    with house():
        Page.objects.update(address="https://status.example.org")
    after, later_keys = read_feed()

    assert set(before) == {f"{settings.PUBLIC_URL}/messaging/status/en/"}
    assert set(after) == {"https://status.example.org/en/"}
    assert later_keys == keys


def test_planned_work_is_a_calendar_without_a_mistakable_zone(told: tuple[World, str]) -> None:
    world, _key = told

    calendar = Calendar.from_ical(Client().get("/messaging/status/en/all.ics").content)

    event = calendar.walk("VEVENT")[0]
    assert event.decoded("dtstart") == world.at + timedelta(hours=2)
    assert str(event["status"]) == "CONFIRMED"
    assert "New storage" in str(event["summary"])


class Links(HTMLParser):
    """Gathers what a page points to and loads."""

    def __init__(self) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.points: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag == "link" and told.get("rel") in {"stylesheet", "icon"}:
            self.loads.append(told["href"] or "")
        elif tag == "a" or tag == "link":
            self.points.append(told["href"] or "")


@contextmanager
def serve(folder: Path) -> Iterator[str]:
    """Serve a folder as any web server would."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder))
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


def fetch(address: str) -> str:
    """Return what stands at an address."""
    with urllib.request.urlopen(address, timeout=5) as answer:
        return answer.read().decode()


def test_any_web_server_shows_the_files_when_the_product_is_down(
    told: tuple[World, str], tmp_path: Path
) -> None:
    world, key = told
    with house():
        written = write_files(tmp_path, at=world.at)
    connection.close()

    with serve(tmp_path / "messaging") as address:
        root, german = fetch(address), fetch(f"{address}de/index.html")
        for page, base in ((root, address), (german, f"{address}de/")):
            links = Links()
            links.feed(page)
            assert links.loads
            assert not any("://" in one for one in links.loads)
            for one in [*links.loads, *links.points]:
                if "://" not in one and not one.startswith("#"):
                    assert fetch(urllib.parse.urljoin(base, one)), one
        assert ElementTree.fromstring(fetch(f"{address}fr/{key}.atom"))

    assert written > 40
    assert "Content-Security-Policy" in german
    assert "default-src 'none'" in html.unescape(german)
    assert "Late faxes" in root
    assert SECRET not in root
    assert not list(tmp_path.rglob(".*.html.*")), "nothing half-written stays"


def test_files_follow_every_change_and_are_left_alone_otherwise(
    told: tuple[World, str], tmp_path: Path
) -> None:
    world, key = told
    with house():
        write_files(tmp_path, at=world.at)
        assert write_files(tmp_path, at=world.at + timedelta(seconds=5)) == 0
        component = Component.objects.get(desk=world.messaging, key=key)
        set_condition(component, "down", reason="No power", at=world.at, by=LENA)
        refresh_standings(at=world.at + timedelta(seconds=2))

        changed = write_files(tmp_path, at=world.at + timedelta(seconds=6))
        Page.objects.filter(desk=world.messaging).update(is_open=False)
        write_files(tmp_path, at=world.at + timedelta(seconds=7))

    assert 0 < changed < 20, "the feeds say what they said"
    assert not list((tmp_path / "messaging").rglob("*.html"))


def test_the_worker_keeps_the_files(told: tuple[World, str]) -> None:
    refresh_status()
    write_status_files()

    assert (settings.DATA / "status" / "messaging" / "en" / "index.html").is_file()
