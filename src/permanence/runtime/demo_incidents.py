"""Incidents of the demo: one that goes on, one that is suspected, and work that is planned."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from permanence.runtime.demo_past import live_past
from permanence.runtime.demo_scene import (
    Scene,
    Told,
    ask,
    disruption_of,
    find_components,
    publish,
    send_notice,
)
from permanence.service.alerts.actions import add_source, hear_delivery
from permanence.service.alerts.models import Alert
from permanence.service.alerts.rules.sources import Kind, SourceCard
from permanence.service.incidents.actions import (
    confirm_impact,
    declare_incident,
    draft_report,
)
from permanence.service.incidents.actions.records import save_record
from permanence.service.incidents.actions.saying import pin_fact, write_decision, write_note
from permanence.service.incidents.actions.suspecting import hear_subjects
from permanence.service.incidents.actions.tasks import open_tasks, settle_task
from permanence.service.incidents.actions.teams import join_team, take_lead
from permanence.service.incidents.models import Incident
from permanence.service.incidents.queries.notifying import waiting_notice
from permanence.service.incidents.rules.deciding import Decision
from permanence.service.incidents.rules.tasks import TaskCard, TaskState
from permanence.service.notices.actions import edit_notice
from permanence.service.status.actions.publishing import Words
from permanence.service.status.actions.refreshing import open_pages
from permanence.world.accounts.models import Desk, Specialist
from permanence.world.maintenance.actions import NewWindow, plan_window

TEXTS: Final = Path(__file__).with_name("demo_incidents.toml")
# How long the desks have to have kept their promises before incidents can lie behind them.
BEHIND: Final = timedelta(days=20)
NOTIFICATION, INVESTIGATION = "notification", "investigation"


def bring_incidents(desks: Mapping[str, Desk], *, by: Specialist, at: datetime) -> None:
    """Let the desks of the demo have an incident behind them, one before them and a suspicion."""
    told = tomllib.loads(TEXTS.read_text(encoding="utf-8"))
    staff = {one.user.email.partition("@")[0]: one for one in specialists()}
    past, now, work = told["past"], told["disruption"], told["work"]
    open_pages(at=at - timedelta(days=90))
    begins = at - timedelta(days=past["days"])
    live_past(Scene(desks[past["desk"]], begins, staff, by), past)
    begins = at - timedelta(minutes=now["ago"])
    scene = Scene(desks[now["desk"]], begins, staff, by)
    alert = raise_alert(scene, told["alert"])
    live_disruption(scene, now, alert)
    suspect_more(scene, now["late"], at=at - timedelta(minutes=8))
    suspect_more(scene, told["suspicion"]["request"], at=at)
    plan_work(Scene(desks[work["desk"]], at, staff, by), work)


def specialists() -> list[Specialist]:
    """Return everybody who works on the demo's desks."""
    return list(Specialist.objects.select_related("user").order_by("pk"))


def raise_alert(scene: Scene, told: Told) -> Alert:
    """Let the monitoring of the desk say that something fails."""
    card = SourceCard(told["source"], Kind.ALERTMANAGER, scene.desk.pk)
    source, _token = add_source(card, by=scene.lead_actor, at=scene.at(-9000))
    said = {
        "version": "4",
        "alerts": [
            {
                "status": "firing",
                "startsAt": scene.at(0).isoformat(),
                "labels": {"alertname": told["name"], "component": told["component"]},
                "annotations": {"summary": told["summary"]},
            }
        ],
    }
    hear_delivery(source, json.dumps(said).encode(), at=scene.at(2))
    return Alert.objects.get(source=source)


def live_disruption(scene: Scene, told: Told, alert: Alert) -> None:
    """Declare a disruption, find whom it touches, tell them, and work on it."""
    tickets = ask(scene, told["request"], at=scene.at(told["ago"]))
    new = disruption_of(scene, told, tickets, detected=2, alerts=[alert])
    incident = declare_incident(new, at=scene.at(5), by=scene.who("nora"))
    fill_teams(scene, incident)
    pin_fact(incident, told["fact"], at=scene.at(8), by=scene.who("theo"))
    save_record(incident, "scope", told["scope"], base=0, at=scene.at(9), by=scene.who("theo"))
    confirm_impact(incident, at=scene.at(9.5), by=scene.who("nora"))
    first = waiting_notice(incident, "first")
    if first is not None:
        send_notice(scene, first, at=scene.at(14))
    words = Words("identified", told["public"], told["public_title"])
    publish(scene, incident, words, by=scene.staff["nora"], at=scene.at(15))
    work_on(scene, incident, told)
    report = draft_report(incident, at=scene.at(33), by=scene.who("nora"))
    edit_notice(
        report,
        report.said,
        told["report"],
        seen=report.revision,
        by=scene.who("nora"),
        at=scene.at(34),
    )


def fill_teams(scene: Scene, incident: Incident) -> None:
    """Let people come into the teams of the disruption, and lead them."""
    nora, theo, mira = (scene.staff[one] for one in ("nora", "theo", "mira"))
    take_lead(incident, NOTIFICATION, nora, at=scene.at(5.5), by=scene.who("nora"))
    take_lead(incident, INVESTIGATION, theo, at=scene.at(6), by=scene.who("theo"))
    join_team(incident, INVESTIGATION, mira, at=scene.at(7), by=scene.who("theo"), duty="expert")
    join_team(incident, NOTIFICATION, scene.lead, at=scene.at(7.5), by=scene.lead_actor)


def work_on(scene: Scene, incident: Incident, told: Told) -> None:
    """Let the teams plan, decide and do what has to be done."""
    theo = scene.who("theo")
    save_record(incident, "plan", told["plan"], base=0, at=scene.at(17), by=theo)
    cards = [
        TaskCard(
            one["title"],
            one["team"],
            scene.staff[one["owner"]].pk,
            scene.at(told["ago"] + one["due"]) if "due" in one else None,
        )
        for one in told["task"]
    ]
    tasks = open_tasks(incident, cards, at=scene.at(18), by=theo, plan_version=1)
    what, why, instead = told["decision"]
    decision = Decision(what, why, instead)
    write_decision(incident, decision, team=INVESTIGATION, at=scene.at(20), by=theo)
    for one, task in zip(told["task"], tasks, strict=True):
        if one.get("done"):
            settle_task(task, TaskState.DONE, said="", at=scene.at(26), by=theo)
    mira = scene.who("mira")
    write_note(incident, told["note"], team=INVESTIGATION, at=scene.at(29), by=mira)


def suspect_more(scene: Scene, requests: list[Told], *, at: datetime) -> None:
    """Let customers speak of something, and the watch find what that amounts to."""
    tickets = ask(scene, requests, at=at)
    hear_subjects([f"ticket:{one.pk}" for one in tickets], at=max(one.opened_at for one in tickets))


def plan_work(scene: Scene, told: Told) -> None:
    """Announce work that is to come."""
    starts = scene.at(0).replace(minute=0, second=0, microsecond=0) + timedelta(hours=told["hours"])
    wish = NewWindow(
        titles=told["title"],
        texts=told["text"],
        zone=told["zone"],
        starts_at=starts,
        ends_at=starts + timedelta(hours=told["lasts"]),
        components=find_components(scene.desk, told["components"]),
    )
    plan_window(scene.desk, wish, at=scene.at(0), by=scene.lead_actor)
