"""People are reached in their own order, not in their quiet hours, at addresses that are theirs."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from permanence.ground.lib.db import house
from permanence.ground.lib.errors import Refusal
from permanence.ground.ways.models import Call, Provider
from permanence.world.attention.actions.reaching import (
    add_way,
    keep_quiet,
    prove_way,
    raise_way,
    send_code,
)
from permanence.world.attention.models import ReachWay
from permanence.world.attention.queries import ways_to
from permanence.world.attention.rules.reaching import (
    CODE_LIVES,
    By,
    QuietHours,
    Reach,
    order_ways,
)
from tests.cast import World

NOW, SOON = timedelta(), timedelta(minutes=5)
ALL = [Reach("push", "", NOW), Reach("sms", "+441632960001", SOON), Reach("mail", "x", NOW)]
NIGHT = QuietHours(time(22), time(7), frozenset({1, 2}))
PHONE = "+441632960001"


@pytest.mark.parametrize(
    ("hour", "severity", "ways"),
    [
        (12, 4, ["push", "sms", "mail"]),
        (23, 4, ["mail"]),
        (23, 3, ["mail"]),
        (23, 2, ["push", "sms", "mail"]),  # let through
        (3, 1, ["push", "sms", "mail"]),
        (3, None, ["push", "sms", "mail"]),  # nobody has judged it: it may be the gravest
        (7, 4, ["push", "sms", "mail"]),  # the quiet hours are over
    ],
)
def test_quiet_hours_hold_back_what_wakes_people(
    hour: int, severity: int | None, ways: list[str]
) -> None:
    at = datetime(2026, 3, 2, hour, tzinfo=UTC)

    found = order_ways(ALL, NIGHT, severity=severity, at=at, zone=UTC)

    assert [one.way for one in found] == ways


def test_quiet_hours_are_those_of_the_persons_own_clock() -> None:
    at = datetime(2026, 3, 2, 23, tzinfo=UTC)

    found = order_ways(ALL, NIGHT, severity=4, at=at, zone=ZoneInfo("America/New_York"))

    assert found == ALL


def add_carrier(way: By, *, at: datetime) -> None:
    """Let somebody carry messages by a way."""
    Provider.objects.create(name="x", way=way, kind="gateway", rank=1, nonce="n", made_at=at)


def code_sent(row: ReachWay) -> str:
    """Return the code that was sent last to an address."""
    text = Call.objects.filter(owner="attention.way", subject=row.pk).latest("pk").text
    return "".join(one for one in text if one.isdecimal())


def test_who_has_said_nothing_is_reached_by_mail_at_once(world: World) -> None:
    with house():
        found = ways_to([world.sam.pk, world.lena.pk], severity=1, at=world.at)

    assert found[world.sam.pk] == [Reach("mail", world.sam.user.email, NOW)]
    assert set(found) == {world.sam.pk, world.lena.pk}


def test_a_number_is_used_once_its_code_came_back(world: World) -> None:
    with house():
        add_carrier(By.SMS, at=world.at)
        add_way(world.sam, By.MAIL, "", after=SOON, at=world.at)
        row = add_way(world.sam, By.SMS, PHONE, after=NOW, at=world.at)
        raise_way(world.sam, row.pk)
        before = ways_to([world.sam.pk], severity=1, at=world.at)[world.sam.pk]
        code = code_sent(row)

        assert not prove_way(world.sam, row.pk, "000000" if code != "000000" else "1", at=world.at)
        assert not prove_way(world.lena, row.pk, code, at=world.at), "another person's"
        assert prove_way(world.sam, row.pk, code, at=world.at)
        assert not Call.objects.filter(text__contains=code).exists(), "a code is kept nowhere"
        after = ways_to([world.sam.pk], severity=1, at=world.at)[world.sam.pk]

    mail = Reach("mail", world.sam.user.email, SOON)
    assert before == [mail]
    assert after == [Reach("sms", PHONE, NOW), mail]


def test_a_code_is_good_for_a_while_and_for_few_guesses(world: World) -> None:
    with house():
        add_carrier(By.SMS, at=world.at)
        row = add_way(world.sam, By.SMS, PHONE, after=NOW, at=world.at)
        code = code_sent(row)
        late = world.at + CODE_LIVES + timedelta(seconds=1)

        assert not prove_way(world.sam, row.pk, code, at=late)
        for _ in range(5):
            assert not prove_way(world.sam, row.pk, "no", at=world.at)
        assert not prove_way(world.sam, row.pk, code, at=world.at), "guessed too often"

        row.refresh_from_db()
        with pytest.raises(Refusal):
            send_code(row, at=world.at + timedelta(seconds=30))
        send_code(row, at=world.at + timedelta(minutes=2))
        fresh = code_sent(row)
        assert prove_way(world.sam, row.pk, fresh, at=world.at + timedelta(minutes=2))


def test_a_way_that_nobody_carries_is_refused(world: World) -> None:
    with house(), pytest.raises(Refusal):
        add_way(world.sam, By.VOICE, PHONE, after=NOW, at=world.at)


def test_quiet_hours_are_kept_by_person(world: World) -> None:
    night = datetime(2026, 3, 2, 23, tzinfo=UTC)
    with house():
        add_carrier(By.SMS, at=world.at)
        for who in (world.sam, world.lena):
            row = add_way(who, By.SMS, PHONE, after=NOW, at=world.at)
            prove_way(who, row.pk, code_sent(row), at=world.at)
        keep_quiet(world.sam, NIGHT)
        found = ways_to([world.sam.pk, world.lena.pk], severity=4, at=night)

    assert found[world.sam.pk] == [Reach("mail", world.sam.user.email, NOW)]
    assert [one.way for one in found[world.lena.pk]] == ["sms"]
