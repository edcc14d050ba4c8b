"""A post-mortem from its opening to its closing, and what becomes of its measures."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from permanence.ground.lib.db import house
from permanence.ground.lib.errors import Refusal
from permanence.ground.outbox.models import Message
from permanence.service.escalation.models import Climb
from permanence.service.incidents.actions import settle_due_clocks
from permanence.service.incidents.models import Event, IncidentClock, Member
from permanence.service.incidents.queries import prove_incident
from permanence.service.reviews.actions.asking import (
    Said,
    answer_contribution,
    ask_person,
    contribution_of_token,
    remind_contributors,
    sign_contribution,
)
from permanence.service.reviews.actions.finding import mark_root, say_cause, withdraw_cause
from permanence.service.reviews.actions.locking import Meanwhile
from permanence.service.reviews.actions.opening import open_post_mortems
from permanence.service.reviews.actions.planning import (
    check_recurrence,
    drop_measure,
    finish_measure,
    follow_measures,
    move_measure,
)
from permanence.service.reviews.actions.writing import (
    close_post_mortem,
    extend_step,
    hand_in,
    hold_post_mortem,
    pick_events,
    send_back,
    write_words,
)
from permanence.service.reviews.models import (
    Cause,
    Contribution,
    Measure,
    PostMortem,
    PostMortemVersion,
)
from permanence.service.reviews.queries.analysis import faults_of, latest_words
from permanence.service.reviews.queries.impact import impact_of
from permanence.service.reviews.queries.plans import similar_since
from permanence.service.reviews.rules.standing import Words
from permanence.world.attention.models import Notice
from tests.cast import World
from tests.service.incidents.leading import HOUR, actor_of, clock_of
from tests.service.reviews.looking_back import (
    DAY,
    WORDS,
    look_back,
    plan,
    resolve,
    soon,
    why,
    write_whole,
)


@pytest.fixture(autouse=True)
def in_the_house(world: World) -> Iterator[None]:
    with house():
        yield


def events_of(post_mortem: PostMortem) -> list[str]:
    rows = Event.objects.filter(incident=post_mortem.incident, kind__startswith="review.")
    return list(rows.order_by("number").values_list("kind", flat=True))


def told(event: str) -> list[int]:
    return list(Notice.objects.filter(event=event).values_list("specialist", flat=True))


def test_it_opens_by_itself_at_resolution_and_asks_everybody_who_took_part(world: World) -> None:
    post_mortem = look_back(world)

    asked = post_mortem.contributions.get()
    assert (asked.specialist, asked.part) == (world.sam, Contribution.Part.AUTHOR)
    assert told("contribute") == [world.sam.pk]
    mail = Message.objects.get(kind="contribute")
    assert mail.recipients == ["sam@desk.example.com"]
    assert sign_contribution(asked) in mail.text
    team = Member.objects.filter(incident=post_mortem.incident, team="post_mortem")
    assert [one.specialist for one in team] == [world.sam]
    clocks = IncidentClock.objects.filter(incident=post_mortem.incident, since="resolution")
    assert sorted(one.key for one in clocks) == [
        "post_mortem_closed",
        "post_mortem_held",
        "summary",
    ]
    assert {one.start_at for one in clocks} == {post_mortem.incident.resolved_at}
    assert open_post_mortems(at=soon(world)) == 0


def test_a_contribution_by_the_link_says_something_or_that_there_is_nothing(world: World) -> None:
    post_mortem = look_back(world)
    asked = contribution_of_token(sign_contribution(post_mortem.contributions.get()))
    assert asked is not None
    assert contribution_of_token("forged") is None

    for said in (Said(), Said("All went well", has_nothing=True)):
        with pytest.raises(Refusal):
            answer_contribution(asked, said, at=soon(world))
    answer_contribution(asked, Said(failures="Told late"), at=soon(world))

    kept = Contribution.objects.get(pk=asked.pk)
    assert (kept.failures, kept.answered_at) == ("Told late", soon(world))
    assert events_of(post_mortem)[-1] == "review.contributed"


def test_who_has_not_answered_is_reminded_until_they_do(world: World) -> None:
    post_mortem = look_back(world)

    assert remind_contributors(at=world.at + DAY) == 0
    assert remind_contributors(at=world.at + 3 * DAY) == 1
    assert remind_contributors(at=world.at + 3 * DAY + HOUR) == 0
    answer_contribution(
        post_mortem.contributions.get(), Said(has_nothing=True), at=world.at + 4 * DAY
    )
    assert remind_contributors(at=world.at + 9 * DAY) == 0
    assert Message.objects.filter(kind="remind").count() == 1


def test_a_colleague_who_took_part_is_asked_once(world: World) -> None:
    post_mortem = look_back(world)

    ask_person(post_mortem, world.lena, by=actor_of(world), at=soon(world))

    with pytest.raises(Refusal, match="asked already"):
        ask_person(post_mortem, world.lena, by=actor_of(world), at=soon(world))
    assert post_mortem.contributions.count() == 2


def test_two_authors_do_not_overwrite_each_other_and_every_version_stays(world: World) -> None:
    post_mortem = look_back(world)
    write_words(post_mortem, WORDS, base=0, by=actor_of(world), at=soon(world))

    with pytest.raises(Meanwhile, match="Sam Okoro"):
        write_words(
            post_mortem, Words("Other", "x"), base=0, by=actor_of(world, "lena"), at=soon(world)
        )
    write_words(post_mortem, Words("Both", "x"), base=1, by=actor_of(world, "lena"), at=soon(world))

    last = latest_words(post_mortem)
    assert last is not None
    assert (last.number, last.overview) == (2, "Both")
    with pytest.raises(DatabaseError, match="denied"), transaction.atomic():
        PostMortemVersion.objects.update(overview="Nothing")


def test_what_one_picks_from_the_timeline_another_does_not_unpick(world: World) -> None:
    post_mortem = look_back(world)
    first, second = Event.objects.filter(incident=post_mortem.incident)[:2]

    pick_events(post_mortem, more=[first.pk], fewer=[], by=actor_of(world), at=soon(world))
    pick_events(post_mortem, more=[second.pk], fewer=[], by=actor_of(world, "lena"), at=soon(world))

    post_mortem.refresh_from_db()
    assert post_mortem.picked == sorted([first.pk, second.pk])


def test_an_answer_stands_on_the_side_of_its_question(world: World) -> None:
    post_mortem = look_back(world)
    head = why(world, post_mortem, "The relay stopped")

    answer = say_cause(
        post_mortem,
        "Its disk was full",
        side="failure",
        kind="capacity",
        parent=head,
        by=actor_of(world),
        at=soon(world),
    )

    assert answer.side == "source"
    with pytest.raises(DatabaseError, match="side of its question"), transaction.atomic():
        Cause.objects.create(
            post_mortem=post_mortem,
            side="failure",
            parent=head,
            kind="change",
            text="x",
            by_name="Sam",
            at=soon(world),
        )


def test_a_statement_that_others_answer_or_a_measure_removes_is_not_taken_back(
    world: World,
) -> None:
    post_mortem = look_back(world)
    head = why(world, post_mortem, "The relay stopped")
    root = why(world, post_mortem, "Its disk was full", head)
    other = why(world, post_mortem, "Nobody looked", head)
    plan(world, post_mortem, root)

    for cause in (head, root):
        with pytest.raises(Refusal):
            withdraw_cause(cause, by=actor_of(world), at=soon(world))
    withdraw_cause(other, by=actor_of(world), at=soon(world))
    mark_root(root, is_root=True, by=actor_of(world), at=soon(world))

    assert list(Cause.objects.standing()) == [head, root]


def keep_bare_measure(world: World, post_mortem: PostMortem) -> None:
    Measure.objects.create(
        post_mortem=post_mortem,
        desk_id=post_mortem.desk_id,
        kind="learn",
        text="Nothing",
        owner=world.sam,
        due_at=world.at + 9 * DAY,
        planned_at=world.at,
        planned_name="Sam",
    )
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")


def test_the_database_keeps_no_measure_that_removes_nothing(world: World) -> None:
    post_mortem = look_back(world)
    head = why(world, post_mortem, "The relay stopped")

    with pytest.raises(Refusal, match="at least one cause"):
        plan(world, post_mortem)
    with pytest.raises(DatabaseError, match="removes at least one cause"), transaction.atomic():
        keep_bare_measure(world, post_mortem)
    assert plan(world, post_mortem, head).pk
    assert told("measure") == [world.sam.pk]


def test_a_half_one_is_not_handed_in_and_a_whole_one_is_closed_by_somebody_else(
    world: World,
) -> None:
    post_mortem = look_back(world)
    with pytest.raises(Refusal, match="Write what happened"):
        hand_in(post_mortem, by=actor_of(world), at=soon(world))
    write_whole(world, post_mortem)
    assert faults_of(post_mortem) == ()
    hand_in(post_mortem, by=actor_of(world), at=soon(world))

    with pytest.raises(Refusal, match="somebody else"):
        close_post_mortem(post_mortem, by=actor_of(world), at=soon(world))
    send_back(post_mortem, remarks="Why late?", by=actor_of(world, "lena"), at=soon(world))
    hand_in(post_mortem, by=actor_of(world), at=soon(world))
    close_post_mortem(post_mortem, by=actor_of(world, "lena"), at=soon(world))

    post_mortem.refresh_from_db()
    assert (post_mortem.state, post_mortem.closed_name) == ("closed", "Lena Vos")
    assert clock_of(post_mortem.incident, "post_mortem_closed", "resolution").met_at
    assert post_mortem.impact is not None
    assert impact_of(post_mortem).duration == 65 * 60
    assert prove_incident(post_mortem.incident).holds
    with pytest.raises(Meanwhile, match="closed"):
        write_words(post_mortem, WORDS, base=1, by=actor_of(world), at=soon(world))


def test_the_database_lets_no_author_close_and_nothing_change_after(world: World) -> None:
    post_mortem = look_back(world)
    write_whole(world, post_mortem)
    hand_in(post_mortem, by=actor_of(world), at=soon(world))
    rows = PostMortem.objects.filter(pk=post_mortem.pk)

    with pytest.raises(IntegrityError, match="not_closed_by_its_author"), transaction.atomic():
        rows.update(state="closed", closed_at=soon(world), closed_by=actor_of(world).key, impact={})
    close_post_mortem(post_mortem, by=actor_of(world, "lena"), at=soon(world))
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        rows.update(closed_name="Somebody")
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        Cause.objects.update(text="Another")


def test_the_meeting_meets_its_clock_and_more_time_needs_a_reason(world: World) -> None:
    post_mortem = look_back(world)
    incident = post_mortem.incident
    hold_post_mortem(post_mortem, held_at=soon(world), by=actor_of(world), at=soon(world, 3))
    until = world.at + 60 * DAY

    with pytest.raises(Refusal, match="Say why"):
        extend_step(
            incident, "summary", until=until, reason=" ", by=actor_of(world), at=soon(world)
        )
    extend_step(
        incident, "summary", until=until, reason="Awaits a part", by=actor_of(world), at=soon(world)
    )

    assert clock_of(incident, "post_mortem_held", "resolution").met_at == soon(world)
    before, after = IncidentClock.objects.filter(incident=incident, key="summary").order_by("pk")
    assert before.withdrawn_at == soon(world)
    assert after.limit_at == until


def test_a_meeting_that_is_noted_after_its_limit_stays_late(world: World) -> None:
    post_mortem = look_back(world)
    while settle_due_clocks(at=world.at + 12 * DAY):
        pass

    hold_post_mortem(post_mortem, held_at=soon(world), by=actor_of(world), at=world.at + 12 * DAY)

    clock = clock_of(post_mortem.incident, "post_mortem_held", "resolution")
    assert clock.missed_at == clock.limit_at
    assert clock.met_at == world.at + 12 * DAY


def test_an_overdue_measure_reminds_its_owner_and_climbs_until_it_is_done(world: World) -> None:
    measure = write_whole(world, post_mortem := look_back(world))

    assert follow_measures(at=soon(world)) == 0
    assert follow_measures(at=measure.due_at - DAY) == 1
    assert follow_measures(at=measure.due_at) == 1
    while settle_due_clocks(at=measure.due_at + timedelta(seconds=1)):
        pass
    matter = f"action_{measure.pk}"
    going = Climb.objects.filter(owner="incident", matter=matter, ended_at=None)
    assert going.exists()
    with pytest.raises(Refusal, match="shows that it is done"):
        finish_measure(measure, evidence=" ", by=actor_of(world), at=measure.due_at + DAY)
    finish_measure(measure, evidence="Change 7", by=actor_of(world), at=measure.due_at + DAY)

    assert not going.exists()
    assert told("measure_soon") == told("measure_late") == [world.sam.pk]
    clock = clock_of(post_mortem.incident, matter.replace("_", ":"), "plan")
    assert (clock.missed_at, clock.met_at) == (measure.due_at, measure.due_at + DAY)


def test_a_measure_that_is_moved_or_dropped_says_why(world: World) -> None:
    measure = write_whole(world, post_mortem := look_back(world))
    lena, at = actor_of(world, "lena"), soon(world)

    move_measure(
        measure, due_at=world.at + 20 * DAY, owner=world.lena, reason="Parts", by=lena, at=at
    )
    with pytest.raises(Refusal, match="Say why"):
        drop_measure(measure, reason=" ", by=lena, at=at)
    drop_measure(measure, reason="The relay is gone", by=lena, at=at)

    clocks = IncidentClock.objects.filter(incident=post_mortem.incident, key=f"action:{measure.pk}")
    assert [one.withdrawn_at for one in clocks] == [at, at]
    with pytest.raises(Meanwhile):
        finish_measure(measure, evidence="x", by=lena, at=at)
    assert faults_of(post_mortem) == ("no_measure",)


def test_months_later_it_is_asked_whether_the_cause_came_back(world: World) -> None:
    measure = write_whole(world, look_back(world))
    finish_measure(measure, evidence="Change 7", by=actor_of(world), at=soon(world))
    measure.refresh_from_db()
    assert measure.check_at == soon(world) + 90 * DAY

    assert follow_measures(at=measure.check_at - DAY) == 0
    assert follow_measures(at=measure.check_at) == 1
    check_recurrence(
        measure,
        has_recurred=True,
        recurred_in=None,
        note="On the second relay",
        by=actor_of(world),
        at=measure.check_at,
    )

    measure.refresh_from_db()
    assert (measure.has_recurred, measure.checked_name) == (True, "Sam Okoro")
    assert told("recurrence") == [world.sam.pk]


def test_later_incidents_on_the_same_components_are_proposed(world: World) -> None:
    measure = write_whole(world, look_back(world))
    other = resolve(world)

    assert similar_since(measure) == [other]
