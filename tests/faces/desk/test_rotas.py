"""On-call rotas at the desk: who is on call, planning with a preview, swaps, calendars."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from icalendar import Calendar

from permanence.ground.journal.rules import Actor
from permanence.ground.lib.db import house
from permanence.overview.duty.jobs import hand_over, warn_ahead
from permanence.overview.duty.models import HandOff
from permanence.world.accounts.models import Absence, Specialist
from permanence.world.attention.models import Notice
from permanence.world.rotas.actions.planning import add_rota
from permanence.world.rotas.models import Cover, Requirement, Rota, RotaVersion, Swap
from permanence.world.rotas.queries import people_on_call
from permanence.world.rotas.rules.plans import Plan, Unit
from tests.cast import World, post
from tests.world.rotas.plans import layer_of

LENA = Actor("specialist:1", "Lena Vos")
DAY = timedelta(days=1)
PLANNED = {
    "name": "Nights",
    "zone": "Europe/Berlin",
    "from_at": "2026-03-09T09:00",
    "layer1-name": "First",
    "layer1-unit": "week",
    "layer1-lengths": "1",
    "layer1-first_day": "2026-03-02",
    "layer1-hand_off": "09:00",
    "layer1-number": "1",
    "layer2-unit": "week",
    "layer2-lengths": "1",
    "layer2-first_day": "2026-03-02",
    "layer2-hand_off": "09:00",
}


@pytest.fixture
def tom(world: World) -> Specialist:
    """A second specialist of the messaging desk."""
    return world.hire("Tom Reyes", "specialist")


@pytest.fixture
def rota(world: World, tom: Specialist) -> Rota:
    """Sam and Tom change every day at nine in Berlin; this Monday it is Sam."""
    layer = layer_of(
        world.sam.pk, tom.pk, unit=Unit.DAY, first_day=world.at.date() - 2 * DAY, name="First"
    )
    with house():
        return add_rota(
            world.messaging,
            slug="nights",
            name="Nights",
            plan=Plan("Europe/Berlin", (layer,)),
            from_at=world.at,
            by=LENA,
            at=world.at,
        )


def read(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def now_on_call(world: World, rota: Rota, **later: float) -> str:
    """Return the name of who is on call so much later."""
    with house():
        first = people_on_call(rota.pk, at=world.at + timedelta(**later))[0]
        return Specialist.objects.get(pk=first).name


def test_the_list_shows_who_is_on_call_what_is_missing_and_who_was_when(
    world: World, rota: Rota
) -> None:
    page = read(world.log_in(world.ivo), "/desk/rotas?desk=messaging&at=2026-03-03T12:00")

    assert "Nights" in page
    assert "<b>Sam Okoro</b>" in page
    assert re.search(r"<dd><b>Tom Reyes</b>, Sam Okoro", page)
    assert "nobody on call has this" in page
    assert "New rota" not in page


def test_a_rota_is_planned_after_a_look_at_what_changes(world: World, tom: Specialist) -> None:
    client = world.log_in(world.lena)
    told = PLANNED | {"slug": "nights", "layer1-members": "Sam Okoro\nTom Reyes"}
    told |= {"layer1-number": ""}

    looked = post(client, "/desk/rotas/new?desk=messaging", told | {"act": "look"})
    kept = post(client, "/desk/rotas/new?desk=messaging", told | {"act": "save"})

    assert "These hours change hands" in looked.content.decode()
    assert "<s>nobody</s> → <b>Tom Reyes</b>" in looked.content.decode()
    assert kept.status_code == 302
    with house():
        rota = Rota.objects.get()
        assert rota.name == "Nights"
        assert people_on_call(rota.pk, at=world.at + 8 * DAY)[0] == tom.pk


def test_a_second_set_of_hours_is_folded_until_a_layer_has_one(world: World, rota: Rota) -> None:
    client = world.log_in(world.lena)
    address = f"/desk/rotas/{rota.pk}/edit"
    folded, unfolded = '<details class="further">', '<details class="further" open>'
    hours = {"layer1-opens_1": "09:00", "layer1-closes_1": "17:00", "layer1-days_1": ["0", "1"]}
    more = {"layer1-opens_2": "10:00", "layer1-closes_2": "14:00", "layer1-days_2": ["5"]}
    told = PLANNED | {"layer1-members": "Tom Reyes", "seen": "1", "act": "save"} | hours | more

    before = read(client, address)
    post(client, address, told)
    after = read(client, address)

    assert (folded in before, unfolded in before) == (True, False)
    assert after.count(unfolded) == 1


def test_a_change_shows_only_the_hours_that_pass_from_one_to_another(
    world: World, rota: Rota
) -> None:
    client = world.log_in(world.lena)
    address = f"/desk/rotas/{rota.pk}/edit"
    assert 'value="First"' in read(client, address)
    told = PLANNED | {"layer1-members": "Tom Reyes", "layer1-unit": "day", "seen": "1"}

    looked = post(client, address, told | {"act": "look"}).content.decode()
    post(client, address, told | {"act": "save"})
    again = post(client, address, told | {"act": "save"})

    assert looked.count("<s>Sam Okoro</s> → <b>Tom Reyes</b>") == 14
    assert "Somebody changed this rota meanwhile" in again.content.decode()
    assert now_on_call(world, rota) == "Sam Okoro"
    assert now_on_call(world, rota, days=8) == now_on_call(world, rota, days=9) == "Tom Reyes"


def test_what_is_wrong_in_a_plan_is_said(world: World, tom: Specialist) -> None:
    client = world.log_in(world.lena)
    told = PLANNED | {"slug": "nights", "zone": "Europe/Nowhere", "act": "save"}

    stranger = post(client, "/desk/rotas/new", told | {"layer1-members": "Nobody Known"})
    wrong = post(client, "/desk/rotas/new", told | {"layer1-members": "Tom Reyes"})

    assert (stranger.status_code, wrong.status_code) == (422, 409)
    assert "Nobody of this desk is called Nobody Known" in stranger.content.decode()
    assert "This time zone is not known" in wrong.content.decode()


def test_a_rotas_calendar_is_read_by_week_and_by_month(world: World, rota: Rota) -> None:
    client = world.log_in(world.sam)

    month = read(client, f"/desk/rotas/{rota.pk}")
    week = read(client, f"/desk/rotas/{rota.pk}?span=week&day=2026-03-10")

    assert "March 2026" in month
    assert month.count("month-day") == 42
    assert week.count("month-day") == 7
    assert "Tom Reyes" in week
    assert "Change</span>" not in month


def test_hours_are_covered_by_oneself_and_by_supervisors_for_anybody(
    world: World, rota: Rota, tom: Specialist
) -> None:
    address = f"/desk/rotas/{rota.pk}/cover"
    hours = {"layer": "1", "from_at": "2026-03-02T18:00", "to_at": "2026-03-02T20:00"}

    others = post(world.log_in(world.sam), address, hours | {"person": str(tom.pk)})
    own = post(world.log_in(tom), address, hours | {"person": str(tom.pk)})
    supervised = post(
        world.log_in(world.lena),
        address,
        hours | {"person": str(world.lena.pk), "from_at": "2026-03-02T19:00"},
    )

    assert (others.status_code, own.status_code, supervised.status_code) == (422, 302, 302)
    assert [now_on_call(world, rota, hours=n) for n in (2, 3.5, 4.5, 5.5)] == [
        "Sam Okoro",
        "Tom Reyes",
        "Lena Vos",
        "Sam Okoro",
    ]
    with house():
        lenas = Cover.objects.get(person=world.lena)
    assert post(world.log_in(tom), f"/desk/rotas/covers/{lenas.pk}/end").status_code == 403
    post(world.log_in(world.lena), f"/desk/rotas/covers/{lenas.pk}/end")
    assert now_on_call(world, rota, hours=4.5) == "Sam Okoro"


def test_who_is_put_on_call_by_another_is_told(world: World, rota: Rota, tom: Specialist) -> None:
    hours = {"layer": "1", "from_at": "2026-03-02T18:00", "to_at": "2026-03-02T20:00"}
    address = f"/desk/rotas/{rota.pk}/cover"

    post(world.log_in(world.lena), address, hours | {"person": str(tom.pk)})
    post(world.log_in(world.sam), address, hours | {"person": str(world.sam.pk)})

    with house():
        told = Notice.objects.get(event="covered")
    assert (told.specialist_id, told.who) == (tom.pk, "Lena Vos")


def test_a_swap_is_asked_told_and_agreed(world: World, rota: Rota, tom: Specialist) -> None:
    asker, asked = world.log_in(world.sam), world.log_in(tom)
    page = read(asker, f"/desk/rotas/{rota.pk}/swap")
    mine = re.findall(r'<option value="(1\|2026-03-04T08[^"]*)"', page)[0].replace("&#x27;", "'")

    post(asker, f"/desk/rotas/{rota.pk}/swap", {"mine": mine, "asked": str(tom.pk)})
    with house():
        swap = Swap.objects.get()
        told = Notice.objects.get(specialist=tom)
    waiting = read(asked, "/desk/rotas")
    notices = read(asked, "/desk/notices")
    post(asked, f"/desk/rotas/swaps/{swap.pk}", {"act": "agree"})

    assert told.event == "swap"
    assert "Sam Okoro → Tom Reyes" in waiting
    assert "Sam Okoro asks you to swap a shift" in notices
    assert f"/desk/rotas/{rota.pk}" in notices
    assert now_on_call(world, rota, days=2) == "Tom Reyes"
    assert "agreed to swap" in read(asker, "/desk/notices")


def test_nobody_answers_a_swap_for_others(world: World, rota: Rota, tom: Specialist) -> None:
    with house():
        swap = Swap.objects.create(
            rota=rota,
            asker=world.sam,
            asked=tom,
            layer=1,
            from_at=world.at + DAY,
            to_at=world.at + 2 * DAY,
            asked_at=world.at,
        )

    post(world.log_in(world.lena), f"/desk/rotas/swaps/{swap.pk}", {"act": "agree"})

    with house():
        swap.refresh_from_db()
    assert swap.state == "asked"


def test_a_calendar_reads_ones_shifts_at_a_signed_address(
    world: World, rota: Rota, tom: Specialist
) -> None:
    client = world.log_in(tom)
    post(client, "/desk/rotas/calendars", {"act": "open"})
    page = read(client, "/desk/rotas/calendars")
    addresses = re.findall(r'href="[^"]*(/desk/rotas/feed/[^"]*\.ics)"', page)

    own, whole = (Client().get(one) for one in addresses)

    assert own.headers["Content-Type"].startswith("text/calendar")
    events = Calendar.from_ical(own.content).walk("VEVENT")
    assert len(events) > 50
    first = min(one.decoded("dtstart") for one in events)
    assert first.strftime("%Y%m%dT%H%M") == "20260303T0800"
    assert len(Calendar.from_ical(whole.content).walk("VEVENT")) > len(events)
    assert Client().get(addresses[0].replace("/feed/", "/feed/x")).status_code == 404
    post(client, "/desk/rotas/calendars", {"act": "close"})
    assert Client().get(addresses[0]).status_code == 404


def test_a_calendar_is_brought_in_as_absences_or_as_covers(
    world: World, rota: Rota, tom: Specialist
) -> None:
    client = world.log_in(tom)
    text = (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Holiday\r\n"
        "DTSTART:20260305T090000Z\r\nDTEND:20260305T170000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )

    def send(what: str, act: str, **told: Any) -> Any:
        told |= {"what": what, "person": str(tom.pk), "act": act}
        return post(client, f"/desk/rotas/{rota.pk}/import", told)

    file = SimpleUploadedFile("mine.ics", text.encode(), "text/calendar")
    looked = send("absence", "look", file=file).content.decode()
    kept = looked.partition('name="kept" value="')[2].partition('"')[0]
    assert "This field is required" in send("absence", "save", kept=f"{kept}x").content.decode()
    send("absence", "save", kept=kept)
    send("1", "save", kept=kept)

    assert "Holiday" in looked
    with house():
        absence = Absence.objects.get(specialist=tom)
        cover = Cover.objects.get(person=tom)
    assert absence.from_at == cover.from_at == world.at.replace(day=5, hour=9)
    assert cover.reason == "Holiday"


def test_the_end_of_a_shift_is_reported_to_who_is_next(
    world: World, rota: Rota, tom: Specialist
) -> None:
    world.ticket()
    world.pass_time(hours=17, minutes=1)

    assert (hand_over(), hand_over()) == (1, 0)
    with house():
        made = HandOff.objects.get()
        told = Notice.objects.get(specialist=tom)
    assert (made.outgoing_id, made.incoming_id, told.event) == (world.sam.pk, tom.pk, "shift")
    address = f"/desk/rotas/hand-offs/{made.pk}"
    refused = post(world.log_in(tom), address, {"note": "Not mine"})
    post(world.log_in(world.sam), address, {"note": "Watch the <fax> line."})
    page = read(world.log_in(tom), address)
    assert refused.status_code == 409
    assert "Watch the &lt;fax&gt; line." in page
    assert "<dt>New requests</dt><dd>1</dd>" in page


def test_supervisors_hear_of_a_gap_once_before_it_happens(world: World, rota: Rota) -> None:
    told = warn_ahead()
    world.pass_time(hours=2)
    again = warn_ahead()

    assert told > 0
    assert again == 0
    with house():
        notices = Notice.objects.filter(event="gap")
        assert {one.specialist_id for one in notices} == {world.lena.pk}
    assert "Somebody will be missing on call" in read(world.log_in(world.lena), "/desk/notices")


def test_what_a_desk_wants_beyond_its_policy_is_checked_too(world: World, rota: Rota) -> None:
    client = world.log_in(world.lena)

    post(client, "/desk/rotas/needs?desk=messaging", {"level": "3", "language": "de", "skill": ""})
    page = read(client, "/desk/rotas?desk=messaging")
    with house():
        wanted = Requirement.objects.get()
    post(client, "/desk/rotas/needs?desk=messaging", {"gone": str(wanted.pk)})

    assert "level 3, language: German" in page or "level 3, language: Deutsch" in page
    with house():
        assert not Requirement.objects.exists()


def test_how_on_call_time_is_shared_is_counted(world: World, rota: Rota) -> None:
    page = read(world.log_in(world.ivo), "/desk/rotas/fairness?desk=messaging&days=30&way=ahead")

    assert "Sam Okoro" in page
    assert "Tom Reyes" in page
    assert page.count("<progress") == 2


def test_who_only_reads_changes_nothing_and_other_desks_see_nothing(
    world: World, rota: Rota
) -> None:
    auditor, stranger = world.log_in(world.ivo), world.log_in(world.noor)

    for part in ("cover", "swap", "import", "edit"):
        assert auditor.get(f"/desk/rotas/{rota.pk}/{part}").status_code == 403
    assert stranger.get(f"/desk/rotas/{rota.pk}").status_code == 404
    assert auditor.get(f"/desk/rotas/{rota.pk}").status_code == 200
    post(world.log_in(world.lena), f"/desk/rotas/{rota.pk}/end", {"act": "retire"})
    with house():
        assert people_on_call(rota.pk, at=world.at) == []
        assert RotaVersion.objects.count() == 1
