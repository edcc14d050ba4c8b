"""Planning work, and saying how components are, on the desk."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from permanence.ground.journal.models import Act
from permanence.ground.lib.db import house
from permanence.service.status.actions.refreshing import refresh_standings
from permanence.service.status.models import HandCondition, Page
from permanence.world.maintenance.models import Window
from tests.cast import World, post
from tests.service.status.planning import measure, plan, public_component


def typed(world: World, **said: Any) -> dict[str, Any]:
    """Return work as it is typed: two hours from now, for one hour."""
    with house():
        component = public_component(world)
    told = {
        "components": [component.pk],
        "zone": "Europe/Paris",
        "starts_at": "2026-03-02T18:00",
        "ends_at": "2026-03-02T19:00",
        "warned_before": "2",
        "title-en": "New storage",
        "title-fr": "Nouveau stockage",
    }
    return told | said


def test_work_is_planned_in_a_chosen_zone_and_stands_on_the_list(world: World) -> None:
    browser = world.log_in(world.lena)

    sent = post(browser, "/desk/maintenance/new?desk=messaging", typed(world))

    page = browser.get("/desk/maintenance?desk=messaging").content.decode()
    with house():
        window = Window.objects.get()
    assert sent.status_code == 302, sent.content.decode()
    assert window.starts_at == world.at + timedelta(hours=2)
    assert window.texts == {}
    assert set(window.titles) == {"en", "fr"}
    assert "New storage" in page
    with house():
        assert Act.objects.filter(act="window.planned").exists()


def test_what_cannot_be_is_said_and_nothing_is_planned(world: World) -> None:
    browser = world.log_in(world.lena)

    backwards = post(
        browser,
        "/desk/maintenance/new?desk=messaging",
        typed(world, ends_at="2026-03-02T17:00"),
    )
    nothing = post(browser, "/desk/maintenance/new?desk=messaging", typed(world, components=[]))

    assert (backwards.status_code, nothing.status_code) == (409, 409)
    with house():
        assert not Window.objects.exists()


def test_work_is_moved_called_off_and_done(world: World) -> None:
    browser = world.log_in(world.lena)
    with house():
        window, other = plan(world), plan(world)
    address = f"/desk/maintenance/{window.pk}"
    assert browser.get(address).status_code == 200

    moved = post(browser, address, typed(world, starts_at="2026-03-02T16:30"))
    early = post(browser, f"{address}/complete")
    off = post(browser, f"/desk/maintenance/{other.pk}/cancel", {"reason": "No parts."})
    world.pass_time(minutes=40)
    late = post(browser, f"{address}/cancel", {"reason": "Too late."})
    done = post(browser, f"{address}/complete")

    assert [one.status_code for one in (moved, early, off, late, done)] == [302, 409, 302, 409, 302]
    with house():
        window.refresh_from_db()
        other.refresh_from_db()
    assert window.completed_at is not None
    assert window.number == 2
    assert other.cancelled_at is not None


def test_a_condition_is_said_with_its_reason(world: World) -> None:
    browser = world.log_in(world.lena)
    with house():
        measure(world)
        component = public_component(world)
    address = f"/desk/status/components/{component.pk}"

    unsaid = post(browser, address, {"condition": "down", "reason": ""})
    said = post(browser, address, {"condition": "down", "reason": "A cable is cut."})

    page = browser.get("/desk/status?desk=messaging").content.decode()
    assert (unsaid.status_code, said.status_code) == (422, 302)
    assert "A cable is cut." in page
    assert "Interrupted" in page
    with house():
        assert HandCondition.objects.get().condition == "down"


def test_the_page_is_set_up_by_who_keeps_it(world: World) -> None:
    with house():
        refresh_standings(at=world.at)
    browser = world.log_in(world.lena)
    wish = {"stands": "5", "most": "3", "warned_before": "48", "text-en": "We run fax lines."}

    wrong = post(browser, "/desk/status/page?desk=messaging", wish | {"address": "status"})
    copy = {"address": "https://status.example.org/"}
    sent = post(browser, "/desk/status/page?desk=messaging", wish | copy)

    with house():
        page = Page.objects.get(desk=world.messaging)
    assert (wrong.status_code, sent.status_code) == (409, 302)
    assert page.address == "https://status.example.org"
    assert (page.is_open, page.stands, page.most) == (False, timedelta(minutes=5), 3)
    assert browser.get("/messaging/status/").status_code == 404


def test_who_does_not_keep_the_page_reads_only(world: World) -> None:
    with house():
        window, component = plan(world), public_component(world)
        refresh_standings(at=world.at)
    browser = world.log_in(world.sam)

    assert browser.get("/desk/status?desk=messaging").status_code == 200
    assert browser.get("/desk/maintenance?desk=messaging").status_code == 200
    for address in (
        "/desk/maintenance/new?desk=messaging",
        f"/desk/maintenance/{window.pk}",
        f"/desk/status/components/{component.pk}",
        "/desk/status/page?desk=messaging",
    ):
        assert browser.get(address).status_code == 403, address
    assert post(browser, f"/desk/maintenance/{window.pk}/complete").status_code == 403
