"""Changing who works here: the journal keeps it, and somebody always administers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from permanence.ground.journal.models import Act
from permanence.ground.journal.rules import Actor
from permanence.ground.lib.db import door, house
from permanence.world.accounts.actions.staff import (
    LastAdministrator,
    LogInTaken,
    change_specialist,
    give_roles,
    let_go,
    take_back,
)
from permanence.world.accounts.actions.teams import (
    KeyTaken,
    NoColleague,
    TeamInUse,
    change_team,
    choose_members,
    delete_team,
    enter_team,
    retire_team,
)
from permanence.world.accounts.models import Session, Specialist, StaffRole, Team
from permanence.world.accounts.queries.staff import (
    Place,
    card_of_specialist,
    card_of_team,
    page_staff,
    staff_of,
)
from tests.cast import PASSWORD, World

SASHA = Actor("specialist:99", "Sasha")


@pytest.fixture
def sasha(world: World) -> Specialist:
    """The only administrator, of both desks."""
    return world.hire("Sasha", "administrator", desks=(world.messaging, world.content))


def last_act(subject: str) -> Act:
    return Act.objects.filter(subject=subject).latest("pk")


def test_a_changed_card_is_kept_with_what_was_before(world: World) -> None:
    with house():
        card = replace(card_of_specialist(world.sam), level=2, languages=("en", "fr"))
        change_specialist(world.sam, card, by=SASHA, at=world.at)

        act = last_act(f"specialist:{world.sam.pk}")
        kept = Specialist.objects.get(pk=world.sam.pk)

    assert act.facts["changes"] == {"level": [1, 2], "languages": [["en"], ["en", "fr"]]}
    assert (kept.level, kept.languages) == (2, ["en", "fr"])


def test_two_people_never_share_an_address(world: World) -> None:
    with house():
        card = replace(card_of_specialist(world.sam), email=world.noor.user.email)

        with pytest.raises(LogInTaken):
            change_specialist(world.sam, card, by=SASHA, at=world.at)


def test_roles_of_other_desks_stay_as_they_are(world: World) -> None:
    with house():
        give_roles(world.lena, {world.messaging: ["specialist"]}, by=SASHA, at=world.at)
        held = set(StaffRole.objects.filter(specialist=world.lena).values_list("desk", "role"))
        act = last_act(f"specialist:{world.lena.pk}")

    assert held == {(world.messaging.pk, "specialist"), (world.content.pk, "supervisor")}
    assert act.facts["changes"] == {world.messaging.name: [["supervisor"], ["specialist"]]}


def test_who_is_let_go_is_logged_out_and_cannot_come_back(world: World, sasha: Specialist) -> None:
    client = world.log_in(world.sam)
    with house():
        let_go(world.sam, by=SASHA, at=world.at)
    with door():
        sessions = Session.objects.filter(user=world.sam.user_id).count()

    assert sessions == 0
    assert client.get("/desk/tickets").status_code == 302
    assert not client.login(username=world.sam.user.email, password=PASSWORD)


def test_who_is_taken_back_has_the_roles_of_before(world: World, sasha: Specialist) -> None:
    with house():
        let_go(world.sam, by=SASHA, at=world.at)
        take_back(world.sam, by=SASHA, at=world.at)

    assert world.log_in(world.sam).get("/desk/tickets").status_code == 200


def test_the_last_administrator_stays(world: World, sasha: Specialist) -> None:
    with house():
        with pytest.raises(LastAdministrator):
            let_go(sasha, by=SASHA, at=world.at)
        with pytest.raises(LastAdministrator):
            give_roles(sasha, {world.messaging: [], world.content: []}, by=SASHA, at=world.at)


def test_one_of_two_administrators_may_go(world: World, sasha: Specialist) -> None:
    with house():
        give_roles(world.lena, {world.messaging: ["administrator"]}, by=SASHA, at=world.at)
        let_go(sasha, by=SASHA, at=world.at)

        with pytest.raises(LastAdministrator):
            give_roles(world.lena, {world.messaging: []}, by=SASHA, at=world.at)


def test_a_list_goes_on_where_its_page_ended(world: World) -> None:
    with house():
        rows = staff_of([world.messaging.pk, world.content.pk], with_roleless=False)
        first = page_staff(rows, most=2)
        following = page_staff(rows, after=Place(first[-1].name, first[-1].pk), most=9)
        found = page_staff(rows, search="okoro")

    assert [one.name for one in (*first, *following)] == [
        "Hana Sato", "Ivo Kranz", "Lena Vos", "Noor Haddad", "Sam Okoro",
    ]  # fmt: skip
    assert [one.name for one in found] == ["Sam Okoro"]


def test_a_team_in_use_is_retired_and_never_deleted(world: World) -> None:
    ticket = world.ticket()
    with house():
        type(ticket).objects.filter(pk=ticket.pk).update(team=world.experts)
        with pytest.raises(TeamInUse):
            delete_team(world.experts, by=SASHA, at=world.at)


def test_a_team_that_nothing_was_given_to_can_be_deleted(world: World) -> None:
    with house():
        delete_team(world.experts, by=SASHA, at=world.at)

        assert not Team.objects.filter(pk=world.experts.pk).exists()


def test_a_retired_team_takes_no_more_work(world: World) -> None:
    with house():
        retire_team(world.experts, by=SASHA, at=world.at)

    page = world.log_in(world.sam).get(f"/desk/tickets/{world.ticket().reference}")

    assert ">Experts</option>" not in page.content.decode()


def test_changes_of_a_team_are_kept(world: World) -> None:
    with house():
        card = replace(card_of_team(world.first_line), mode="automatic", levels=(1, 2))
        change_team(world.first_line, card, by=SASHA, at=world.at)
        act = last_act(f"team:{world.first_line.pk}")
        assert act.facts["changes"] == {"levels": [[1], [1, 2]], "mode": ["hand", "automatic"]}

        choose_members(world.first_line, [world.lena], by=SASHA, at=world.at)
        act = last_act(f"team:{world.first_line.pk}")

    assert act.facts["changes"] == {"members": [["Sam Okoro"], ["Lena Vos"]]}


def test_who_works_elsewhere_is_no_member(world: World) -> None:
    with house(), pytest.raises(NoColleague):
        choose_members(world.first_line, [world.noor], by=SASHA, at=world.at)


def test_a_desk_knows_a_key_once(world: World) -> None:
    card = card_of_team(world.first_line)

    with house(), pytest.raises(KeyTaken):
        enter_team(world.messaging, key="first-line", card=card, by=SASHA, at=world.at)
