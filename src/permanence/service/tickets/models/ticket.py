"""The ticket, its reference and the spans of its states."""

from __future__ import annotations

from typing import Self

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Case, ExpressionWrapper, F, Q, Subquery, Value, When

from permanence.promises.contracts.models import Contract
from permanence.promises.policies.models import PolicyVersion
from permanence.promises.policies.rules import KINDS
from permanence.service.tickets.rules.order import LEAST_GRAVE
from permanence.world.accounts.models import Contact, Desk, Organisation, Specialist, Team
from permanence.world.catalogue.models import Installation


class State(models.TextChoices):
    """Where a ticket stands; what may follow what is in `rules.states`."""

    NEW = "new"
    OPEN = "open"
    WAITING_CUSTOMER = "waiting_customer"
    WAITING_THIRD_PARTY = "waiting_third_party"
    OUT_OF_SCOPE = "out_of_scope"
    RESOLVED = "resolved"
    CLOSED = "closed"
    MERGED = "merged"


ENDED = (State.RESOLVED, State.CLOSED, State.MERGED)
# What counts ask besides the columns of their index.
SEEN = ("snoozed_until", "confidential")
# Written as a case: PostgreSQL looks up no `coalesce` in an index before row security was asked.
GRAVITY = Case(
    When(severity=None, then=Value(LEAST_GRAVE)),
    default=F("severity"),
    output_field=models.IntegerField(),
)


class TicketQuerySet(models.QuerySet["Ticket"]):
    def unended(self) -> Self:
        """Those that still owe the customer something."""
        return self.filter(ended=False)

    def of_contact(self, contact: Contact) -> Self:
        return self.filter(contact=contact)

    def found_by(self, number: object) -> Self:
        """The one that a reference finds, looked up first: a join may read all others before."""
        found = Reference.objects.filter(number=number).values("ticket")
        return self.filter(pk=Subquery(found))


