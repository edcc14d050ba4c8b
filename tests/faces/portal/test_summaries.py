"""A customer asks for a summary on the portal; whoever took part contributes by a link."""

from __future__ import annotations

import pytest
from django.test import Client

from permanence.ground.lib.db import house
from permanence.service.reviews.actions.asking import sign_contribution
from permanence.service.reviews.models import Contribution, PostMortem, SummaryCopy
from permanence.service.reviews.queries.reach import disturbances_for
from tests.cast import World
from tests.faces.portal.browsing import follow_link, read, send
from tests.service.reviews.looking_back import approve, look_back, touch

PAGE = "/messaging/incident-summaries"


@pytest.fixture
def found(world: World) -> PostMortem:
    with house():
        touch(world, world.brightwater)
        made = look_back(world)
    world.pass_time(minutes=180)
    return made


def test_a_touched_customer_asks_and_reads_what_it_got(world: World, found: PostMortem) -> None:
    ada = follow_link(world.ada, world.messaging)
    incident = found.incident
    page = read(ada.get(PAGE))
    assert incident.name in page
    with house():
        [[named]] = disturbances_for([incident], world.brightwater.pk).values()
    assert named["en"] in page
    assert incident.title not in page
    sent = send_from(ada, incident.pk)
    assert sent.status_code == 302
    assert "as soon as it is approved" in read(ada.get(PAGE))

    with house():
        approve(world, incident)
        copy = SummaryCopy.objects.get()

    assert "Faxes not sent (en)" in read(ada.get(PAGE))
    paper = ada.get(f"{PAGE}/{copy.pk}.pdf")
    assert paper.content.startswith(b"%PDF")
    claire = follow_link(world.claire, world.messaging)
    assert claire.get(f"{PAGE}/{copy.pk}.pdf").status_code == 404
    assert incident.name not in read(claire.get(PAGE))
    assert send_from(claire, incident.pk).status_code == 404


def send_from(client: Client, number: int) -> object:
    token = client.cookies["csrftoken"].value if "csrftoken" in client.cookies else ""
    return client.post(f"{PAGE}/{number}/ask", {"csrfmiddlewaretoken": token})


def test_a_link_takes_a_contribution_and_opening_it_answers_nothing(
    world: World, found: PostMortem
) -> None:
    with house():
        asked = found.contributions.get()
    address, client = f"/contribute/{sign_contribution(asked)}", Client()

    assert found.incident.name in read(client.get(address))
    assert found.incident.title not in read(client.get(address))
    assert send(client, address).status_code == 409
    assert send(client, address, failures="Told late").status_code == 302

    with house():
        assert Contribution.objects.get().failures == "Told late"
    assert client.get(f"/contribute/{sign_contribution(asked)[:-1]}").status_code == 404
