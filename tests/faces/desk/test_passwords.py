"""A forgotten password and a first one: a link by mail that works once, for a short time."""

from __future__ import annotations

import io
import re
from argparse import Namespace
from typing import Any

import pytest
from django.test import Client

from permanence.ground.journal.models import Act
from permanence.ground.lib.db import house
from permanence.ground.outbox.models import Message
from permanence.runtime.staff import add_member
from permanence.world.accounts.models import LogInEvent, Specialist, User
from tests.cast import World, post
from tests.faces.desk.second import administer

NEW = "seven green quokkas"
SAM = "sam@desk.example.com"


def ask(client: Client, address: str) -> Any:
    return client.post("/desk/password", {"email": address})


def links_to(address: str) -> list[str]:
    """Return the links that were sent to an address, the last first."""
    with house():
        sent = Message.objects.filter(kind="password", recipients=[address]).order_by("-pk")
        found = [re.search(r"/desk/password/\S+", message.text) for message in sent]
    return [one[0] for one in found if one]


def choose(client: Client, link: str, password: str = NEW) -> Any:
    return client.post(link, {"new": password, "again": password})


def can_enter(address: str, password: str) -> bool:
    told = {"username": address, "password": password}
    return bool(Client().post("/desk/login", told).status_code == 302)


def invite(world: World, client: Client, **told: str) -> Any:
    asked = {"name": "Nia Perez", "email": "Nia@desk.example.com", "role": "specialist"}
    return post(client, "/desk/roles/invite?desk=messaging", asked | {"language": "fr"} | told)


@pytest.fixture
def administrator(world: World) -> Client:
    """The browser of Lena, who also administers the messaging desk."""
    return administer(world)


def test_a_link_by_mail_leads_to_a_new_password(world: World, client: Client) -> None:
    elsewhere = world.log_in(world.sam)

    answer = ask(client, SAM.upper())
    done = choose(client, links_to(SAM)[0])

    assert answer.status_code == 200
    assert done["Location"] == "/desk/login"
    assert elsewhere.get("/desk/account").status_code == 302
    assert can_enter(SAM, NEW)
    acts = list(LogInEvent.objects.order_by("pk").values_list("act", flat=True))
    assert acts == ["link_sent", "link_used", "logged_in"]


def test_it_is_said_the_same_of_an_unknown_address(world: World, client: Client) -> None:
    known = ask(client, SAM)
    unknown = ask(client, "nobody@desk.example.com")

    assert known.status_code == unknown.status_code == 200
    assert known.content == unknown.content
    assert links_to("nobody@desk.example.com") == []


def test_the_link_works_once(world: World, client: Client) -> None:
    ask(client, SAM)
    ask(client, SAM)
    second, first = links_to(SAM)
    choose(client, first)

    assert choose(client, first, "another good one").status_code == 410
    assert choose(client, second, "another good one").status_code == 410
    assert can_enter(SAM, NEW)


def test_the_link_works_for_an_hour(world: World, client: Client) -> None:
    ask(client, SAM)
    link = links_to(SAM)[0]

    world.pass_time(minutes=59)
    assert client.get(link).status_code == 200
    world.pass_time(minutes=2)
    assert client.get(link).status_code == 410
    assert choose(client, link).status_code == 410


def test_a_false_link_says_nothing(world: World, client: Client) -> None:
    ask(client, SAM)

    assert client.get(links_to(SAM)[0][:-1]).status_code == 410
    assert client.get("/desk/password/nonsense").status_code == 410


def test_links_are_not_sent_without_end(world: World, client: Client) -> None:
    for _ in range(6):
        assert ask(client, SAM).status_code == 200

    assert len(links_to(SAM)) == 3


def test_who_is_no_longer_active_gets_no_link(world: World, client: Client) -> None:
    with house():
        User.objects.filter(email=SAM).update(is_active=False)

    ask(client, SAM)

    assert links_to(SAM) == []


def test_a_bad_choice_is_refused_in_words_and_the_link_still_works(
    world: World, client: Client
) -> None:
    ask(client, SAM)
    link = links_to(SAM)[0]

    answer = choose(client, link, "short")

    assert answer.status_code == 422
    assert "too short" in answer.content.decode()
    assert choose(client, link).status_code == 302


def test_colleagues_never_see_the_link(world: World, client: Client) -> None:
    ask(client, SAM)
    with house():
        number = Message.objects.get(kind="password").pk

    for who in (world.lena, world.ivo, world.noor):
        reader = world.log_in(who)
        assert reader.get(f"/desk/outgoing/{number}").status_code == 404
        assert reader.get(f"/desk/outgoing/{number}/raw").status_code == 404
        assert "Choose a new password" not in reader.get("/desk/outgoing").content.decode()
    with house():
        told = str(list(Act.objects.values_list("facts", flat=True)))
    assert links_to(SAM)[0] not in told


def test_an_administrator_invites_and_the_invited_joins(
    world: World, administrator: Client, client: Client
) -> None:
    answer = invite(world, administrator)
    link = links_to("nia@desk.example.com")[0]
    world.pass_time(days=6)
    joined = choose(client, link)

    assert answer.status_code == 302
    assert joined.status_code == 302
    assert can_enter("nia@desk.example.com", NEW)
    with house():
        member = Specialist.objects.get(user__email="nia@desk.example.com")
        roles = list(member.roles.values_list("desk__key", "role"))
    assert roles == [("messaging", "specialist")]
    acts = LogInEvent.objects.filter(user=member.user_id).order_by("pk")
    assert list(acts.values_list("act", "by"))[:2] == [("invited", world.lena.name), ("joined", "")]


def test_an_invitation_ends_after_a_week(
    world: World, administrator: Client, client: Client
) -> None:
    invite(world, administrator)
    world.pass_time(days=7, minutes=1)

    assert client.get(links_to("nia@desk.example.com")[0]).status_code == 410


def test_nobody_is_invited_twice(world: World, administrator: Client) -> None:
    answer = invite(world, administrator, email=SAM)

    assert answer.status_code == 409
    assert f"{SAM} has a log-in already." in answer.content.decode()


def test_an_administrator_invites_to_no_other_desk(world: World, administrator: Client) -> None:
    told = {"name": "Nia", "email": "nia@desk.example.com", "role": "auditor", "language": "en"}

    answer = post(administrator, "/desk/roles/invite?desk=content", told)

    assert answer.status_code == 404
    assert links_to("nia@desk.example.com") == []


def test_the_command_without_a_password_invites(world: World, client: Client) -> None:
    told = Namespace(
        email="kim@desk.example.com", name="Kim", role="administrator", desk=[], language="en"
    )
    out, err = io.StringIO(), io.StringIO()

    assert add_member(told, password="", out=out, err=err) == 0

    link = links_to("kim@desk.example.com")[0]
    assert link not in out.getvalue() + err.getvalue()
    assert choose(client, link).status_code == 302
    assert can_enter("kim@desk.example.com", NEW)
