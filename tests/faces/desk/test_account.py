"""The account: a new password, the browsers that are let in, and what the journal tells of both."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from permanence.ground.lib.db import house
from permanence.world.accounts.models import LogInEvent, Session, User
from tests.cast import PASSWORD, World, post

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1"
NEW = "seven green quokkas"


def enter(device: str = FIREFOX, *, password: str = PASSWORD) -> Client:
    """Return a browser in which Sam has typed a password."""
    client = Client(enforce_csrf_checks=True, headers={"User-Agent": device})
    token = client.get("/desk/login").cookies["csrftoken"].value
    told = {"username": "sam@desk.example.com", "password": password}
    client.post("/desk/login", {"csrfmiddlewaretoken": token, **told})
    return client


def change(client: Client, *, old: str = PASSWORD, new: str = NEW, again: str = NEW) -> Any:
    return post(client, "/desk/account/password", {"old": old, "new": new, "again": again})


def acts() -> list[str]:
    return list(LogInEvent.objects.order_by("pk").values_list("act", flat=True))


def test_who_knows_the_old_password_chooses_a_new_one(world: World) -> None:
    here, elsewhere = enter(), enter(IPHONE)

    answer = change(here)

    assert answer.status_code == 302
    assert here.get("/desk/account").status_code == 200
    assert elsewhere.get("/desk/account").status_code == 302
    assert enter().get("/desk/account").status_code == 302
    assert enter(password=NEW).get("/desk/account").status_code == 200
    assert acts()[:3] == ["logged_in", "logged_in", "password_changed"]


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"old": "wrong"}, "This is not your password."),
        ({"new": "short", "again": "short"}, "This password is too short"),
        ({"new": "password1234", "again": "password1234"}, "This password is too common."),
        ({"again": "another"}, "The two passwords are not the same."),
    ],
)
def test_a_password_that_will_not_do_is_refused_in_words(
    world: World, told: dict[str, str], said: str
) -> None:
    client = enter()

    answer = change(client, **told)

    assert answer.status_code == 422
    assert said in answer.content.decode()
    with house():
        assert User.objects.get(email="sam@desk.example.com").check_password(PASSWORD)


def test_who_guesses_the_old_password_too_often_waits(world: World) -> None:
    client = enter()
    for _ in range(5):
        change(client, old="wrong")

    assert change(client).status_code == 429
    world.pass_time(minutes=16)
    assert change(client).status_code == 302


def test_each_browser_is_listed_with_device_and_address(world: World) -> None:
    here, _ = enter(), enter(IPHONE)

    page = here.get("/desk/account").content.decode()

    assert "Firefox on Linux" in page
    assert "Safari on iPhone" in page
    assert "127.0.0.1" in page
    for session in Session.objects.all():
        assert session.session_key not in page


def test_one_browser_is_logged_out_at_once(world: World) -> None:
    here, elsewhere, third = enter(), enter(IPHONE), enter(IPHONE)
    lost = Session.objects.get(pk=elsewhere.session.session_key)

    post(here, "/desk/account/sessions", {"session": lost.handle})

    assert elsewhere.get("/desk/account").status_code == 302
    assert third.get("/desk/account").status_code == 200
    assert acts()[-1] == "session_ended"


def test_all_others_are_logged_out_at_once(world: World) -> None:
    here, elsewhere, third = enter(), enter(IPHONE), enter(IPHONE)

    post(here, "/desk/account/sessions")

    assert here.get("/desk/account").status_code == 200
    assert elsewhere.get("/desk/account").status_code == 302
    assert third.get("/desk/account").status_code == 302


def test_nobody_logs_a_colleague_out(world: World) -> None:
    sam, lena = enter(), world.log_in(world.lena)
    handle = Session.objects.get(pk=sam.session.session_key).handle

    post(lena, "/desk/account/sessions", {"session": handle})

    assert sam.get("/desk/account").status_code == 200


def test_last_seen_moves_on(world: World) -> None:
    client = enter()
    before = Session.objects.get(pk=client.session.session_key)

    world.pass_time(minutes=10)
    client.get("/desk/tickets")

    after = Session.objects.get(pk=before.pk)
    assert (after.seen_at - before.seen_at).total_seconds() >= 600
    assert after.since == before.since


def test_the_journal_tells_of_failures_and_keeps_nothing_that_was_typed(world: World) -> None:
    enter(password="secret mistake")
    client = Client()
    client.post("/desk/login", {"username": "nobody@desk.example.com", "password": "x"})

    lines = list(LogInEvent.objects.order_by("pk"))

    assert [line.act for line in lines] == ["refused", "refused"]
    assert lines[0].user_id == world.sam.user_id
    assert lines[1].user_id is None
    assert "nobody@" not in str([vars(line) for line in lines])
    assert "Log-in refused" in enter().get("/desk/account").content.decode()


def test_an_auditor_reads_the_journal_and_a_specialist_does_not(world: World) -> None:
    enter(password="wrong")

    page = world.log_in(world.ivo).get("/desk/log-ins")

    assert page.status_code == 200
    assert "Sam" in page.content.decode()
    assert "Log-in refused" in page.content.decode()
    assert world.log_in(world.sam).get("/desk/log-ins").status_code == 403


def test_the_journal_is_narrowed_to_a_person_and_to_what_stands_out(world: World) -> None:
    enter(password="wrong")
    Client().post("/desk/login", {"username": "nobody@desk.example.com", "password": "x"})
    client = world.log_in(world.ivo)

    refused = client.get("/desk/log-ins?alarms=on").content.decode()
    sam = client.get(f"/desk/log-ins?who={world.sam.user_id}").content.decode()
    nothing = client.get(f"/desk/log-ins?who={world.lena.user_id}&alarms=on").content.decode()
    meant = client.get("/desk/log-ins?who=elsewhere").content.decode()

    assert lines_of(refused) == ["Unknown address", "Sam Okoro"]
    assert lines_of(sam) == ["Sam Okoro"]
    assert "Nothing of that kind happened" in nothing
    assert lines_of(meant) == lines_of(refused)


def lines_of(page: str) -> list[str]:
    """Return whose the lines of the journal are, as the page names them."""
    return re.findall(r"</time></td>\s*<td>([^<]*)</td>", page)


def test_density_and_dates_are_the_readers_own(world: World) -> None:
    old = world.ticket(at=world.at - timedelta(days=30))
    client, other = world.log_in(world.sam), world.log_in(world.lena)
    told = {"language": "en", "zone": "UTC", "theme": "auto"}

    kept = post(client, "/desk/account", told | {"density": "compact", "dates": "iso"})

    assert kept.status_code == 302
    page = client.get(f"/desk/tickets/{old.reference}").content.decode()
    theirs = other.get(f"/desk/tickets/{old.reference}").content.decode()
    day = old.opened_at.date()
    assert 'data-density="compact"' in page
    assert day.isoformat() + ", " in page
    assert "data-density" not in theirs
    assert f"{day.day} {day:%b}" in theirs
    assert post(client, "/desk/account", told | {"density": "x", "dates": "iso"}).status_code == 422
