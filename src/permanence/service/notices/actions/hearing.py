"""What became of each try: accepted, refused, returned, late; and the next channel."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import connection
from django.db.models import Q

from permanence.ground.lib.rows import insert_rows
from permanence.ground.outbox.actions import claim_returned
from permanence.ground.ways.actions import post_calls
from permanence.ground.ways.queries import ways_set_up
from permanence.ground.ways.rules import NewCall, Way
from permanence.service.notices.actions.calling import open_call_back
from permanence.service.notices.actions.drafting import describe_delivery
from permanence.service.notices.actions.posting import MAIL_OWNER, post_deliveries
from permanence.service.notices.models import Attempt, Delivery, Notice, Reach
from permanence.service.notices.rules import PATIENCE, Customer
from permanence.service.notices.rules.channels import Channel, Standing, next_channel
from permanence.world.accounts.models import Contact, Organisation

# Open tries are few and their messages are found by key: what was accepted since the last round.
TAKEN = """
with taken as (
    update notices_attempt attempt
    set sent_at = done.sent_at, answer = done.answer
    from (
        select open.id, message.sent_at, message.answer
        from notices_attempt open join outbox_message message on message.id = open.message_id
        where open.sent_at is null and open.failed_at is null and message.sent_at is not null
        union all
        select open.id, call.handed_at, ''
        from notices_attempt open join ways_call call on call.id = open.call_id
        where open.sent_at is null and open.failed_at is null and call.handed_at is not null
    ) done
    where attempt.id = done.id and attempt.sent_at is null
    returning attempt.delivery_id, attempt.sent_at
), first as (
    select delivery_id, min(sent_at) as sent_at from taken group by delivery_id
)
update notices_delivery delivery set reached_at = coalesce(delivery.reached_at, first.sent_at)
from first where delivery.id = first.delivery_id
returning delivery.notice_id, delivery.organisation_id, delivery.reached_at
"""
REACHED = """
update notices_reach reach set reached_at = told.reached_at
from (
    select notice, organisation, min(reached_at) as reached_at
    from unnest(%s::bigint[], %s::bigint[], %s::timestamptz[])
        as told (notice, organisation, reached_at)
    group by notice, organisation
) told
where reach.notice_id = told.notice and reach.reached_at is null
  and (told.organisation is null or reach.organisation_id = told.organisation)
