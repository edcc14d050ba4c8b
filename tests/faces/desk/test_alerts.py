"""The pages of alerts: what fires, keeping it quiet, and where alerts come from."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest

from permanence.ground.lib.db import house
from permanence.service.alerts.actions import hear_delivery, hear_silence
from permanence.service.alerts.models import Alert, Place, Silence, Source
from permanence.service.alerts.rules.sources import Kind
from permanence.service.incidents.models import Event, Incident
from permanence.world.catalogue.models import Component
from tests.cast import World, post
from tests.service.alerts.hearing import add, add_beating, kept, tell
from tests.service.status.planning import plan

NEW = "/desk/alert-sources/new?desk=messaging&kind="


@pytest.fixture
def root(world: World) -> Any:
    """The browser of who administers the messaging desk."""
    return world.log_in(world.hire("Root", "administrator"))


def test_who_works_on_the_desk_sees_what_fires_by_groups_and_what_is_past(world: World) -> None:
    source, _ = add(world)
    with house():
        for title, job, status in (
            ("A", "fax", "firing"),
            ("B", "fax", "firing"),
            ("C", "x", "ok"),
        ):
            body = tell(title, status, labels={"alertname": job, "component": "fax-lines"})
            hear_delivery(source, body, at=world.at)

    page = world.log_in(world.sam).get("/desk/alerts?desk=messaging").content.decode()

    assert re.search(r"fax <span class=\"faint\">2</span>", page)
    assert page.index(">A<") < page.index("Past") < page.index(">C<")
    assert "Where they come from" not in page


def test_an_alert_is_kept_quiet_for_a_reason_and_heard_again(world: World) -> None:
    source, _ = add(world)
    with house():
        hear_delivery(source, tell(labels={"job": "fax"}), at=world.at)
    sam = world.log_in(world.sam)
    address = f"/desk/alerts/{kept().pk}"
    until = f"{world.at + timedelta(hours=1):%Y-%m-%dT%H:%M}"

    nothing = post(sam, address, {"until": until, "reason": ""})
    quiet = post(sam, address, {"until": until, "reason": "We change the disk.", "label-0": "on"})

    assert (nothing.status_code, quiet.status_code) == (422, 302)
    with house():
        silence = Silence.objects.get()
    assert (silence.labels, silence.alert) == ({"job": "fax"}, None)
    assert "We change the disk." in sam.get("/desk/alerts?desk=messaging").content.decode()
    assert "kept quiet" in sam.get(address).content.decode()
    assert post(sam, f"/desk/alerts/silences/{silence.pk}/end").status_code == 302
    assert "kept quiet" not in sam.get(address).content.decode()


def test_an_alert_under_planned_work_is_marked_with_its_reason(world: World) -> None:
    source, _ = add(world)
    with house():
        lines = Component.objects.get(key="fax-lines").pk
        plan(world, components=[lines], starts_at=world.at + timedelta(minutes=1))
    world.pass_time(minutes=5)
    with house():
        hear_delivery(source, tell(labels={"component": "fax-lines"}), at=world.at)
    sam = world.log_in(world.sam)

    listed = sam.get("/desk/alerts?desk=messaging").content.decode()
    own = sam.get(f"/desk/alerts/{kept().pk}").content.decode()

    assert "Under planned work" in listed
    assert "New storage" in listed
    assert "It counts for no incident, since planned work goes on" in own


def test_another_desk_and_an_auditor_change_nothing(world: World) -> None:
    source, _ = add(world)
    with house():
        hear_delivery(source, tell(), at=world.at)
    address = f"/desk/alerts/{kept().pk}"

    assert world.log_in(world.noor).get(address).status_code == 404
    ivo = world.log_in(world.ivo)
    assert "Keep it quiet" not in ivo.get(address).content.decode()
    assert post(ivo, address, {"until": "2030-01-01T00:00", "reason": "x"}).status_code == 404


def test_an_administrator_adds_a_source_and_sees_its_token_once(world: World, root: Any) -> None:
    answer = post(root, f"{NEW}alertmanager", {"name": "Prometheus", "unit": "minutes"})
    page = answer.content.decode()
    with house():
        source = Source.objects.get()
    token = re.findall(r"Bearer ([\w-]{32})", page)[0]

    assert f"/api/alerts/{source.pk}" in page
    assert "webhook_configs" in page
    assert source.group_by == []
    again = root.get(f"/desk/alert-sources/{source.pk}").content.decode()
    assert token not in again
    assert token[-4:] in again
    renewed = post(root, f"/desk/alert-sources/{source.pk}/act", {"act": "renew"})
    assert token not in renewed.content.decode()
    post(root, f"/desk/alert-sources/{source.pk}/act", {"act": "end"})
    assert root.get(f"/desk/alert-sources/{source.pk}").status_code == 404


def test_a_wrong_source_is_refused_where_it_is_typed(world: World, root: Any) -> None:
    told = {"name": "Nagios", "unit": "minutes", "address": "alerts@desk.example.com"}

    assert post(root, f"{NEW}mail", told | {"pattern": "nothing"}).status_code == 409
    assert post(root, f"{NEW}heartbeat", {"name": "Backup", "unit": "minutes"}).status_code == 422
    assert post(root, f"{NEW}mail", told | {"pattern": "* {fingerprint}"}).status_code == 200
    assert root.get(f"{NEW}pigeon").status_code == 404


def test_labels_are_led_to_components_on_the_page(world: World, root: Any) -> None:
    source, _ = add(world)
    with house():
        hear_delivery(source, tell(labels={"job": "fax-7"}), at=world.at)
        lines = Component.objects.get(key="fax-lines")
    told = {"label": "job", "value": "fax-*", "component": str(lines.pk), "source": ""}

    assert post(root, "/desk/alert-sources?desk=messaging", told).status_code == 302
    assert kept().component == lines
    with house():
        place = Place.objects.get()
    assert post(root, f"/desk/alert-sources/places/{place.pk}/gone").status_code == 302
    assert kept().component is None


def test_a_source_that_fell_silent_stands_on_both_pages(world: World, root: Any) -> None:
    add_beating(world)
    world.pass_time(minutes=5)
    with house():
        assert hear_silence(at=world.at) == 1

    assert "Backup is silent" in root.get("/desk/alerts?desk=messaging").content.decode()
    assert "silent since" in root.get("/desk/alert-sources?desk=messaging").content.decode()


def test_the_pages_ask_no_more_for_many_alerts(
    world: World, django_assert_max_num_queries: Any
) -> None:
    source, _ = add(world, Kind.PLAIN)
    with house():
        for number in range(30):
            hear_delivery(source, tell(f"Alert {number}"), at=world.at)
        assert Alert.objects.count() == 30
    sam = world.log_in(world.sam)
    sam.get("/desk/alerts?desk=messaging")

    with django_assert_max_num_queries(16):
        sam.get("/desk/alerts?desk=messaging")


def test_an_incident_is_declared_from_an_alert_in_two_clicks(world: World) -> None:
    source, _ = add(world)
    with house():
        hear_delivery(source, tell("Lines are down", labels={"job": "fax"}), at=world.at)
    sam = world.log_in(world.sam)
    page = sam.get(f"/desk/alerts/{kept().pk}").content.decode()
    address = re.search(r'href="(/desk/incidents/new[^"]+)"', page)
    assert address is not None

    form = sam.get(unescape(address[1])).context["form"]
    told = {one.name: one.value() for one in form if one.value() not in (None, False, "")}
    post(sam, unescape(address[1]), {**told, "act": "declare"})

    with house():
        incident = Incident.objects.get()
        opened = Event.objects.get(incident=incident, kind="declared")
    assert "Lines are down" in incident.title
    assert incident.occurred_at == kept().began_at.replace(second=0, microsecond=0)
    assert opened.facts["alerts"] == [kept().pk]
