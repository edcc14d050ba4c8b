"""The incident that the demo has behind it: led, looked back on, summarised and closed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from permanence.runtime.demo_scene import Scene, Told, ask, disruption_of, publish, send_notice
from permanence.service.incidents.actions import (
    confirm_impact,
    declare_incident,
    draft_report,
    end_joined,
    resolve_incident,
)
from permanence.service.incidents.actions.saying import pin_fact, write_note
from permanence.service.incidents.actions.teams import take_lead
from permanence.service.incidents.models import Incident
from permanence.service.incidents.queries.notifying import waiting_notice
from permanence.service.notices.actions import edit_notice
from permanence.service.reviews.actions.asking import Said, answer_contribution
from permanence.service.reviews.actions.closing import close_with_summary
from permanence.service.reviews.actions.finding import mark_root, say_cause
from permanence.service.reviews.actions.opening import open_post_mortems
from permanence.service.reviews.actions.planning import finish_measure, plan_measure
from permanence.service.reviews.actions.summarising import (
    approve_summary,
    hand_in_summary,
    write_summary,
)
from permanence.service.reviews.actions.writing import (
    close_post_mortem,
    hand_in,
    hold_post_mortem,
    write_words,
)
from permanence.service.reviews.models import Cause, Contribution, PostMortem, Summary
from permanence.service.reviews.rules.measures import NewMeasure
from permanence.service.reviews.rules.standing import Words as Analysis
from permanence.service.status.actions.publishing import Words

DAY: Final = 24 * 60
OVER: Final = 118


def live_past(scene: Scene, told: Told) -> None:
    """Lead the incident to its end, and look back on it."""
    incident = lead_through(scene, told)
    open_post_mortems(at=scene.at(OVER + 1))
    post_mortem = PostMortem.objects.select_related("incident").get(incident=incident)
    contribute(scene, post_mortem, told)
    look_back(scene, post_mortem, told)
    summarise(scene, incident, told)
    close_with_summary(incident, by=scene.lead_actor, at=scene.at(9 * DAY + 60))


def lead_through(scene: Scene, told: Told) -> Incident:
    """Declare, tell, publish and resolve it."""
    requests = [{**one, "ago": -one["after"]} for one in told["request"]]
    tickets = ask(scene, requests, at=scene.at(0))
    new = disruption_of(scene, told, tickets, detected=7)
    incident = declare_incident(new, at=scene.at(8), by=scene.who("lucie"))
    for team, login in (("notification", "lucie"), ("investigation", "hugo")):
        take_lead(incident, team, scene.staff[login], at=scene.at(9), by=scene.who(login))
    confirm_impact(incident, at=scene.at(12), by=scene.who("lucie"))
    tell_customers(scene, incident, "first", at=scene.at(17))
    words = Words("investigating", told["public"], told["public_title"])
    publish(scene, incident, words, by=scene.staff["lucie"], at=scene.at(18))
    pin_fact(incident, told["fact"], at=scene.at(25), by=scene.who("hugo"))
    write_note(incident, told["note"], team="investigation", at=scene.at(52), by=scene.who("hugo"))
    draft_report(incident, at=scene.at(66), by=scene.who("lucie"))
    tell_customers(scene, incident, "report", words=told["report"], at=scene.at(70))
    write_note(incident, told["end"], team="investigation", at=scene.at(114), by=scene.who("hugo"))
    resolve_incident(incident, cause=told["cause"], at=scene.at(OVER), by=scene.who("hugo"))
    tell_customers(scene, incident, "resolved", words=told["over"], at=scene.at(OVER + 3))
    words = Words("resolved", told["over"], {})
    publish(scene, incident, words, by=scene.staff["lucie"], at=scene.at(OVER + 4))
    end_joined(incident, words={}, kept={}, at=scene.at(OVER + 6), by=scene.who("lucie"))
    return incident


def tell_customers(
    scene: Scene, incident: Incident, stage: str, *, words: Told | None = None, at: datetime
) -> None:
    """Send the notice that waits at a stage, with words of our own where there are any."""
    notice = waiting_notice(incident, stage)
    if notice is None:
        return
    if words is not None:
        seen, by = notice.revision, scene.who("lucie")
        notice = edit_notice(notice, notice.said, words, seen=seen, by=by, at=at)
    send_notice(scene, notice, at=at)


def contribute(scene: Scene, post_mortem: PostMortem, told: Told) -> None:
    """Let everybody who was asked answer: with words, or that there is nothing to add."""
    said = {scene.staff[one["by"]].pk: one for one in told["said"]}
    asked = Contribution.objects.filter(post_mortem=post_mortem).order_by("pk")
    for number, one in enumerate(asked.select_related("post_mortem__incident")):
        words = said.get(one.specialist_id or 0)
        answer = Said(has_nothing=True)
        if words is not None:
            fields = (words.get(key, "") for key in ("successes", "failures", "causes"))
            answer = Said(*fields)
        answer_contribution(one, answer, at=scene.at(DAY + 10 * number))


def look_back(scene: Scene, post_mortem: PostMortem, told: Told) -> None:
    """Meet, write what happened and why, plan against it, and have it reviewed."""
    hugo = scene.who("hugo")
    held = scene.at(2 * DAY)
    hold_post_mortem(post_mortem, held_at=held, by=hugo, at=held + timedelta(hours=1))
    words = Analysis(told["overview"], told["handling"])
    write_words(post_mortem, words, base=0, by=hugo, at=scene.at(3 * DAY))
    for number, side in enumerate(("source", "failure")):
        at = scene.at(3 * DAY + 30 + 30 * number)
        root = find_cause(scene, post_mortem, told[side], side=side, at=at)
        for measure in told["measure"]:
            if measure["of"] == side:
                act_against(scene, post_mortem, root, measure, at=at + timedelta(minutes=10))
    hand_in(post_mortem, by=hugo, at=scene.at(5 * DAY))
    close_post_mortem(post_mortem, by=scene.lead_actor, at=scene.at(7 * DAY))


def find_cause(
    scene: Scene, post_mortem: PostMortem, told: Told, *, side: str, at: datetime
) -> Cause:
    """Say what happened and why; return where the chain ends."""
    kind = "capacity" if side == "source" else "watching"
    hugo = scene.who("hugo")
    head = say_cause(post_mortem, told["what"], side=side, kind=kind, parent=None, by=hugo, at=at)
    root = say_cause(post_mortem, told["why"], side=side, kind=kind, parent=head, by=hugo, at=at)
    mark_root(root, is_root=True, by=hugo, at=at)
    return root


def act_against(
    scene: Scene, post_mortem: PostMortem, root: Cause, told: Told, *, at: datetime
) -> None:
    """Plan a measure, and note what shows that it is done where it is."""
    measure = NewMeasure(
        text=told["text"],
        kind=told["kind"],
        causes=frozenset({root.pk}),
        owner=scene.staff[told["owner"]].pk,
        due_at=scene.at(told["days"] * DAY),
    )
    planned = plan_measure(post_mortem, measure, by=scene.who("hugo"), at=at)
    if "evidence" in told:
        by = scene.who(told["owner"])
        finish_measure(planned, evidence=told["evidence"], by=by, at=scene.at(4 * DAY))


def summarise(scene: Scene, incident: Incident, told: Told) -> None:
    """Write the summary in every language, and have it approved."""
    summary = Summary.objects.select_related("incident").get(incident=incident)
    lucie = scene.who("lucie")
    write_summary(summary, told["summary"], base=0, by=lucie, at=scene.at(8 * DAY))
    hand_in_summary(summary, by=lucie, at=scene.at(8 * DAY + 20))
    approve_summary(summary, by=scene.lead_actor, at=scene.at(9 * DAY))