class Ticket(models.Model):
    """One request and its place in the work; the facts of it are in its entries and journal.

    `opened_at` is the instant of receipt, from which every clock runs (SPEC A7). Until
    `triaged_at`, level and severity are the policy's provisional ones. `order_at` is the next
    due instant, or the end of time when nothing is due, so that lists sort by one column. Foreign
    keys have no index of their own where a list's index begins with them, or nobody asks by them.
    `terms` names the versions of contracts that held at the receipt ("contract:17:2"); `service`
    the service in question, when a specialist has named it. `installation` is what of the
    customer's it is about, when somebody has said so. `kind` is what sort of request it is:
    until triage what the customer chose, empty when nobody has said. `merged_into` is the file in
    which a merged one is worked on; what was said under either reference stays in its own file.
    `waived` holds the facts of the checklist that do not apply, with the reason. `outside` is
    what is open with third parties: "asked", or "answered" once one of them has
    written last.
    `suggested` is what is suggested for the triage, with its reasons, until somebody has judged;
    `advised` says that it stands.
    `links` and `duplicates` count how it stands to other files, for its page.
    Until `snoozed_until` it is out of the lists of work. Of a `confidential` one only its knowers
    know. The indexes hold both, so that counting reads them alone. Of one that is `contact_only`
    no colleague of who wrote reads anything. `escalation` says how the customer's own
    escalation stands: "open" until the manager rules, "upheld" until the right place acted, "over".
    `incident` is the number of the one it belongs to, `incident_near` of one it may belong to.
    """

    State = State

    desk = models.ForeignKey(Desk, models.PROTECT, related_name="+", db_index=False)
    reference = models.CharField(max_length=10)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="+", db_index=False
    )
    contact = models.ForeignKey(Contact, models.PROTECT, related_name="+", db_index=False)
    policy_version = models.ForeignKey(
        PolicyVersion, models.PROTECT, related_name="+", db_index=False
    )
    contract = models.ForeignKey(
        Contract, models.PROTECT, null=True, related_name="+", db_index=False
    )
    terms = models.JSONField(default=list)
    service = models.TextField(default="", blank=True)
    # That it is the customer's own is a key of both columns, in the migration of the rights.
    installation = models.ForeignKey(
        Installation,
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    kind = models.CharField(max_length=8, default="", blank=True)
    channel = models.SlugField(db_index=False)
    subject = models.TextField()
    language = models.CharField(max_length=5)
    facts = models.JSONField(default=dict)
    waived = models.JSONField(default=dict)

    state = models.CharField(max_length=20, choices=State.choices, default=State.NEW)
    ended = models.BooleanField(default=False)
    level = models.SmallIntegerField(null=True)
    severity = models.SmallIntegerField(null=True)
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="+", db_index=False)
    assignee = models.ForeignKey(
        Specialist, models.PROTECT, null=True, related_name="+", db_index=False
    )

    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="+", db_index=False
    )

    suggested = models.JSONField(null=True)
    # Kept by the database itself, for lists: they show that there is something, not what.
    advised = models.GeneratedField(
        expression=ExpressionWrapper(
            Q(suggested__isnull=False, triaged_at__isnull=True), output_field=models.BooleanField()
        ),
        output_field=models.BooleanField(),
        db_persist=True,
    )
    links = models.SmallIntegerField(default=0)
    duplicates = models.SmallIntegerField(default=0)

    opened_at = models.DateTimeField()
    triaged_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    resolved_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    last_word_at = models.DateTimeField()
    last_word_by = models.CharField(max_length=10, default="customer")
    next_due_at = models.DateTimeField(null=True)
    next_promise = models.SlugField(default="", blank=True, db_index=False)
    next_start_at = models.DateTimeField(null=True)
    order_at = models.DateTimeField()
    snoozed_until = models.DateTimeField(null=True)
    outside = models.CharField(max_length=8, default="", blank=True)
    confidential = models.BooleanField(default=False)
    contact_only = models.BooleanField(default=False)
    escalation = models.CharField(max_length=6, default="", blank=True)
    incident = models.BigIntegerField(null=True)
    incident_near = models.BigIntegerField(null=True)

    objects = TicketQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("reference", name="ticket_reference_is_unique"),
            models.CheckConstraint(
                name="ticket_ended_follows_its_state",
                condition=Q(ended=True, state__in=ENDED) | Q(ended=False) & ~Q(state__in=ENDED),
            ),
            models.CheckConstraint(
                name="ticket_merged_leads_to_another",
                condition=Q(state="merged", merged_into__isnull=False)
                | ~Q(state="merged") & Q(merged_into=None),
            ),
            models.CheckConstraint(
                name="ticket_of_nobody_names_no_installation",
                condition=Q(installation=None) | Q(organisation__isnull=False),
            ),
            models.CheckConstraint(
                name="ticket_kind_is_a_known_one", condition=Q(kind__in=["", *KINDS])
            ),
            models.CheckConstraint(
                name="ticket_that_is_over_does_not_sleep",
                condition=Q(ended=False) | Q(snoozed_until=None),
            ),
            models.CheckConstraint(
                name="ticket_escalation_stands_in_one_of_three_ways",
                condition=Q(escalation__in=["", "open", "upheld", "over"]),
            ),
            models.CheckConstraint(
                name="ticket_in_work_was_triaged",
                condition=Q(triaged_at=None) | Q(level__isnull=False) | Q(severity__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["desk", "order_at", "id"],
                condition=Q(ended=False),
                include=SEEN,
                name="ticket_by_next_due",
            ),
            models.Index(
                "desk",
                GRAVITY,
                "order_at",
                "id",
                condition=Q(ended=False),
                name="ticket_by_severity",
            ),
            models.Index(
                fields=["assignee", "desk", "order_at", "id"],
                condition=Q(ended=False, assignee__isnull=False),
                include=SEEN,
                name="ticket_of_assignee",
            ),
            models.Index(
                fields=["desk", "order_at", "id"],
                condition=Q(ended=False, assignee=None),
                include=SEEN,
                name="ticket_unassigned",
            ),
            models.Index(
                fields=["desk", "state", "order_at", "id"],
                condition=Q(ended=False),
                include=["confidential"],
                name="ticket_by_state",
            ),
            models.Index(
                fields=["team", "order_at", "id"],
                condition=Q(ended=False, team__isnull=False),
                include=SEEN,
                name="ticket_of_team",
            ),
            models.Index(
                "team",
                GRAVITY,
                "order_at",
                "id",
                condition=Q(ended=False, team__isnull=False),
                name="ticket_of_team_by_severity",
            ),
            models.Index(
                fields=["desk", "order_at", "id"],
                condition=Q(ended=False, triaged_at=None),
                include=SEEN,
                name="ticket_untriaged",
            ),
            models.Index(
                fields=["desk", "order_at", "id"],
                condition=Q(ended=False)
                & (Q(incident__isnull=False) | Q(incident_near__isnull=False)),
                include=["incident", "incident_near", "confidential"],
                name="ticket_beside_incident",
            ),
            models.Index(
                fields=["desk", "order_at", "id"],
                condition=Q(snoozed_until__isnull=False),
                include=["confidential"],
                name="ticket_snoozed",
            ),
            models.Index(
                fields=["desk", "state", "-id"], condition=Q(ended=True), name="ticket_ended"
            ),
            models.Index(
                fields=["desk", "resolved_at"],
                condition=Q(state="resolved"),
                name="ticket_by_resolution",
            ),
            models.Index(
                fields=["merged_into"],
                condition=Q(merged_into__isnull=False),
                name="ticket_merged_into",
            ),
            models.Index(fields=["contact", "-id"], name="ticket_of_contact"),
            # Most come by mail, and an index leads nowhere among most.
            models.Index(
                fields=["channel"], condition=~Q(channel="mail"), name="ticket_not_by_mail"
            ),
            # Tickets lie in the order of their receipt, so a span of days is a stretch of pages.
            BrinIndex(fields=["opened_at"], pages_per_range=32, name="ticket_by_receipt"),
            models.Index(
                fields=["installation", "-id"],
                condition=Q(installation__isnull=False),
                name="ticket_of_installation",
            ),
            models.Index(
                fields=["organisation", "-id"],
                condition=Q(organisation__isnull=False),
                name="ticket_of_organisation",
            ),
        ]

    def __str__(self) -> str:
        return f"ticket {self.reference}"

    @property
    def customer_name(self) -> str:
        """The organisation whose request it is, or the person who belongs to none."""
        return self.organisation.name if self.organisation else self.contact.name


