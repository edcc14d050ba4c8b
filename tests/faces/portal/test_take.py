"""The page of a person called on a ladder."""

from __future__ import annotations

import re

from django.conf import settings
from django.test import Client

from permanence.ground.journal.models import Act
from permanence.ground.lib.db import house
from permanence.ground.outbox.models import Message
from permanence.service.escalation.actions import call_of_token, settle_due_rungs
from permanence.service.escalation.models import Climb, Rung
from permanence.service.incidents.actions.summoning import settle_summonses, summon_experts
from permanence.service.incidents.models import Member
from permanence.service.incidents.rules.summoning import Target, Wanted
from permanence.service.tickets.actions import settle_due_marks
from tests.cast import World
from tests.faces.portal.browsing import read, send
from tests.service.incidents.leading import actor_of, declare


def call(world: World, **later: float) -> list[str]:
    """Let time pass until the ladder is climbed; return where the people called are sent."""
    at = world.pass_time(**later)
    with house():
        settle_due_marks(at=at)
        settle_due_rungs(at=at)
        mails = Message.objects.filter(kind="climb").order_by("pk")
        texts = [mail.text for mail in mails]
    found = [re.search(rf"{re.escape(settings.PUBLIC_URL)}(/take/\S+)", text) for text in texts]
    return [one[1] for one in found if one]


def outcome() -> str:
    """Return how the last climb ended."""
    with house():
        climb = Climb.objects.order_by("pk").last()
        return ("taken" if climb.held_at else climb.outcome) if climb else "none"


def test_opening_the_page_takes_nothing_and_tells_everything(world: World) -> None:
    ticket = world.ticket(world.ada)
    (address, *_) = call(world, minutes=11)

    for _ in range(2):
        page = read(Client().get(address))

    assert outcome() == ""
    assert ticket.subject in page
    assert "Ada Lindqvist" in page
    assert "Since noon every fax comes back" in page
    assert "I take it" in page


def test_the_button_takes_it_and_a_second_person_is_told_who_has_it(world: World) -> None:
    ticket = world.ticket(world.ada)
    first, *_ = call(world, minutes=11)
    second = call(world, minutes=6)[-1]
    assert first != second

    response = send(Client(enforce_csrf_checks=True), first)

    assert response.headers["Location"] == first
    assert outcome() == "taken"
    assert "You took it over" in read(Client().get(first))
    late = Client().get(second)
    assert "Taken over by" in read(late)
    assert ticket.subject not in read(late)
    assert "Ada Lindqvist" not in read(late)
    refused = Client().post(second)
    assert refused.status_code == 409
    assert "Taken over by" in read(refused)


def test_who_declines_says_why_and_the_next_is_called_at_once(world: World) -> None:
    world.ticket(world.ada)
    (address, *_) = call(world, minutes=11)

    silent = send(Client(enforce_csrf_checks=True), address, act="decline", reason=" ")
    assert silent.status_code == 409
    assert "Say why you cannot take it" in read(silent)
    send(Client(enforce_csrf_checks=True), address, act="decline", reason="I am on a train.")

    with house():
        assert Act.objects.get(act="climb.declined").facts["reason"] == "I am on a train."
        assert Act.objects.filter(act="climb.called").count() >= 2


def test_who_is_called_may_see_to_it_and_then_pass_it_on(world: World) -> None:
    world.ticket(world.ada)
    (address, *_) = call(world, minutes=11)

    send(Client(enforce_csrf_checks=True), address, act="acknowledge")
    assert outcome() == "taken"
    send(Client(enforce_csrf_checks=True), address, act="pass")

    assert outcome() == ""


def test_who_is_called_passes_it_to_a_contact_of_their_choice(world: World) -> None:
    world.ticket(world.ada)
    (address, *_) = call(world, minutes=11)
    page = read(Client().get(address))
    chosen = re.findall(r'<option value="(\d+)">([^<]+)</option>', page)
    with house():
        now_at = Climb.objects.get().position
        last = Rung.objects.order_by("position").last()
    assert last is not None
    assert chosen[-1] == (str(last.position), last.office["en"])

    refused = send(Client(enforce_csrf_checks=True), address, act="pass", place=str(now_at))
    assert refused.status_code == 409
    send(Client(enforce_csrf_checks=True), address, act="pass", place=chosen[-1][0])

    with house():
        assert Climb.objects.get().position == last.position
        assert Act.objects.filter(act="climb.called").latest("id").facts["office"] == last.office


def test_a_false_token_is_not_there(world: World) -> None:
    assert Client().get("/take/nonsense").status_code == 404
    with house():
        assert call_of_token("nonsense") is None


def test_who_is_summoned_to_an_incident_reads_what_it_is_and_comes_by_the_button(
    world: World,
) -> None:
    with house():
        room = declare(world)
        target = Target("expert-1", "Lena Vos", "en", log_in=world.lena.user.email)
        by = actor_of(world)
        summon_experts(
            room, [target], team="investigation", reason="554", wanted=Wanted(), at=world.at, by=by
        )
    (address,) = call(world, seconds=1)

    page = read(Client().get(address))
    assert room.title in page
    assert "You are needed as an expert" in page
    send(Client(enforce_csrf_checks=True), address)

    with house():
        assert settle_summonses(at=world.at) == 1
        assert Member.objects.get().specialist == world.lena
    assert "You took it over" in read(Client().get(address))