"""


def hear_taken() -> int:
    """Note what servers and providers have accepted, and which customers that reached.

    A drill's recipient stands for every customer that it is about.
    """
    with connection.cursor() as cursor:
        cursor.execute(TAKEN)
        rows = cursor.fetchall()
        if rows:
            cursor.execute(REACHED, [list(column) for column in zip(*rows, strict=True)])
    return len(rows)


def hear_returned(*, at: datetime, most: int = 100) -> int:
    """Note which mails and texts failed or came back, and go on by the next channel."""
    returned = claim_returned(MAIL_OWNER, at=at, most=most)
    by_message = {message.pk: message for message in returned}
    attempts = list(Attempt.objects.filter(message__in=by_message).order_by("pk"))
    for attempt in attempts:
        message = by_message[attempt.message_id or 0]
        attempt.bounced_at, attempt.answer = message.bounced_at, message.answer
        attempt.failed_at = message.failed_at
        attempt.sent_at = attempt.sent_at or message.sent_at
        attempt.save(update_fields=["bounced_at", "answer", "failed_at", "sent_at"])
    failed = fail_texts(at=at, most=most)
    pass_on([*attempts, *failed], at=at)
    return len(attempts) + len(failed)


def fail_texts(*, at: datetime, most: int) -> list[Attempt]:
    """Return text messages that every provider gave up, noted as failed."""
    rows = Attempt.objects.filter(sent_at=None, failed_at=None, call__failed_at__isnull=False)
    found = list(rows.order_by("pk").select_for_update(skip_locked=True, of=("self",))[:most])
    for attempt in found:
        attempt.failed_at = at
        attempt.save(update_fields=["failed_at"])
    return found


def pass_on_late(*, at: datetime, most: int = 100) -> int:
    """Go on by the next channel where no server took a mail in time; the mail is tried further."""
    late = list(
        Attempt.objects.filter(
            sent_at=None,
            failed_at=None,
            passed_on_at=None,
            message__isnull=False,
            queued_at__lte=at - PATIENCE,
        )
        .order_by("queued_at", "pk")
        .select_for_update(skip_locked=True, no_key=True, of=("self",))[:most]
    )
    pass_on(late, at=at, is_late=True)
    return len(late)


def pass_on(attempts: Collection[Attempt], *, at: datetime, is_late: bool = False) -> None:
    """Go on with the deliveries of tries that failed, each try once.

    The customer's row is locked meanwhile, so two tries of one customer never both decide what
    comes next.
    """
    fresh = [one for one in attempts if one.passed_on_at is None]
    Attempt.objects.filter(pk__in=[one.pk for one in fresh]).update(passed_on_at=at)
    deliveries = Delivery.objects.select_related("notice__desk").in_bulk(
        sorted({one.delivery_id for one in fresh})
    )
    ways = ways_set_up()
    for delivery in deliveries.values():
        if not delivery.notice.is_drill:
            go_on(delivery, has_texts=Way.SMS in ways, is_late=is_late, at=at)


def go_on(delivery: Delivery, *, has_texts: bool, is_late: bool, at: datetime) -> None:
    """Take the next channel for a recipient, or for whom they were to stand in."""
    reach = (
        Reach.objects.select_for_update(no_key=True, of=("self",))
        .select_related("notice")
        .get(notice=delivery.notice_id, organisation_id=delivery.organisation_id or 0)
    )
    second = find_second(delivery)
    tried = {Channel(one) for one in delivery.attempts.values_list("channel", flat=True)}
    following = next_channel(
        Standing(
            tried=tried,
            has_second=second is not None,
            has_number=has_texts and delivery.phone.startswith("+"),
            is_customer_reached=stands_reached(reach),
            is_customer_tried=is_tried(reach),
            is_late=is_late,
        )
    )
    if following is Channel.SECOND and second is not None:
        write_to_second(delivery, second, at=at)
    elif following is Channel.SMS:
        send_text(delivery, at=at)
    elif following is Channel.CALL_BACK and delivery.stands_for is not None:
        go_on(delivery.stands_for, has_texts=has_texts, is_late=is_late, at=at)
    elif following is Channel.CALL_BACK:
        open_call_back(reach, at=at)


def find_second(delivery: Delivery) -> Contact | None:
    """Return somebody at the customer to whom the notice has not gone."""
    told = Delivery.objects.filter(
        notice=delivery.notice_id, organisation_id=delivery.organisation_id
    )
    people = Contact.objects.filter(organisation=delivery.organisation_id).staying()
    return (
        people.exclude(email="")
        .exclude(email__in=told.values("address"))
        .order_by("-is_administrator", "pk")
        .first()
    )


def stands_reached(reach: Reach) -> bool:
    """Say whether somebody at the customer has the notice: accepted, and not returned since."""
    return (
        Attempt.objects.filter(
            delivery__notice=reach.notice_id,
            organisation_id=reach.organisation_id,
            sent_at__isnull=False,
            bounced_at=None,
            failed_at=None,
        )
        .exclude(channel=Channel.SECOND)
        .exists()
    )


def is_tried(reach: Reach) -> bool:
    """Say whether a try for the customer is open that has not been passed on."""
    return Attempt.objects.filter(
        delivery__notice=reach.notice_id,
        organisation_id=reach.organisation_id,
        sent_at=None,
        failed_at=None,
        passed_on_at=None,
    ).exists()


def write_to_second(delivery: Delivery, second: Contact, *, at: datetime) -> None:
    """Write the same notice to another person at the customer, in their language."""
    organisation = Organisation.objects.get(pk=delivery.organisation_id or 0)
    row = describe_delivery(
        delivery.notice,
        second,
        organisation,
        Customer(organisation.pk, delivery.components),
        zone=delivery.zone,
        stands_for=delivery.pk,
    )
    [number] = insert_rows(Delivery, [row])
    post_deliveries(delivery.notice, [Delivery.objects.get(pk=number)], at=at)
    Attempt.objects.create(
        delivery=delivery,
        organisation_id=delivery.organisation_id,
        channel=Channel.SECOND,
        address=second.email,
        queued_at=at,
        sent_at=at,
        passed_on_at=at,
    )


def send_text(delivery: Delivery, *, at: datetime) -> None:
    """Send the subject of a notice, with the page that has the rest, to the recipient's phone."""
    lines = [delivery.subject, *(one for one in delivery.text.split() if one.startswith("http"))]
    [call] = post_calls(
        [
            NewCall(
                owner="notices.delivery",
                subject=delivery.pk,
                way=Way.SMS,
                address=delivery.phone.replace(" ", ""),
                language=delivery.language,
                text=" ".join(lines[:2]),
                desk=delivery.place_id,
                organisation=delivery.organisation_id,
            )
        ],
        at=at,
    )
    Attempt.objects.create(
        delivery=delivery,
        organisation_id=delivery.organisation_id,
        channel=Channel.SMS,
        address=delivery.phone,
        call=call,
        queued_at=at,
    )


def claim_released(owner: str, subject: int, *, at: datetime) -> list[Notice]:
    """Take the notices of an owner's subject that went out, each once, in their order."""
    found = list(
        Notice.objects.unheard(owner)
        .filter(subject=subject)
        .order_by("released_at", "pk")
        .select_for_update(skip_locked=True, no_key=True)
    )
    Notice.objects.filter(pk__in=[one.pk for one in found]).update(heard_at=at)
    return found


def claim_reached(owner: str, *, at: datetime, most: int = 500) -> list[Reach]:
    """Take the customers whom notices of an owner reached, each once, for it to take note of."""
    found = list(
        Reach.objects.filter(Q(heard_at=None), reached_at__isnull=False, notice__owner=owner)
        .select_related("notice")
        .order_by("notice", "pk")
        .select_for_update(skip_locked=True, no_key=True, of=("self",))[:most]
    )
    Reach.objects.filter(pk__in=[one.pk for one in found]).update(heard_at=at)
    return found