class Reference(models.Model):
    """A number a customer may quote, and the file it finds; several may find one file."""

    number = models.CharField(max_length=10, primary_key=True)
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="references")

    def __str__(self) -> str:
        return self.number


class StateSpan(models.Model):
    """How long a ticket was in one state, with the reason given for it.

    A span that a supervisor corrected afterwards stays, with `replaced_at`; what holds instead
    are other rows.
    """

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="spans", db_index=False)
    organisation_id = models.BigIntegerField(null=True)
    state = models.CharField(max_length=20, choices=State.choices)
    reason = models.TextField(default="", blank=True)
    from_at = models.DateTimeField()
    to_at = models.DateTimeField(null=True)
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ticket"],
                condition=Q(to_at=None, replaced_at=None),
                name="ticket_is_in_one_state_at_a_time",
            ),
            models.CheckConstraint(
                name="span_ends_after_it_begins",
                condition=Q(to_at=None) | Q(to_at__gte=F("from_at")),
            ),
        ]
        indexes = [models.Index(fields=["ticket", "from_at"], name="span_of_ticket")]

    def __str__(self) -> str:
        return f"{self.state} of ticket {self.ticket_id} from {self.from_at:%F %T}"


class AgreedDate(models.Model):
    """A delivery date that desk and customer agreed on for a ticket (SPEC B5).

    `source` names the version of the agreement. A new agreement ends this one; it stays.
    """

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="agreed_dates", db_index=False)
    organisation_id = models.BigIntegerField(null=True)
    source = models.TextField()
    text = models.JSONField()
    due_at = models.DateTimeField()
    waives = models.BooleanField()
    from_at = models.DateTimeField()
    to_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ticket"], condition=Q(to_at=None), name="one_agreed_date_stands"
            ),
        ]
        indexes = [models.Index(fields=["ticket", "from_at"], name="agreed_date_of_ticket")]

    def __str__(self) -> str:
        return f"agreed for ticket {self.ticket_id}: {self.due_at}"
