"""The supervisor's board: what is at risk, whose it is, and what stands behind each figure."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import World, post
from tests.faces.desk.test_ticket import address, words

BOARD = "/desk/board?desk=messaging"


def test_the_board_says_what_is_at_risk_and_who_can_save_it(world: World) -> None:
    late = world.ticket(at=world.at - timedelta(days=1), subject="No fax leaves")
    post(world.log_in(world.sam), address(late, "act"), {"act": "take"})
    world.ticket(world.claire, at=world.at - timedelta(days=8), subject="Nobody has it")

    page = world.log_in(world.lena).get(BOARD)

    said = words(page)
    assert "At risk now" in said
    assert said.index("Nobody has it") < said.index("No fax leaves")
    assert "Sam Okoro" in said
    assert "Maison Verdier" in said
    assert "Backlog by age" in said
    assert "promise=overdue" in page.content.decode()


def test_the_lists_behind_the_figures_open(world: World) -> None:
    world.ticket()
    client = world.log_in(world.lena)
    page = client.get(BOARD).content.decode()

    links = {part.partition('"')[0] for part in page.split('href="') if "/desk/views?" in part[:40]}

    assert len(links) >= 5
    for link in links:
        assert client.get(link.replace("&amp;", "&")).status_code == 200


def test_a_board_without_requests_says_so(world: World) -> None:
    said = words(world.log_in(world.lena).get(BOARD))

    assert "No promise is at risk." in said
    assert "Nothing to count in this time." in said


def test_the_part_that_lives_comes_alone(world: World) -> None:
    part = world.log_in(world.lena).get(f"{BOARD}&part=now&team={world.first_line.pk}&days=7")

    assert part.status_code == 200
    assert "<html" not in part.content.decode()


def test_another_desk_has_another_board(world: World) -> None:
    world.ticket(world.claire, desk=world.content, subject="A page stays empty")

    assert "A page stays empty" not in words(world.log_in(world.lena).get(BOARD))
    assert world.log_in(world.sam).get("/desk/board?desk=content").status_code == 404


def test_many_requests_cost_no_more_questions_than_few(world: World) -> None:
    client = world.log_in(world.lena)
    asked = []
    for many in (1, 8):
        for _ in range(many):
            world.ticket(at=world.at - timedelta(days=1))
        client.get(BOARD)
        with CaptureQueriesContext(connection) as captured:
            client.get(BOARD)
        asked.append(len(captured))

    assert asked[0] == asked[1]
