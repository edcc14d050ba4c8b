"""The supervisor's board: what is at risk, whose it is, and what stands behind each figure."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from permanence.ground.lib import clock
from permanence.ground.lib.db import house
from permanence.overview.boards.actions import keep_figures
from permanence.service.knowledge.actions import count_reading, count_verdict, note_usage
from permanence.service.knowledge.queries.helping import Helping, helping_since
from tests.cast import World, post
from tests.faces.desk.test_ticket import address, words
from tests.service.knowledge.articles import SAM, publish

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


def test_figures_that_were_kept_say_of_when_they_are(world: World) -> None:
    client = world.log_in(world.lena)
    assert "lengths as of" not in words(client.get(BOARD))
    with house():
        keep_figures(world.messaging, at=clock.now())

    assert "lengths as of" in words(client.get(BOARD))


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


def test_the_board_counts_what_articles_spare(world: World) -> None:
    with house():
        article = publish(world, "Faxes rejected", "Send A4.", audience="everyone")
        read = [world.ticket().pk, world.ticket().pk]
        count_reading(article, language="en", face="portal", at=world.at)
        count_reading(article, language="en", face="desk", at=world.at)
        for helped, spares in ((True, False), (True, True), (False, False)):
            count_verdict(article, language="en", helped=helped, spares=spares, at=world.at)
        for ticket in read:
            note_usage(article, ticket=ticket, entry=None, kind="read", by=SAM, at=world.at)
        counted = helping_since(world.messaging.pk, since=world.at - timedelta(days=1))
    page = words(world.log_in(world.lena).get(BOARD))
    other = words(world.log_in(world.lena).get("/desk/board?desk=content"))

    assert counted == Helping(read=1, helped=2, not_helped=1, spared=1, written=2)
    assert "Requests written after reading" in page
    assert "Requests written after reading" not in other
