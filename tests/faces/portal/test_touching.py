"""On the notice of an incident a customer says that it touches them too, once and for itself."""

from __future__ import annotations

from datetime import timedelta

from permanence.ground.lib.db import house
from permanence.service.incidents.actions import meet_clock, resolve_incident
from permanence.service.incidents.actions.capturing import capture_words
from permanence.service.incidents.models import Event, Incident, MeToo
from permanence.service.incidents.queries import prove_incident, signals_of
from permanence.service.notices.actions import approve_notice, post_released
from permanence.service.notices.models import Delivery
from tests.cast import World, add_contract, post
from tests.faces.portal.browsing import follow_link, read
from tests.service.incidents.leading import actor_of, declare, suspect
from tests.service.incidents.promising import fax_lines, promise
from tests.service.notices.noticing import LENA, draft

SAID = "Nothing arrives since nine"


def tell(world: World) -> tuple[Incident, Delivery]:
    """Declare an incident that touches Brightwater, and send the notice of it."""
    with house():
        add_contract(
            world.brightwater,
            desk=world.messaging,
            number="T-1",
            at=world.at,
            starts=world.at.date(),
        )
        incident = declare(world)
        notice = draft(world, subject=incident.pk, title=incident.name)
        approve_notice(notice, seen=1, by=LENA, at=world.at)
        post_released(at=world.at)
        return incident, Delivery.objects.get(contact=world.ada, queued_at__isnull=False)


def test_a_reader_of_a_notice_says_that_it_touches_them_too(world: World) -> None:
    incident, delivery = tell(world)
    ada = follow_link(world.ada, world.messaging)
    address = f"/messaging/notices/{delivery.pk}"
    assert "This touches us too" in read(ada.get(address))

    for _ in range(2):
        post(ada, f"{address}/touched", {"said": SAID})

    assert "You have told us that this touches you too" in read(ada.get(address))
    with house():
        [row] = MeToo.objects.all()
        assert (row.contact_id, row.said) == (world.ada.pk, SAID)
        kinds = [one.kind for one in signals_of(incident, at=world.at)[world.brightwater.pk]]
        assert kinds == ["me_too"]


def test_whom_it_is_not_known_to_touch_has_nothing_to_say_of_it(world: World) -> None:
    _, delivery = tell(world)
    with house():
        claires = Delivery.objects.get(contact=world.claire, queued_at__isnull=False)
    claire = follow_link(world.claire, world.messaging)

    page = read(claire.get(f"/messaging/notices/{claires.pk}"))

    assert "touched" not in page
    for number in (claires.pk, delivery.pk):
        answer = post(claire, f"/messaging/notices/{number}/touched", {"said": SAID})
        assert answer.status_code == 404
    with house():
        assert not MeToo.objects.exists()


def test_a_customer_reads_the_times_that_run_for_it_alone(world: World) -> None:
    with house():
        promise(world, world.brightwater, notify=(10, 15))
        incident = declare(world, components=fax_lines())
        notice = draft(world, subject=incident.pk, title=incident.name)
        approve_notice(notice, seen=1, by=LENA, at=world.at)
        post_released(at=world.at)
        meet_clock(incident, "notify", at=world.at, organisation=world.brightwater.pk)
        delivery = Delivery.objects.get(contact=world.ada, queued_at__isnull=False)

    page = read(follow_link(world.ada, world.messaging).get(f"/messaging/notices/{delivery.pk}"))

    assert "Promised to you" in page
    assert f"(contract T-{world.brightwater.pk})" in page
    assert "in time" in page


def test_what_a_customer_says_stands_in_the_record_of_the_incident_once(world: World) -> None:
    incident, delivery = tell(world)
    ada = follow_link(world.ada, world.messaging)
    post(ada, f"/messaging/notices/{delivery.pk}/touched", {"said": SAID})
    later = world.at + timedelta(seconds=2)

    with house():
        assert capture_words(at=later) == 1
    with house():
        assert capture_words(at=later) == 0
        [event] = Event.objects.filter(incident=incident, kind="me_too")
        said = MeToo.objects.get()
        assert (event.actor_name, event.organisation_id) == ("Ada Lindqvist", world.brightwater.pk)
        assert (event.happened_at, said.heard_at) == (said.at, later)
        assert prove_incident(incident).holds
    page = world.log_in(world.sam).get(f"/desk/incidents/{incident.pk}").content.decode()
    assert "Ada Lindqvist of Brightwater Insurance says that it touches them too" in page


def test_who_wants_to_write_reads_what_the_desk_knows_already(world: World) -> None:
    incident, _ = tell(world)
    ada = follow_link(world.ada, world.messaging)
    address = f"/messaging/disruptions/{incident.pk}/touched"
    page = read(ada.get("/messaging/requests/new"))
    assert "We know of this" in page
    assert "Next news by" in page
    assert f'action="{address}"' in page
    assert incident.title not in page

    answer = post(ada, address)

    assert (answer.status_code, answer.url) == (302, "/messaging/requests/new")
    page = read(ada.get("/messaging/requests/new"))
    assert "You have told us that this touches you too" in page
    assert address not in page
    with house():
        assert MeToo.objects.get().contact_id == world.ada.pk


def test_nothing_is_known_to_who_is_not_touched_nor_of_what_is_not_confirmed(
    world: World,
) -> None:
    incident, _ = tell(world)
    with house():
        breach = declare(world, kind="security")
        doubt = suspect(world)
    claire = follow_link(world.claire, world.messaging)
    stranger = world.log_in(world.sam)

    assert "We know of this" not in read(claire.get("/messaging/requests/new"))
    assert "We know of this" not in read(stranger.get("/messaging/requests/new"))
    assert post(claire, f"/messaging/disruptions/{incident.pk}/touched").status_code == 404
    ada = follow_link(world.ada, world.messaging)
    assert read(ada.get("/messaging/requests/new")).count("We know of this:") == 1
    for one in (breach, doubt):
        assert post(ada, f"/messaging/disruptions/{one.pk}/touched").status_code == 404
    with house():
        resolve_incident(incident, cause="A cable.", at=world.at, by=actor_of(world, "lena"))
    assert "We know of this" not in read(ada.get("/messaging/requests/new"))
