"""The browsers that are told when no page is open: added, seen, tried, removed, left."""

from __future__ import annotations

from permanence.ground.lib.db import house
from permanence.world.attention.models import Browser, Push
from tests.cast import PASSWORD, World, post
from tests.faces.desk.test_ticket import words
from tests.push_service import Receiver

PAGE = "/desk/account/notices"
KEEP = "/desk/account/browsers"
OUTSIDE = "https://push.example.net/send/abc"


def test_a_browser_is_added_tried_and_removed(world: World) -> None:
    client = world.log_in(world.sam)
    before = client.get(PAGE)
    assert 'data-push="B' in before.content.decode()
    assert "worker-src 'self'" in before.headers["Content-Security-Policy"]
    assert "worker-src 'none'" in client.get("/desk/account").headers["Content-Security-Policy"]

    post(client, KEEP, Receiver().said(OUTSIDE))

    after = words(client.get(PAGE))
    assert "this browser" in after
    assert "Send a message to try it" in after
    post(client, f"{KEEP}/try")
    with house():
        found = Browser.objects.get()
        assert Push.objects.filter(browser=found, notices=[]).count() == 1
    assert post(world.log_in(world.lena), f"{KEEP}/{found.pk}/remove").status_code == 404
    assert post(client, f"{KEEP}/{found.pk}/remove").status_code == 302
    with house():
        assert not Browser.objects.exists()
        assert not Push.objects.exists()


def test_an_address_inside_the_house_is_refused(world: World) -> None:
    client = world.log_in(world.sam)

    post(client, KEEP, Receiver().said("https://169.254.169.254/latest"))
    post(client, KEEP, Receiver().said(OUTSIDE) | {"key": "x"})

    assert "This browser cannot be told" in words(client.get(PAGE))
    with house():
        assert not Browser.objects.exists()


def test_a_browser_belongs_to_who_used_it_last(world: World) -> None:
    said = Receiver().said(OUTSIDE)
    post(world.log_in(world.sam), KEEP, said)
    post(world.log_in(world.lena), KEEP, said)

    with house():
        assert Browser.objects.get().specialist == world.lena


def test_logging_out_ends_it_there_and_a_new_password_everywhere_else(world: World) -> None:
    here, elsewhere = world.log_in(world.sam), world.log_in(world.sam)
    post(here, KEEP, Receiver().said(OUTSIDE))
    post(elsewhere, KEEP, Receiver().said(f"{OUTSIDE}d"))

    fresh = "a longer horse battery"
    told = {"old": PASSWORD, "new": fresh, "again": fresh}
    assert post(here, "/desk/account/password", told).status_code == 302

    with house():
        assert [one.address for one in Browser.objects.all()] == [OUTSIDE]
    post(here, "/desk/logout")
    with house():
        assert not Browser.objects.exists()


def test_the_script_that_shows_messages_stands_at_one_address(world: World) -> None:
    answer = world.log_in(world.sam).get("/desk/worker.js")

    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert b"showNotification" in answer.content
    assert answer.headers["Cache-Control"] == "no-cache"
