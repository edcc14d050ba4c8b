"""The pages of colleagues and teams."""

from __future__ import annotations

import pytest

from permanence.ground.lib.db import house
from permanence.service.tickets.actions.secrecy import keep_confidential
from permanence.service.tickets.actions.triaging import assign_ticket
from permanence.service.tickets.models import Ticket
from permanence.service.tickets.rules.secrecy import Circle
from permanence.world.accounts.models import Specialist, Team
from tests.cast import World, post

CARD = {"name": "Sam Okoro", "email": "Sam@desk.example.com", "language": "en", "level": "3"}


@pytest.fixture
def sasha(world: World) -> Specialist:
    """The administrator of both desks."""
    return world.hire("Sasha", "administrator", desks=(world.messaging, world.content))


def test_everybody_finds_their_colleagues(world: World) -> None:
    client = world.log_in(world.sam)

    page = client.get("/desk/people").content.decode()
    found = client.get("/desk/people?search=vos").content.decode()

    assert "Lena Vos" in page
    assert "Noor Haddad" not in page  # she works on the other desk
    assert "Sam Okoro</a>" not in found
    assert client.get(f"/desk/people/{world.noor.pk}").status_code == 404
    assert client.get(f"/desk/people/{world.lena.pk}").status_code == 200


def test_an_administrator_changes_a_colleague_and_the_page_says_so(
    world: World, sasha: Specialist
) -> None:
    client, address = world.log_in(sasha), f"/desk/people/{world.sam.pk}"

    answer = post(client, f"{address}/edit", CARD | {"languages": ["en", "de"]})

    page = client.get(address).content.decode()
    assert answer.status_code == 302
    assert "<s>1</s> → <b>3</b>" in page
    assert "English, " in page


def test_an_address_that_somebody_has_is_refused(world: World, sasha: Specialist) -> None:
    told = CARD | {"email": "lena@desk.example.com"}

    answer = post(world.log_in(sasha), f"/desk/people/{world.sam.pk}/edit", told)

    assert answer.status_code == 409
    assert "has a log-in already" in answer.content.decode()


def test_who_administers_one_desk_changes_no_address_of_somebody_on_two(world: World) -> None:
    client = world.log_in(world.hire("Remi", "administrator"))
    address = f"/desk/people/{world.lena.pk}"

    assert client.get(f"{address}/edit").status_code == 403
    assert post(client, f"{address}/leave").status_code == 403
    assert client.get(f"{address}/roles").status_code == 200


def test_roles_are_given_on_the_desks_that_one_administers(world: World) -> None:
    client = world.log_in(world.hire("Remi", "administrator"))
    answers = {
        f"desk_{world.messaging.pk}": ["supervisor", "trainer"],
        f"desk_{world.content.pk}": ["administrator"],
    }

    answer = post(client, f"/desk/people/{world.lena.pk}/roles", answers)

    page = client.get(f"/desk/people/{world.lena.pk}").content.decode()
    assert answer.status_code == 302
    assert "Supervisor, Trainer" in page
    assert "Administrator" not in page


def test_a_log_in_is_closed_and_opened_again(world: World, sasha: Specialist) -> None:
    client, address = world.log_in(sasha), f"/desk/people/{world.sam.pk}"

    post(client, f"{address}/leave", {"act": "leave"})
    gone = client.get("/desk/people?show=left").content.decode()
    post(client, f"{address}/leave", {"act": "return"})
    back = client.get("/desk/people").content.decode()

    assert "Sam Okoro" in gone
    assert "Sam Okoro" in back
    assert "Log-in closed" in client.get(address).content.decode()


def test_who_leaves_hands_the_open_work_back_also_what_is_kept_from_the_reader(
    world: World, sasha: Specialist
) -> None:
    ticket, secret = world.ticket(), world.ticket()
    with house():
        by = world.sam.actor
        for one in (ticket, secret):
            assign_ticket(one, team=world.first_line, assignee=world.sam, by=by, at=world.at)
        circle = Circle(frozenset({world.sam.pk}))
        keep_confidential(secret, circle, reason="A dismissal.", by=by, at=world.at)
    client, address = world.log_in(sasha), f"/desk/people/{world.sam.pk}"

    post(client, f"{address}/leave", {"act": "leave"})

    assert "1 ticket to nobody" in client.get(address).content.decode()
    with house():
        assert set(Ticket.objects.values_list("team", "assignee")) == {(world.first_line.pk, None)}


def test_the_last_administrator_is_told_why_they_stay(world: World, sasha: Specialist) -> None:
    client, address = world.log_in(sasha), f"/desk/people/{sasha.pk}"

    post(client, f"{address}/leave", {"act": "leave"})

    assert "is the last administrator" in client.get(address).content.decode()


def test_a_team_is_written_down_changed_and_retired(world: World, sasha: Specialist) -> None:
    client = world.log_in(sasha)
    told = {"name": "Night", "key": "night", "levels": ["1"], "mode": "hand", "position": "5"}
    made = post(client, "/desk/teams/new?desk=messaging", told)
    with house():
        team = Team.objects.get(key="night")
    address = f"/desk/teams/{team.pk}"

    post(client, f"{address}/edit", told | {"mode": "automatic", "languages": ["fr"]})
    post(client, f"{address}/members", {"members": [str(world.sam.pk)]})
    post(client, f"{address}/end", {"act": "retire"})

    page = client.get(address).content.decode()
    assert made.status_code == 302
    assert "Somebody gets it automatically" in page
    assert "Sam Okoro" in page
    assert "Retired" in page


def test_a_key_that_the_desk_knows_is_refused(world: World, sasha: Specialist) -> None:
    told = {"name": "First", "key": "first-line", "levels": ["1"], "mode": "hand", "position": "1"}

    answer = post(world.log_in(sasha), "/desk/teams/new?desk=messaging", told)

    assert answer.status_code == 409


def test_a_supervisor_chooses_members_and_changes_nothing_else(world: World) -> None:
    client, address = world.log_in(world.lena), f"/desk/teams/{world.first_line.pk}"

    answer = post(client, f"{address}/members", {"members": [str(world.lena.pk)]})

    assert answer.status_code == 302
    assert client.get(f"{address}/edit").status_code == 403
    assert post(client, f"{address}/end", {"act": "retire"}).status_code == 403


def test_a_team_of_another_desk_is_not_found(world: World) -> None:
    assert world.log_in(world.sam).get(f"/desk/teams/{world.editors.pk}").status_code == 404


def test_a_team_with_tickets_is_not_deleted(world: World, sasha: Specialist) -> None:
    ticket = world.ticket()
    with house():
        type(ticket).objects.filter(pk=ticket.pk).update(team=world.experts)
    client, address = world.log_in(sasha), f"/desk/teams/{world.experts.pk}"

    post(client, f"{address}/end", {"act": "delete"})

    assert "retire it instead" in client.get(address).content.decode()
