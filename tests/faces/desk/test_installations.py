"""What customers run: kept on the desk, and read beside a ticket."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from permanence.ground.journal.models import Act
from permanence.ground.journal.rules import Actor
from permanence.ground.lib.db import house
from permanence.service.tickets.models import Ticket
from permanence.world.catalogue.actions import (
    InstallationTaken,
    RecordClosed,
    RecordMoved,
    change_installation,
    confirm_installation,
    enter_installation,
    retire_installation,
    write_piece,
)
from permanence.world.catalogue.models import Installation, Piece
from permanence.world.catalogue.queries import card_of_installation, pieces_of, unconfirmed_of
from permanence.world.catalogue.rules import InstallationCard, PieceCard, standing_at
from tests.cast import World, post

SAM = Actor("specialist:1", "Sam Okoro")
CARD = InstallationCard("Main", "Fax to mail", "production", "desk", "customer")
TYPED: dict[str, Any] = {
    "name": "Main",
    "product": "Fax to mail",
    "purpose": "production",
    "runs_at": "desk",
    "keeper": "customer",
}


@pytest.fixture
def main(world: World) -> Installation:
    """What Brightwater runs."""
    with house():
        return enter_installation(world.brightwater, CARD, by=SAM, at=world.at)


def read(world: World, address: str) -> str:
    return str(world.log_in(world.sam).get(address).content.decode())


def test_a_specialist_writes_an_installation_down_with_its_version(world: World) -> None:
    client = world.log_in(world.sam)

    made = post(client, f"/desk/customers/{world.brightwater.pk}/installations/new", TYPED)
    post(client, f"{made.url}/pieces/version", {"value": "6.2", "since": "2026-03-01T08:00"})

    page = read(world, made.url)
    assert "6.2" in page
    assert "Last confirmed today by Sam Okoro, for the desk" in page
    assert "6.2" in read(world, f"/desk/customers/{world.brightwater.pk}")
    with house():
        piece = Piece.objects.get()
        assert piece.since is not None
        assert piece.since.isoformat() == "2026-03-01T08:00:00+00:00"
        acts = Act.objects.filter(subject__startswith="installation:").order_by("id")
        assert [one.act for one in acts] == ["installation.added", "installation.piece_written"]


def test_a_version_must_say_which(world: World, main: Installation) -> None:
    answer = post(
        world.log_in(world.sam), f"/desk/installations/{main.pk}/pieces/version", {"value": ""}
    )

    assert answer.status_code == 422
    assert "Say which version it is." in answer.content.decode()


def test_the_record_is_kept_by_whoever_has_read_it_last(world: World, main: Installation) -> None:
    with house():
        card = card_of_installation(main)
        change_installation(main, replace(card, region="uk"), seen=1, by=SAM, at=world.at)

        with pytest.raises(RecordMoved):
            change_installation(main, replace(card, region="de"), seen=1, by=SAM, at=world.at)


def test_a_name_is_taken_once_whatever_its_case(world: World, main: Installation) -> None:
    with house(), pytest.raises(InstallationTaken):
        enter_installation(world.brightwater, replace(CARD, name="MAIN"), by=SAM, at=world.at)


def test_nothing_is_kept_of_what_is_out_of_use(world: World, main: Installation) -> None:
    with house():
        retire_installation(main, by=SAM, at=world.at)

        with pytest.raises(RecordClosed):
            write_piece(main, PieceCard("version", "", "7"), by=SAM, at=world.at)


def test_what_is_written_twice_of_one_instant_holds_as_written_last(
    world: World, main: Installation
) -> None:
    with house():
        write_piece(main, PieceCard("server", "fax-1", "Linux 5"), by=SAM, at=world.at)
        write_piece(main, PieceCard("server", "FAX-1", "Linux 6"), by=SAM, at=world.at)

        held = [row.held for row in pieces_of(main.pk)]
        assert [one.value for one in standing_at(held, world.at)] == ["Linux 6"]
        assert Piece.objects.count() == 2


def test_what_is_taken_back_stands_in_the_history_alone(world: World, main: Installation) -> None:
    with house():
        piece = write_piece(main, PieceCard("version", "", "9.9"), by=SAM, at=world.at)

    post(world.log_in(world.sam), f"/desk/installations/{main.pk}/pieces/{piece.pk}/strike")

    assert "Taken back: Versions, Product: 9.9" in read(world, f"/desk/installations/{main.pk}")
    with house():
        assert pieces_of(main.pk) == []


def test_a_record_that_nobody_confirms_for_a_year_is_asked_about_until_it_is(
    world: World, main: Installation
) -> None:
    later = world.at + timedelta(days=420)
    with house():
        assert unconfirmed_of(world.brightwater.pk, at=world.at) == []
        assert unconfirmed_of(world.brightwater.pk, at=later) == [main]

        confirm_installation(main, by=SAM, at=later)

        assert unconfirmed_of(world.brightwater.pk, at=later) == []


def test_beside_a_ticket_stands_what_changed_shortly_before_it(
    world: World, main: Installation
) -> None:
    ticket = world.ticket()
    with house():
        write_piece(main, PieceCard("version", "", "6.1"), by=SAM, at=world.at)
        since = world.at - timedelta(days=3, hours=1)
        write_piece(main, PieceCard("version", "", "6.2", since=since), by=SAM, at=world.at)
        later = world.at + timedelta(minutes=5)
        write_piece(main, PieceCard("version", "", "6.3", since=later), by=SAM, at=world.at)
    world.pass_time(minutes=10)
    client = world.log_in(world.sam)

    post(client, f"/desk/tickets/{ticket.reference}/installation", {"installation": main.pk})

    page = client.get(f"/desk/tickets/{ticket.reference}").content.decode()
    assert "changed 3 d 1 h before" in page
    drawer = client.get(
        f"/desk/tickets/{ticket.reference}?part=drawer&drawer=environment"
    ).content.decode()
    assert "Product changed 3 days before this request" in drawer
    assert "<s>6.1</s> → 6.2" in drawer
    assert "<s>6.2</s> → 6.3" in drawer
    assert "Sam Okoro said that it is about Main" in page


def test_a_ticket_names_nothing_of_another_customer(world: World, main: Installation) -> None:
    ticket = world.ticket(world.claire)

    answer = post(
        world.log_in(world.sam),
        f"/desk/tickets/{ticket.reference}/installation",
        {"installation": main.pk},
    )

    assert answer.status_code == 422
    with house(), pytest.raises(IntegrityError), transaction.atomic():
        Ticket.objects.filter(pk=ticket.pk).update(installation=main)


def test_a_view_shows_what_is_about_an_installation(world: World, main: Installation) -> None:
    about, other = world.ticket(subject="About the main one"), world.ticket(subject="Another")
    with house():
        Ticket.objects.filter(pk=about.pk).update(installation=main)

    page = read(world, "/desk/views?desk=messaging&installation=mai")

    assert about.subject in page
    assert other.subject not in page
