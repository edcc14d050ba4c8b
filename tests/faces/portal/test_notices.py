"""What a customer was told, on its portal; opening it marks that it was read."""

from __future__ import annotations

from permanence.ground.lib.db import house
from permanence.service.notices.actions import approve_notice, post_released
from permanence.service.notices.models import Delivery, Reading
from tests.cast import World
from tests.faces.portal.browsing import follow_link, read
from tests.service.notices.noticing import LENA, draft


def test_a_customer_reads_its_notice_and_nobody_elses(world: World) -> None:
    with house():
        notice = draft(world)
        draft(world, subject=8)
        approve_notice(notice, seen=1, by=LENA, at=world.at)
        post_released(at=world.at)
        claires = Delivery.objects.get(contact=world.claire, queued_at__isnull=False)
        adas = Delivery.objects.get(contact=world.ada, queued_at__isnull=False)
    claire = follow_link(world.claire, world.messaging)

    before = read(claire.get("/messaging/notices"))
    page = read(claire.get(f"/messaging/notices/{claires.pk}"))
    again = claire.get(f"/messaging/notices/{claires.pk}")
    after = read(claire.get("/messaging/notices"))

    assert before.count("I-1042 : perturbation") == 1
    assert "pas encore lu" in before
    assert "Envoi de fax" in page
    assert again.status_code == 200
    assert "pas encore lu" not in after
    assert claire.get(f"/messaging/notices/{adas.pk}").status_code == 404
    stranger = follow_link(world.stranger, world.messaging)
    assert "I-1042" not in read(stranger.get("/messaging/notices"))
    with house():
        [mark] = Reading.objects.all()
        assert (mark.delivery_id, mark.contact_id) == (claires.pk, world.claire.pk)


def test_a_colleague_reads_the_notice_of_their_organisation(world: World) -> None:
    with house():
        notice = draft(world)
        approve_notice(notice, seen=1, by=LENA, at=world.at)
        post_released(at=world.at)
        beas = Delivery.objects.get(contact=world.bea)

    page = read(follow_link(world.bea, world.messaging).get("/messaging/notices"))

    assert page.count("I-1042") == 1
    assert f"/messaging/notices/{beas.pk}" in page
