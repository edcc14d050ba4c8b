import datetime

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("catalogue", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Source",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.TextField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("alertmanager", "alertmanager"),
                            ("plain", "plain"),
                            ("mail", "mail"),
                            ("heartbeat", "heartbeat"),
                        ],
                        max_length=12,
                    ),
                ),
                ("address", models.TextField(blank=True, default="")),
                ("pattern", models.TextField(blank=True, default="")),
                (
                    "group_by",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), default=list, size=None
                    ),
                ),
                ("component_label", models.TextField(blank=True, default="component")),
                ("every", models.DurationField(null=True)),
                ("grace", models.DurationField(default=datetime.timedelta)),
                ("token", models.TextField(blank=True, default="")),
                ("token_end", models.TextField(blank=True, default="")),
                ("token_made_at", models.DateTimeField(null=True)),
                ("token_before", models.TextField(blank=True, default="")),
                ("token_before_until", models.DateTimeField(null=True)),
                ("made_at", models.DateTimeField()),
                ("heard_at", models.DateTimeField(null=True)),
                ("due_at", models.DateTimeField(null=True)),
                ("silent_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
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
            name="Place",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("label", models.TextField()),
                ("value", models.TextField()),
                ("rank", models.IntegerField()),
                (
                    "component",
                    models.ForeignKey(
                        db_index=False,
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
                    "source",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="alerts.source",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sha256", models.CharField(max_length=64)),
                ("body", models.BinaryField()),
                ("first_at", models.DateTimeField()),
                ("last_at", models.DateTimeField()),
                ("times", models.IntegerField(default=1)),
                ("alerts", models.IntegerField()),
                ("left_out", models.IntegerField(default=0)),
                (
                    "source",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="alerts.source",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Alert",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("fingerprint", models.TextField()),
                ("title", models.TextField()),
                ("group", models.TextField()),
                ("labels", models.JSONField(default=dict)),
                ("notes", models.JSONField(default=dict)),
                ("link", models.TextField(blank=True, default="")),
                (
                    "state",
                    models.CharField(
                        choices=[("firing", "firing"), ("resolved", "resolved")], max_length=8
                    ),
                ),
                ("first_at", models.DateTimeField()),
                ("began_at", models.DateTimeField()),
                ("last_at", models.DateTimeField()),
                ("told_of", models.DateTimeField()),
                ("resolved_at", models.DateTimeField(null=True)),
                ("count", models.IntegerField(default=1)),
                ("flaps_until", models.DateTimeField(null=True)),
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
                    "source",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="alerts.source",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="AlertTurn",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[("firing", "firing"), ("resolved", "resolved")], max_length=8
                    ),
                ),
                (
                    "alert",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="turns",
                        to="alerts.alert",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        models.F("alert"),
                        models.F("at"),
                        models.F("state"),
                        name="turn_is_kept_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Silence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("labels", models.JSONField(default=dict)),
                ("reason", models.TextField()),
                ("made_at", models.DateTimeField()),
                ("made_by", models.TextField()),
                ("made_by_name", models.TextField()),
                ("until", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "alert",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="alerts.alert",
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
            ],
            options={
                "indexes": [models.Index(fields=["desk", "until"], name="silence_of_desk")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("alert__isnull", False), ("labels", {})),
                            models.Q(("alert", None), models.Q(("labels", {}), _negated=True)),
                            _connector="OR",
                        ),
                        name="silence_is_of_one_alert_or_of_labels",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="silence_is_for_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("until__gt", models.F("made_at"))),
                        name="alert_silence_ends_after_it_began",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="source",
            index=models.Index(
                condition=models.Q(("due_at__isnull", False), ("silent_at", None)),
                fields=["due_at"],
                name="source_to_be_heard",
            ),
        ),
        migrations.AddConstraint(
            model_name="source",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None), models.Q(("address", ""), _negated=True)),
                fields=("address",),
                name="address_of_alerts_has_one_source",
            ),
        ),
        migrations.AddConstraint(
            model_name="source",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "mail"), models.Q(("address", ""), _negated=True)),
                    models.Q(models.Q(("kind", "mail"), _negated=True), ("address", "")),
                    _connector="OR",
                ),
                name="source_has_an_address_if_it_writes_mails",
            ),
        ),
        migrations.AddConstraint(
            model_name="source",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("due_at", None),
                    models.Q(("ended_at", None), ("every__isnull", False)),
                    _connector="OR",
                ),
                name="source_is_due_only_if_it_has_to_be_heard",
            ),
        ),
        migrations.AddConstraint(
            model_name="source",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("silent_at", None), ("due_at__lte", models.F("silent_at")), _connector="OR"
                ),
                name="source_is_silent_only_after_it_was_due",
            ),
        ),
        migrations.AddConstraint(
            model_name="place",
            constraint=models.UniqueConstraint(
                models.F("desk"),
                models.F("source"),
                models.F("label"),
                models.F("value"),
                name="label_leads_to_one_component",
                nulls_distinct=False,
            ),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(fields=["last_at"], name="delivery_by_age"),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.UniqueConstraint(
                models.F("source"), models.F("sha256"), name="delivery_is_kept_once"
            ),
        ),
        migrations.AddIndex(
            model_name="alert",
            index=models.Index(
                condition=models.Q(("state", "firing")),
                fields=["desk", "-began_at"],
                name="alert_firing",
            ),
        ),
        migrations.AddIndex(
            model_name="alert",
            index=models.Index(
                condition=models.Q(("flaps_until__isnull", False)),
                fields=["flaps_until"],
                name="alert_that_flaps",
            ),
        ),
        migrations.AddIndex(
            model_name="alert",
            index=models.Index(fields=["desk", "-last_at", "-id"], name="alert_by_last"),
        ),
        migrations.AddConstraint(
            model_name="alert",
            constraint=models.UniqueConstraint(
                models.F("source"), models.F("fingerprint"), name="alert_is_one_a_fingerprint"
            ),
        ),
        migrations.AddConstraint(
            model_name="alert",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("resolved_at", None), ("state", "firing")),
                    models.Q(("resolved_at__isnull", False), ("state", "resolved")),
                    _connector="OR",
                ),
                name="alert_that_fires_is_not_over",
            ),
        ),
    ]
