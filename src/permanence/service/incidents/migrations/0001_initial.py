import django.db.models.deletion
from django.db import migrations, models

import permanence.service.incidents.rules.tasks


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("alerts", "0001_initial"),
        ("catalogue", "0001_initial"),
        ("clocks", "0001_initial"),
        ("contracts", "0001_initial"),
        ("policies", "0001_initial"),
        ("tickets", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Incident",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.BigIntegerField(unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[("security", "Security"), ("disruption", "Disruption")],
                        max_length=10,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("suspected", "Suspected"),
                            ("declared", "Declared"),
                            ("resolved", "Resolved"),
                            ("closed", "Closed"),
                            ("dismissed", "Dismissed"),
                        ],
                        max_length=9,
                    ),
                ),
                ("severity", models.SmallIntegerField()),
                ("title", models.TextField()),
                ("language", models.CharField(max_length=5)),
                ("occurred_at", models.DateTimeField()),
                ("detected_at", models.DateTimeField()),
                ("suspected_at", models.DateTimeField(null=True)),
                ("declared_at", models.DateTimeField(null=True)),
                ("resolved_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("dismissed_at", models.DateTimeField(null=True)),
                ("reasons", models.JSONField(default=list)),
                ("cause", models.TextField(blank=True, default="")),
                ("drill", models.BooleanField(default=False)),
                ("opened_by", models.TextField()),
                ("opened_by_name", models.TextField(blank=True, default="")),
                (
                    "desk",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.desk",
                    ),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.specialist",
                    ),
                ),
                (
                    "policy_version",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="policies.policyversion",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="FailureLook",
            fields=[
                (
                    "desk",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="accounts.desk",
                    ),
                ),
                ("looked_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="ImpactRevision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.IntegerField()),
                ("at", models.DateTimeField()),
                ("actor", models.TextField()),
                ("actor_name", models.TextField(blank=True, default="")),
                ("rule", models.IntegerField()),
                ("components", models.JSONField(default=list)),
                ("possible", models.IntegerField(default=0)),
                ("confirmed", models.IntegerField(default=0)),
                ("excluded", models.IntegerField(default=0)),
                ("digest", models.CharField(max_length=64)),
                (
                    "incident",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="incidents.incident",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ChainEnd",
            fields=[
                (
                    "incident",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="chain_end",
                        serialize=False,
                        to="incidents.incident",
                    ),
                ),
                ("number", models.IntegerField()),
                ("hash", models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name="CapturedAct",
            fields=[
                ("act", models.BigIntegerField(primary_key=True, serialize=False)),
                (
                    "incident",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="incidents.incident",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("organisation_id", models.BigIntegerField(null=True)),
                ("number", models.IntegerField()),
                ("kind", models.TextField()),
                ("at", models.DateTimeField()),
                ("happened_at", models.DateTimeField(null=True)),
                ("actor", models.TextField()),
                ("actor_name", models.TextField(blank=True, default="")),
                ("facts", models.JSONField(null=True)),
                ("salt", models.TextField(null=True)),
                ("digest", models.CharField(max_length=64)),
                ("previous", models.CharField(blank=True, default="", max_length=64)),
                ("hash", models.CharField(max_length=64)),
                ("erased_at", models.DateTimeField(null=True)),
                (
                    "incident",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="incidents.incident",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="HandOver",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("team", models.SlugField(max_length=15)),
                ("note", models.TextField()),
                ("offered_at", models.DateTimeField()),
                ("offered_by", models.TextField()),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("accepted", "Accepted"),
                            ("declined", "Declined"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="",
                        max_length=9,
                    ),
                ),
                ("answer", models.TextField(blank=True, default="")),
                (
                    "giver",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.specialist",
                    ),
                ),
                (
                    "incident",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="incidents.incident",
                    ),
                ),
                (
                    "taker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.specialist",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ImpactConfirmation",
            fields=[
                (
                    "revision",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="confirmation",
                        serialize=False,
                        to="incidents.impactrevision",
                    ),
                ),
                ("at", models.DateTimeField()),
                ("actor", models.TextField()),
                ("actor_name", models.TextField(blank=True, default="")),
            ],
        ),
        migrations.CreateModel(
            name="IncidentClock",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("organisation_id", models.BigIntegerField(null=True)),
                ("key", models.CharField(max_length=80)),
                ("since", models.SlugField(db_index=False)),
                ("start_at", models.DateTimeField()),
                ("goal_at", models.DateTimeField(null=True)),
                ("limit_at", models.DateTimeField()),
                ("met_at", models.DateTimeField(null=True)),
                ("missed_at", models.DateTimeField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("reason", models.TextField(blank=True, default="")),
                (
                    "contract_version",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="contracts.contractversion",
                    ),
                ),
                (
                    "deadline",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="clocks.deadline",
                    ),
                ),
                (
                    "incident",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="clocks",
                        to="incidents.incident",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="IncidentComponent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("condition", models.SlugField(db_index=False)),
                ("since", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "component",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.component",
                    ),
                ),
                (
                    "incident",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="components",
                        to="incidents.incident",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Joining",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("organisation_id", models.BigIntegerField(null=True)),
                ("way", models.SlugField(db_index=False)),
                ("joined_at", models.DateTimeField()),
                ("joined_by", models.TextField()),
                ("joined_by_name", models.TextField(blank=True, default="")),
                ("left_at", models.DateTimeField(null=True)),
                ("left_by", models.TextField(blank=True, default="")),
                ("left_by_name", models.TextField(blank=True, default="")),
                ("answered_at", models.DateTimeField(null=True)),
                ("answered_by", models.TextField(blank=True, default="")),
                ("ended_at", models.DateTimeField(null=True)),
                ("kept_open", models.TextField(blank=True, default="")),
                ("filed", models.JSONField(default=list)),
                (
                    "incident",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="joinings",
                        to="incidents.incident",
                    ),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="tickets.ticket",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Judgement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("standing", models.CharField(max_length=9)),
                ("reason", models.TextField(blank=True, default="")),
                ("signals", models.JSONField(default=list)),
                ("at", models.DateTimeField()),
                ("actor", models.TextField()),
                ("actor_name", models.TextField(blank=True, default="")),
                (
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="incidents.incident",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Member",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "team",
                    models.CharField(
                        choices=[
                            ("notification", "Notification"),
                            ("investigation", "Investigation"),
                            ("post_mortem", "Post Mortem"),
                        ],
                        max_length=13,
                    ),
                ),
                (
                    "duty",
                    models.CharField(
                        choices=[("lead", "Lead"), ("member", "Member"), ("expert", "Expert")],
                        default="member",
                        max_length=6,
                    ),
                ),
                ("joined_at", models.DateTimeField()),
                ("left_at", models.DateTimeField(null=True)),
                (
                    "incident",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="members",
                        to="incidents.incident",
                    ),
                ),
                (
                    "specialist",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.specialist",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="MeToo",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("said", models.TextField(blank=True, default="")),
                ("at", models.DateTimeField()),
                ("heard_at", models.DateTimeField(null=True)),
                (
                    "contact",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.contact",
                    ),
                ),
                (
                    "incident",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="incidents.incident",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PinnedFact",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField()),
                ("pinned_at", models.DateTimeField()),
                ("by_name", models.TextField()),
                ("unpinned_at", models.DateTimeField(null=True)),
                (
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="incidents.incident",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RecordVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.SlugField(max_length=5)),
                ("number", models.IntegerField()),
                ("base", models.IntegerField()),
                ("body", models.JSONField()),
                ("saved_at", models.DateTimeField()),
                ("by", models.TextField()),
                ("by_name", models.TextField()),
                (
                    "incident",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="incidents.incident",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Sign",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.SlugField(db_index=False)),
                ("organisation_id", models.BigIntegerField(null=True)),
                ("customer", models.TextField(blank=True, default="")),
                ("severity", models.SmallIntegerField(null=True)),
                ("at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("said_at", models.DateTimeField(null=True)),
                ("by_hand", models.BooleanField(default=False)),
                ("rule", models.SlugField(blank=True, db_index=False, default="")),
                ("counted_at", models.DateTimeField(null=True)),
                ("measured", models.JSONField(default=dict)),
                (
                    "alert",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="alerts.alert",
                    ),
                ),
                (
                    "component",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.component",
                    ),
                ),
                (
                    "desk",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.desk",
                    ),
                ),
                (
                    "incident",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signs",
                        to="incidents.incident",
                    ),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="tickets.ticket",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Summons",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("team", models.SlugField(max_length=15)),
                ("wanted", models.JSONField(default=dict)),
                ("targets", models.JSONField()),
                ("reason", models.TextField()),
                ("asked_at", models.DateTimeField()),
                ("asked_by", models.TextField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("called", "Called"),
                            ("accepted", "Accepted"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="called",
                        max_length=9,
                    ),
                ),
                ("settled_at", models.DateTimeField(null=True)),
                (
                    "accepted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.specialist",
                    ),
                ),
                (
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="summonses",
                        to="incidents.incident",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SuspicionPlace",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("txid", models.BigIntegerField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="one_place_is_kept")
                ],
            },
        ),
        migrations.CreateModel(
            name="Task",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.IntegerField()),
                ("team", models.SlugField(max_length=15)),
                ("title", models.TextField()),
                ("due_at", models.DateTimeField(null=True)),
                (
                    "state",
                    models.CharField(
                        default=permanence.service.incidents.rules.tasks.TaskState["OPEN"],
                        max_length=8,
                    ),
                ),
                ("position", models.IntegerField()),
                ("plan_version", models.IntegerField(null=True)),
                ("version", models.IntegerField(default=1)),
                ("said", models.TextField(blank=True, default="")),
                ("opened_at", models.DateTimeField()),
                ("opened_by", models.TextField()),
                ("settled_at", models.DateTimeField(null=True)),
                ("settled_by", models.TextField(blank=True, default="")),
                ("remind_at", models.DateTimeField(null=True)),
                (
                    "incident",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tasks",
                        to="incidents.incident",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.specialist",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Touched",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("incident_id", models.BigIntegerField()),
                ("standing", models.CharField(max_length=9)),
                ("ground", models.CharField(max_length=11)),
                ("path", models.JSONField(default=list)),
                (
                    "contract_version",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="contracts.contractversion",
                    ),
                ),
                (
                    "judgement",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="incidents.judgement",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="touched",
                        to="incidents.impactrevision",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="incident",
            index=models.Index(fields=["desk", "-id"], name="incident_of_desk"),
        ),
        migrations.AddIndex(
            model_name="incident",
            index=models.Index(
                condition=models.Q(("state__in", ("suspected", "declared"))),
                fields=["desk"],
                name="incident_that_goes_on",
            ),
        ),
        migrations.AddConstraint(
            model_name="incident",
            constraint=models.CheckConstraint(
                condition=models.Q(("id", models.F("number"))), name="incident_is_named_by_its_key"
            ),
        ),
        migrations.AddConstraint(
            model_name="incident",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ("security", "disruption"))),
                name="incident_is_of_a_known_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="incident",
            constraint=models.CheckConstraint(
                condition=models.Q(("severity__gte", 1), ("severity__lte", 2)),
                name="incident_is_grave",
            ),
        ),
        migrations.AddConstraint(
            model_name="incident",
            constraint=models.CheckConstraint(
                condition=models.Q(("occurred_at__lte", models.F("detected_at"))),
                name="incident_occurs_before_it_is_detected",
            ),
        ),
        migrations.AddConstraint(
            model_name="incident",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("suspected_at__isnull", False), ("declared_at__isnull", False), _connector="OR"
                ),
                name="incident_is_suspected_or_declared",
            ),
        ),
        migrations.AddConstraint(
            model_name="incident",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("closed_at", None),
                        ("declared_at", None),
                        ("resolved_at", None),
                        ("state", "suspected"),
                    ),
                    models.Q(
                        ("closed_at", None),
                        ("declared_at__isnull", False),
                        ("resolved_at", None),
                        ("state", "declared"),
                    ),
                    models.Q(
                        ("closed_at", None), ("resolved_at__isnull", False), ("state", "resolved")
                    ),
                    models.Q(
                        ("closed_at__isnull", False),
                        ("resolved_at__isnull", False),
                        ("state", "closed"),
                    ),
                    models.Q(
                        ("declared_at", None),
                        ("dismissed_at__isnull", False),
                        ("state", "dismissed"),
                    ),
                    _connector="OR",
                ),
                name="incident_says_when_it_came_to_its_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.UniqueConstraint(
                models.F("incident"), models.F("number"), name="events_are_numbered_by_incident"
            ),
        ),
        migrations.AddConstraint(
            model_name="handover",
            constraint=models.UniqueConstraint(
                condition=models.Q(("outcome", "")),
                fields=("incident", "team"),
                name="lead_is_offered_to_one_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="handover",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answered_at", None), ("outcome", "")),
                    models.Q(
                        ("answered_at__isnull", False), models.Q(("outcome", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="hand_over_that_is_answered_says_when",
            ),
        ),
        migrations.AddField(
            model_name="impactconfirmation",
            name="incident",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="incidents.incident",
            ),
        ),
        migrations.AddConstraint(
            model_name="impactrevision",
            constraint=models.UniqueConstraint(
                models.F("incident"),
                models.F("number"),
                name="lists_of_touched_are_numbered_by_incident",
            ),
        ),
        migrations.AddIndex(
            model_name="incidentclock",
            index=models.Index(fields=["incident", "id"], name="clock_of_incident"),
        ),
        migrations.AddConstraint(
            model_name="incidentclock",
            constraint=models.UniqueConstraint(
                condition=models.Q(("met_at", None), ("withdrawn_at", None)),
                fields=("incident", "key", "since", "organisation_id"),
                name="one_clock_of_a_matter_runs_at_a_time",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="incidentclock",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("missed_at", None), ("missed_at", models.F("limit_at")), _connector="OR"
                ),
                name="clock_is_missed_at_its_limit",
            ),
        ),
        migrations.AddConstraint(
            model_name="incidentclock",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("met_at", None),
                    ("met_at__lt", models.F("limit_at")),
                    ("missed_at__isnull", False),
                    _connector="OR",
                ),
                name="clock_met_at_its_limit_is_missed",
            ),
        ),
        migrations.AddConstraint(
            model_name="incidentclock",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("goal_at", None), ("goal_at__lte", models.F("limit_at")), _connector="OR"
                ),
                name="goal_of_a_clock_lies_before_its_limit",
            ),
        ),
        migrations.AddIndex(
            model_name="incidentcomponent",
            index=models.Index(fields=["incident", "id"], name="component_of_incident"),
        ),
        migrations.AddConstraint(
            model_name="incidentcomponent",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)),
                fields=("incident", "component"),
                name="component_is_in_one_condition_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="incidentcomponent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("condition__in", ("degraded", "partial", "down", "operational"))
                ),
                name="component_is_in_a_known_condition",
            ),
        ),
        migrations.AddConstraint(
            model_name="incidentcomponent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ended_at", None), ("ended_at__gte", models.F("since")), _connector="OR"
                ),
                name="condition_ends_after_it_began",
            ),
        ),
        migrations.AddIndex(
            model_name="joining",
            index=models.Index(fields=["incident", "id"], name="joining_of_incident"),
        ),
        migrations.AddIndex(
            model_name="joining",
            index=models.Index(
                condition=models.Q(("ended_at", None), ("left_at", None)),
                fields=["incident"],
                name="joining_to_be_told",
            ),
        ),
        migrations.AddIndex(
            model_name="joining",
            index=models.Index(fields=["ticket", "-id"], name="joining_of_ticket"),
        ),
        migrations.AddConstraint(
            model_name="joining",
            constraint=models.UniqueConstraint(
                condition=models.Q(("left_at", None)),
                fields=("ticket",),
                name="request_belongs_to_one_incident_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="judgement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("standing", "excluded"), _negated=True),
                    models.Q(
                        models.Q(("reason", ""), _negated=True),
                        ("actor__startswith", "specialist:"),
                    ),
                    _connector="OR",
                ),
                name="customer_is_excluded_by_a_person_for_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="judgement",
            constraint=models.CheckConstraint(
                condition=models.Q(("standing__in", ("confirmed", "excluded"))),
                name="judgement_is_confirmed_or_excluded",
            ),
        ),
        migrations.AddIndex(
            model_name="member",
            index=models.Index(fields=["incident", "id"], name="member_of_incident"),
        ),
        migrations.AddConstraint(
            model_name="member",
            constraint=models.UniqueConstraint(
                condition=models.Q(("left_at", None)),
                fields=("incident", "team", "specialist"),
                name="specialist_is_once_in_a_team",
            ),
        ),
        migrations.AddConstraint(
            model_name="member",
            constraint=models.UniqueConstraint(
                condition=models.Q(("duty", "lead"), ("left_at", None)),
                fields=("incident", "team"),
                name="team_of_an_incident_has_one_lead",
            ),
        ),
        migrations.AddConstraint(
            model_name="member",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("left_at", None), ("left_at__gte", models.F("joined_at")), _connector="OR"
                ),
                name="member_leaves_after_joining",
            ),
        ),
        migrations.AddIndex(
            model_name="metoo",
            index=models.Index(
                condition=models.Q(("heard_at", None)),
                fields=["incident", "id"],
                name="word_not_recorded_yet",
            ),
        ),
        migrations.AddConstraint(
            model_name="metoo",
            constraint=models.UniqueConstraint(
                models.F("incident"),
                models.F("contact"),
                name="person_says_once_that_an_incident_touches_them",
            ),
        ),
        migrations.AddConstraint(
            model_name="recordversion",
            constraint=models.UniqueConstraint(
                models.F("incident"),
                models.F("kind"),
                models.F("number"),
                name="record_version_is_numbered_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="recordversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("base__gte", 0), ("base__lt", models.F("number"))),
                name="record_version_begins_from_an_earlier_one",
            ),
        ),
        migrations.AddIndex(
            model_name="sign",
            index=models.Index(
                condition=models.Q(("incident", None)), fields=["desk", "at"], name="sign_to_count"
            ),
        ),
        migrations.AddIndex(
            model_name="sign",
            index=models.Index(
                condition=models.Q(("incident__isnull", False)),
                fields=["incident", "at"],
                name="sign_of_incident",
            ),
        ),
        migrations.AddIndex(
            model_name="sign",
            index=models.Index(
                condition=models.Q(("kind", "trace")),
                fields=["desk", "at"],
                name="failing_of_messages",
            ),
        ),
        migrations.AddConstraint(
            model_name="sign",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ticket__isnull", False)),
                fields=("ticket", "component"),
                name="request_speaks_of_a_component_once",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="sign",
            constraint=models.UniqueConstraint(
                condition=models.Q(("alert__isnull", False)),
                fields=("alert", "at"),
                name="alert_speaks_once_a_beginning",
            ),
        ),
        migrations.AddConstraint(
            model_name="sign",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("alert", None), ("kind__in", ("ticket", "call")), ("ticket__isnull", False)
                    ),
                    models.Q(
                        ("alert__isnull", False),
                        ("component__isnull", False),
                        ("kind", "alert"),
                        ("ticket", None),
                    ),
                    models.Q(
                        ("alert", None),
                        ("component__isnull", False),
                        ("kind", "trace"),
                        ("organisation_id__isnull", False),
                        ("ticket", None),
                    ),
                    _connector="OR",
                ),
                name="sign_is_a_request_an_alert_or_failing_messages",
            ),
        ),
        migrations.AddConstraint(
            model_name="sign",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None), ("kind", "trace")),
                fields=("component", "organisation_id"),
                name="messages_of_a_customer_fail_in_one_spell",
            ),
        ),
        migrations.AddConstraint(
            model_name="sign",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("counted_at", None), ("incident", None)),
                    models.Q(("counted_at__isnull", False), ("incident__isnull", False)),
                    _connector="OR",
                ),
                name="sign_is_counted_by_a_rule",
            ),
        ),
        migrations.AddIndex(
            model_name="summons",
            index=models.Index(
                condition=models.Q(("state", "called")),
                fields=["id"],
                name="summons_that_is_called",
            ),
        ),
        migrations.AddConstraint(
            model_name="summons",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("accepted_by", None), ("settled_at", None), ("state", "called")),
                    models.Q(
                        ("accepted_by__isnull", False),
                        ("settled_at__isnull", False),
                        ("state", "accepted"),
                    ),
                    models.Q(
                        ("accepted_by", None), ("settled_at__isnull", False), ("state", "withdrawn")
                    ),
                    _connector="OR",
                ),
                name="summons_that_is_settled_says_when",
            ),
        ),
        migrations.AddIndex(
            model_name="task",
            index=models.Index(
                condition=models.Q(("remind_at__isnull", False)),
                fields=["remind_at"],
                name="task_to_remind_of",
            ),
        ),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.UniqueConstraint(
                models.F("incident"), models.F("number"), name="task_is_numbered_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("settled_at", None), ("state", "open")),
                    models.Q(("settled_at__isnull", False), ("state__in", ["done", "dropped"])),
                    _connector="OR",
                ),
                name="task_that_is_settled_says_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.CheckConstraint(
                condition=models.Q(("said", ""), ("state", "dropped"), _negated=True),
                name="task_that_was_dropped_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("remind_at", None),
                    models.Q(("due_at__isnull", False), ("state", "open")),
                    _connector="OR",
                ),
                name="task_is_reminded_of_while_it_is_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="touched",
            constraint=models.UniqueConstraint(
                models.F("revision"), models.F("organisation"), name="customer_is_once_on_a_list"
            ),
        ),
        migrations.AddConstraint(
            model_name="touched",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("standing__in", ["possible", "confirmed", "excluded"]),
                    ("ground__in", ["component", "everything", "no_contract", "signals", "person"]),
                ),
                name="customer_is_touched_in_a_known_way",
            ),
        ),
        migrations.AddConstraint(
            model_name="touched",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("standing", "possible"), ("judgement__isnull", False), _connector="OR"
                ),
                name="what_is_not_merely_possible_was_judged",
            ),
        ),
        migrations.AddConstraint(
            model_name="impactconfirmation",
            constraint=models.CheckConstraint(
                condition=models.Q(("actor__startswith", "specialist:")),
                name="impact_is_confirmed_by_a_person",
            ),
        ),
    ]
