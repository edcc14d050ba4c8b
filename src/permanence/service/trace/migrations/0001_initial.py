import django.db.models.deletion
import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Passage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("job", models.TextField(blank=True, default="")),
                ("message_id", models.TextField(blank=True, default="")),
                ("sender", models.TextField(blank=True, default="")),
                ("recipient", models.TextField()),
                (
                    "direction",
                    models.CharField(
                        blank=True,
                        choices=[("inbound", "inbound"), ("outbound", "outbound")],
                        default="",
                        max_length=8,
                    ),
                ),
                ("method", models.TextField(blank=True, default="")),
                ("user_id", models.TextField(blank=True, default="")),
                ("component", models.TextField(blank=True, default="")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("accepted", "accepted"),
                            ("queued", "queued"),
                            ("attempted", "attempted"),
                            ("deferred", "deferred"),
                            ("cancelled", "cancelled"),
                            ("expired", "expired"),
                            ("failed", "failed"),
                            ("delivered", "delivered"),
                        ],
                        max_length=9,
                    ),
                ),
                (
                    "reason_class",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("unknown_recipient", "unknown_recipient"),
                            ("unknown_domain", "unknown_domain"),
                            ("bad_address", "bad_address"),
                            ("moved", "moved"),
                            ("sender_refused", "sender_refused"),
                            ("mailbox_disabled", "mailbox_disabled"),
                            ("mailbox_full", "mailbox_full"),
                            ("too_large", "too_large"),
                            ("recipient_system", "recipient_system"),
                            ("unreachable", "unreachable"),
                            ("no_route", "no_route"),
                            ("congested", "congested"),
                            ("loop", "loop"),
                            ("expired", "expired"),
                            ("protocol", "protocol"),
                            ("content", "content"),
                            ("policy", "policy"),
                            ("greylisted", "greylisted"),
                            ("too_many", "too_many"),
                            ("authentication", "authentication"),
                            ("encryption", "encryption"),
                            ("busy", "busy"),
                            ("no_answer", "no_answer"),
                            ("no_fax", "no_fax"),
                            ("bad_number", "bad_number"),
                            ("broken_off", "broken_off"),
                            ("our_line", "our_line"),
                            ("cancelled", "cancelled"),
                            ("unknown", "unknown"),
                        ],
                        default="",
                        max_length=20,
                    ),
                ),
                ("reply", models.TextField(blank=True, default="")),
                ("attempts", models.IntegerField(default=0)),
                ("first_at", models.DateTimeField()),
                ("last_at", models.DateTimeField()),
                ("next_try_at", models.DateTimeField(null=True)),
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
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="TraceSource",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.TextField()),
                ("token", models.TextField()),
                ("token_end", models.TextField()),
                ("token_made_at", models.DateTimeField()),
                ("token_before", models.TextField(blank=True, default="")),
                ("token_before_until", models.DateTimeField(null=True)),
                ("made_at", models.DateTimeField()),
                ("heard_at", models.DateTimeField(null=True)),
                ("disabled_at", models.DateTimeField(null=True)),
                ("taken", models.BigIntegerField(default=0)),
                ("known", models.BigIntegerField(default=0)),
                ("refused", models.IntegerField(default=0)),
                ("refused_at", models.DateTimeField(null=True)),
                ("fault", models.TextField(blank=True, default="")),
                (
                    "desk",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.desk",
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
                ("uid", models.TextField()),
                ("happened_at", models.DateTimeField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("accepted", "accepted"),
                            ("queued", "queued"),
                            ("attempted", "attempted"),
                            ("deferred", "deferred"),
                            ("cancelled", "cancelled"),
                            ("expired", "expired"),
                            ("failed", "failed"),
                            ("delivered", "delivered"),
                        ],
                        max_length=9,
                    ),
                ),
                ("host", models.TextField(blank=True, default="")),
                ("status", models.CharField(blank=True, default="", max_length=16)),
                ("reply", models.TextField(blank=True, default="")),
                ("next_try_at", models.DateTimeField(null=True)),
                ("has_job", models.BooleanField()),
                ("has_id", models.BooleanField()),
                ("facts", models.JSONField(default=dict)),
                (
                    "passage",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="events",
                        to="trace.passage",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="trace.tracesource",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="passage",
            index=models.Index(fields=["desk", "-first_at", "-id"], name="passage_by_begin"),
        ),
        migrations.AddIndex(
            model_name="passage",
            index=models.Index(
                fields=["desk", "organisation", "-first_at", "-id"], name="passage_of_customer"
            ),
        ),
        migrations.AddIndex(
            model_name="passage",
            index=models.Index(
                fields=["desk", "state", "-first_at", "-id"], name="passage_by_state"
            ),
        ),
        migrations.AddIndex(
            model_name="passage",
            index=models.Index(
                fields=["desk", "sender", "-first_at", "-id"], name="passage_by_sender"
            ),
        ),
        migrations.AddIndex(
            model_name="passage",
            index=models.Index(
                models.F("desk"),
                django.db.models.functions.text.Upper("job"),
                condition=models.Q(("job", ""), _negated=True),
                name="passage_by_job_number",
            ),
        ),
        migrations.AddIndex(
            model_name="passage",
            index=models.Index(
                condition=models.Q(("message_id", ""), _negated=True),
                fields=["desk", "message_id"],
                name="passage_by_message_id",
            ),
        ),
        migrations.AddIndex(
            model_name="passage",
            index=models.Index(
                fields=["organisation", "-first_at"], name="passage_a_customer_reads"
            ),
        ),
        migrations.AddIndex(
            model_name="passage",
            index=models.Index(fields=["desk", "last_at"], name="passage_by_age"),
        ),
        migrations.AddConstraint(
            model_name="passage",
            constraint=models.UniqueConstraint(
                models.F("desk"),
                models.F("recipient"),
                models.F("job"),
                models.F("message_id"),
                name="passage_is_one_message_to_one_recipient",
            ),
        ),
        migrations.AddConstraint(
            model_name="passage",
            constraint=models.CheckConstraint(
                condition=models.Q(("job", ""), ("message_id", ""), _negated=True),
                name="passage_names_its_message",
            ),
        ),
        migrations.AddConstraint(
            model_name="passage",
            constraint=models.CheckConstraint(
                condition=models.Q(("first_at__lte", models.F("last_at"))),
                name="passage_begins_before_it_ends",
            ),
        ),
        migrations.AddIndex(
            model_name="tracesource",
            index=models.Index(
                condition=models.Q(("token_before", ""), _negated=True),
                fields=["token_before"],
                name="trace_source_token_before",
            ),
        ),
        migrations.AddConstraint(
            model_name="tracesource",
            constraint=models.UniqueConstraint(
                models.F("token"), name="token_of_traces_opens_one_source"
            ),
        ),
        migrations.AddConstraint(
            model_name="tracesource",
            constraint=models.UniqueConstraint(
                models.F("desk"), models.F("name"), name="trace_source_is_named_once_on_a_desk"
            ),
        ),
        migrations.AddConstraint(
            model_name="tracesource",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("name", ""), _negated=True), models.Q(("token", ""), _negated=True)
                ),
                name="trace_source_has_a_name_and_a_token",
            ),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["passage", "happened_at"], name="event_of_passage"),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                condition=models.Q(("kind__in", ["delivered", "deferred", "failed", "expired"])),
                fields=["happened_at"],
                name="event_that_tells_results",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.UniqueConstraint(
                models.F("source"), models.F("uid"), name="event_is_kept_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(("has_job", True), ("has_id", True), _connector="OR"),
                name="event_names_its_message",
            ),
        ),
    ]
