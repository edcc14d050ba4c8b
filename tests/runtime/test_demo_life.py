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
from permanence.runtime.schema import DEMO_STANDS, find_shipped_policies
from permanence.service.incidents.models import Incident, IncidentClock, Joining
from permanence.service.incidents.queries.chain import prove_incident
from permanence.service.knowledge.models import Article
from permanence.service.knowledge.rules.audiences import AUDIENCES
from permanence.service.notices.models import Delivery, Notice
from permanence.service.reviews.models import Measure, SummaryVersion
from permanence.service.status.models import Appearance
from permanence.service.tickets.models import Commitment, Entry, Ticket
from permanence.service.trace.models import Passage
from permanence.world.catalogue.models import Installation
from permanence.world.maintenance.models import Window
from permanence.world.wording.models import RequestTemplate

AT = datetime(2026, 3, 4, 15, tzinfo=UTC)


def test_every_step_is_one_that_can_be_done_and_none_lies_ahead() -> None:
    for one in tomllib.loads(LIFE.read_text(encoding="utf-8"))["request"]:
        afters = [step["after"] for step in one.get("steps", ())]
        assert afters == sorted(afters)
        assert max(afters, default=0) <= one["ago"]
        assert {step["do"] for step in one.get("steps", ())} <= STEPS.keys()


@pytest.mark.django_db
def test_both_desks_have_work_of_all_ages_states_and_languages(tmp_path: Path) -> None:
    with house():
        for path in find_shipped_policies():
            text = path.read_text(encoding="utf-8")
            load_policy(text, file=path.name, at=AT, effective_at=AT - DEMO_STANDS)
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
        check_articles()
        states = set(Passage.objects.exclude(organisation=None).values_list("state", flat=True))
        assert states == {"delivered", "deferred", "failed"}
        assert not Passage.objects.filter(component="").exists()
        check_incidents()


def check_articles() -> None:
    """Both desks explain things to each audience, and one article to the whole in all languages."""
    standing = list(Article.objects.standing().select_related("desk"))
    told = {(one.desk.key, one.audience) for one in standing}
    assert told == {(key, kind) for key in ("messaging", "content") for kind in AUDIENCES}
    spoken = {one.desk.key for one in standing if len(one.languages) == 5}
    assert spoken == {"messaging", "content"}
    assert Article.objects.due(AT.date()).exists()
    assert Article.objects.filter(languages=[]).exists()


def check_incidents() -> None:
    """Look at what the desks have behind them, before them, and suspect."""
    past, now, suspected = Incident.objects.order_by("number")
    assert (past.desk.key, past.state) == ("content", "closed")
    assert (now.desk.key, now.state) == ("messaging", "declared")
    assert (suspected.desk.key, suspected.state) == ("messaging", "suspected")
    for one in (past, now):
        kept = IncidentClock.objects.filter(incident=one, key__in=("assess", "notify"))
        assert not kept.filter(met_at=None).exists()
        assert not kept.filter(missed_at__isnull=False).exists()
        assert prove_incident(one).holds
    assert Joining.objects.filter(incident=now).count() == 2
    assert Ticket.objects.filter(incident_near=now.number).count() == 1
    assert Joining.objects.filter(incident=suspected).count() == 3
    told = Delivery.objects.filter(notice__subject=now.pk, reached_at__isnull=False)
    assert {one.language for one in told} == {"en", "de", "it", "es"}
    assert Notice.objects.waiting().get(subject=now.pk).stage == "report"
    done = Measure.objects.filter(post_mortem__incident=past).values_list("done_at", flat=True)
    assert sorted(one is not None for one in done) == [False, True]
    assert SummaryVersion.objects.filter(summary__incident=past).count() == 1
    assert Appearance.objects.shown().count() == 2
    assert Window.objects.get().starts_at > AT + timedelta(days=2)
