"""The demo's desks: every list has something in it from the first look on."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from permanence.ground.lib.db import house
from permanence.promises.policies.actions import load_policy
from permanence.runtime.demo import load_demo
from permanence.runtime.demo_life import LIFE, STEPS
from permanence.runtime.schema import find_shipped_policies
from permanence.service.tickets.models import Commitment, Entry, Ticket
from permanence.world.catalogue.models import Installation
from permanence.world.wording.models import RequestTemplate

AT = datetime(2026, 3, 4, 15, tzinfo=UTC)


def test_every_step_is_one_that_can_be_done_and_none_lies_ahead() -> None:
    for one in tomllib.loads(LIFE.read_text(encoding="utf-8"))["request"]:
        afters = [step["after"] for step in one.get("steps", ())]
        assert afters == sorted(afters)
        assert max(afters, default=0) <= one["ago"]
        assert {step["do"] for step in one.get("steps", ())} <= STEPS.keys()


@pytest.mark.django_db
def test_both_desks_have_requests_of_all_ages_states_and_languages(tmp_path: Path) -> None:
    with house():
        for path in find_shipped_policies():
            load_policy(path.read_text(encoding="utf-8"), file=path.name, at=AT)
        load_demo(data=tmp_path, at=AT, requests=True)
        load_demo(data=tmp_path, at=AT, requests=True)

        tickets = list(Ticket.objects.select_related("desk"))
        states = {(one.desk.key, one.state) for one in tickets}
        waiting = ("waiting_customer", "waiting_third_party")
        wanted = ("new", "open", *waiting, "resolved", "closed")
        assert states == {(desk, state) for desk in ("messaging", "content") for state in wanted}
        asleep = {one.desk.key for one in tickets if one.snoozed_until and one.snoozed_until > AT}
        assert asleep == {"messaging", "content"}
        assert {one.language for one in tickets} == {"en", "de", "fr", "it", "es"}
        assert min(one.opened_at for one in tickets) < AT - timedelta(days=3)
        assert max(one.opened_at for one in tickets) > AT - timedelta(minutes=20)
        assert not Commitment.objects.filter(met_at__gt=AT).exists()
        assert Entry.objects.filter(kind="note").exists()
        assert Installation.objects.count() == 3
        assert RequestTemplate.objects.count() == 2
