import datetime

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("catalogue", "0001_initial"),
        ("incidents", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Appearance",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("titles", models.JSONField(default=dict)),
                ("shown_at", models.DateTimeField(null=True)),
                ("shown_name", models.TextField(blank=True, default="")),
                ("is_automatic", models.BooleanField(default=False)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("withdrawn_name", models.TextField(blank=True, default="")),
                ("withdrawn_reason", models.TextField(blank=True, default="")),
                (
                    "desk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.desk",
                    ),
                ),
                (
                    "incident",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="incidents.incident",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="HandCondition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("condition", models.SlugField(db_index=False)),
                ("reason", models.TextField()),
                ("since", models.DateTimeField()),
                ("said_by", models.TextField()),
                ("said_name", models.TextField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_name", models.TextField(blank=True, default="")),
                (
                    "component",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.component",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Page",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("is_open", models.BooleanField(default=True)),
                ("is_automatic", models.BooleanField(default=True)),
                ("address", models.TextField(blank=True, default="")),
                ("introduction", models.JSONField(blank=True, default=dict)),
                ("stands", models.DurationField(default=datetime.timedelta(seconds=180))),
                ("most", models.IntegerField(default=4)),
                ("warned_before", models.DurationField(default=datetime.timedelta(days=1))),
                ("measured_since", models.DateTimeField()),
                ("digest", models.CharField(blank=True, default="", max_length=64)),
                (
                    "desk",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.desk",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Standing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("is_public", models.BooleanField()),
                ("content", models.JSONField()),
                ("digest", models.CharField(max_length=64)),
                ("changed_at", models.DateTimeField()),
                (
                    "component",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="catalogue.component",
                    ),
                ),
                (
                    "desk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.desk",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Subscriber",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("organisation_id", models.BigIntegerField(null=True)),
                ("way", models.SlugField(db_index=False)),
                ("email", models.TextField()),
                ("hook_url", models.TextField(blank=True, default="")),
                ("sealed", models.TextField(blank=True, default="")),
                ("language", models.CharField(max_length=5)),
                ("components", models.JSONField(default=list)),
                ("asked_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("states", models.JSONField(default=dict)),
                ("sent", models.JSONField(default=list)),
                ("unsettled_since", models.DateTimeField(null=True)),
                ("look_at", models.DateTimeField(null=True)),
                ("digest", models.CharField(blank=True, default="", max_length=64)),
                ("returned", models.IntegerField(default=0)),
                (
                    "contact",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.contact",
                    ),
                ),
                (
                    "desk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.desk",
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
                ("body", models.JSONField()),
                ("made_at", models.DateTimeField()),
                ("due_at", models.DateTimeField(null=True)),
                ("tries", models.IntegerField(default=0)),
                ("tried_at", models.DateTimeField(null=True)),
                ("answer", models.TextField(blank=True, default="")),
                ("arrived_at", models.DateTimeField(null=True)),
                (
                    "subscriber",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deliveries",
                        to="status.subscriber",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Update",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("stage", models.SlugField(db_index=False)),
                ("texts", models.JSONField()),
                ("is_plain", models.BooleanField(default=False)),
                ("written_at", models.DateTimeField()),
                ("written_by", models.TextField()),
                ("written_name", models.TextField()),
                ("published_at", models.DateTimeField(null=True)),
                ("approved_by", models.TextField(blank=True, default="")),
                ("approved_name", models.TextField(blank=True, default="")),
                ("replaced_at", models.DateTimeField(null=True)),
                (
                    "appearance",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="updates",
                        to="status.appearance",
                    ),
                ),
                (
                    "replaces",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="status.update",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="appearance",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("shown_at", None), models.Q(("titles", {}), _negated=True), _connector="OR"
                ),
                name="what_is_shown_has_a_title",
            ),
        ),
        migrations.AddConstraint(
            model_name="appearance",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("withdrawn_at", None),
                    models.Q(("withdrawn_reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="withdrawing_has_a_reason",
            ),
        ),
        migrations.AddIndex(
            model_name="handcondition",
            index=models.Index(fields=["component", "since"], name="condition_of_component"),
        ),
        migrations.AddConstraint(
            model_name="handcondition",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)),
                fields=("component",),
                name="one_condition_is_said_of_a_component",
            ),
        ),
        migrations.AddConstraint(
            model_name="handcondition",
            constraint=models.CheckConstraint(
                condition=models.Q(("condition__in", ["degraded", "partial", "down"])),
                name="said_condition_is_a_trouble",
            ),
        ),
        migrations.AddConstraint(
            model_name="handcondition",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="condition_has_a_reason"
            ),
        ),
        migrations.AddConstraint(
            model_name="handcondition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ended_at", None), ("ended_at__gte", models.F("since")), _connector="OR"
                ),
                name="said_condition_ends_after_it_began",
            ),
        ),
        migrations.AddConstraint(
            model_name="page",
            constraint=models.CheckConstraint(
                condition=models.Q(("most__gte", 1), ("stands__gte", datetime.timedelta(0))),
                name="page_tells_at_a_pace",
            ),
        ),
        migrations.AddIndex(
            model_name="subscriber",
            index=models.Index(
                condition=models.Q(("confirmed_at__isnull", False)),
                fields=["look_at"],
                name="subscriber_to_look_at",
            ),
        ),
        migrations.AddConstraint(
            model_name="subscriber",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("hook_url", ""), ("way", "mail")),
                    models.Q(("way", "hook"), models.Q(("hook_url", ""), _negated=True)),
                    _connector="OR",
                ),
                name="subscriber_is_told_in_a_known_way",
            ),
        ),
        migrations.AddConstraint(
            model_name="subscriber",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("organisation_id", None), ("contact__isnull", False), _connector="OR"
                ),
                name="subscriber_of_a_customer_is_a_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="subscriber",
            constraint=models.UniqueConstraint(
                condition=models.Q(("confirmed_at__isnull", False)),
                fields=("desk", "way", "email", "hook_url"),
                name="address_subscribes_once_to_a_desk",
            ),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("due_at__isnull", False)),
                fields=["due_at"],
                name="delivery_due",
            ),
        ),
        migrations.AddConstraint(
            model_name="update",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("stage__in", ["investigating", "identified", "monitoring", "resolved"])
                ),
                name="update_is_at_a_known_stage",
            ),
        ),
        migrations.AddConstraint(
            model_name="update",
            constraint=models.CheckConstraint(
                condition=models.Q(("texts", {}), _negated=True), name="update_has_words"
            ),
        ),
        migrations.AddConstraint(
            model_name="update",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("published_at", None),
                    ("is_plain", True),
                    models.Q(("approved_by", ""), _negated=True),
                    _connector="OR",
                ),
                name="published_update_was_approved_or_is_plain",
            ),
        ),
    ]
