import datetime

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Stir",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("desk_id", models.BigIntegerField(null=True)),
                ("topic", models.TextField()),
            ],
            options={
                "db_table": "attention_stir",
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="Browser",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("address", models.TextField(unique=True)),
                ("key", models.TextField()),
                ("secret", models.TextField()),
                ("handle", models.TextField(unique=True)),
                ("device", models.TextField(blank=True, default="")),
                ("since", models.DateTimeField()),
                ("told_at", models.DateTimeField(null=True)),
                (
                    "specialist",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.specialist",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PushKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public", models.TextField()),
                ("sealed", models.TextField()),
                ("made_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="one_key_pushes")
                ],
            },
        ),
        migrations.CreateModel(
            name="Channels",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("page", models.JSONField()),
                ("mail", models.JSONField()),
                ("push", models.JSONField(default=list)),
                ("mail_every", models.IntegerField()),
                ("mail_at", models.TimeField()),
                ("quiet_from", models.TimeField(null=True)),
                ("quiet_to", models.TimeField(null=True)),
                ("urgent_passes", models.BooleanField(default=True)),
                (
                    "specialist",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.specialist",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("quiet_from", None), ("quiet_to", None)),
                            models.Q(("quiet_from__isnull", False), ("quiet_to__isnull", False)),
                            _connector="OR",
                        ),
                        name="quiet_hours_have_two_ends",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("event", models.CharField(max_length=12)),
                ("subject", models.TextField()),
                ("desk_id", models.BigIntegerField()),
                ("who", models.TextField(blank=True, default="")),
                ("at", models.DateTimeField()),
                ("in_page", models.BooleanField()),
                ("read_at", models.DateTimeField(null=True)),
                ("by_mail", models.BooleanField()),
                ("mailed_at", models.DateTimeField(null=True)),
                ("by_push", models.BooleanField(default=False)),
                ("pushed_at", models.DateTimeField(null=True)),
                (
                    "specialist",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.specialist",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("in_page", True)),
                        fields=["specialist", "-id"],
                        name="notice_of_person",
                    ),
                    models.Index(
                        condition=models.Q(("read_at", None)),
                        fields=["specialist", "subject"],
                        name="notice_unread",
                    ),
                    models.Index(
                        condition=models.Q(
                            ("by_mail", True), ("mailed_at", None), ("read_at", None)
                        ),
                        fields=["specialist"],
                        name="notice_to_mail",
                    ),
                    models.Index(
                        condition=models.Q(
                            ("by_push", True), ("pushed_at", None), ("read_at", None)
                        ),
                        fields=["id"],
                        name="notice_to_push",
                    ),
                    models.Index(fields=["subject"], name="notice_of_subject"),
                    models.Index(fields=["at"], name="notice_by_age"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Push",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("notices", models.JSONField(default=list)),
                ("due_at", models.DateTimeField()),
                ("made_at", models.DateTimeField()),
                ("tries", models.SmallIntegerField(default=0)),
                (
                    "browser",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="attention.browser",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["due_at"], name="push_by_due")],
            },
        ),
        migrations.CreateModel(
            name="ReachQuiet",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("quiet_from", models.TimeField(null=True)),
                ("quiet_to", models.TimeField(null=True)),
                ("passes", models.JSONField(default=list)),
                (
                    "specialist",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.specialist",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("quiet_from", None), ("quiet_to", None)),
                            models.Q(("quiet_from__isnull", False), ("quiet_to__isnull", False)),
                            _connector="OR",
                        ),
                        name="quiet_of_calls_has_two_ends",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReachWay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("push", "push"),
                            ("mail", "mail"),
                            ("sms", "sms"),
                            ("chat", "chat"),
                            ("voice", "voice"),
                        ],
                        max_length=5,
                    ),
                ),
                ("address", models.TextField(blank=True, default="")),
                ("position", models.IntegerField()),
                ("after", models.DurationField(default=datetime.timedelta)),
                ("proven_at", models.DateTimeField(null=True)),
                ("code", models.CharField(blank=True, default="", max_length=64)),
                ("code_at", models.DateTimeField(null=True)),
                ("tries", models.SmallIntegerField(default=0)),
                (
                    "specialist",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.specialist",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        models.F("specialist"),
                        models.F("way"),
                        models.F("address"),
                        name="way_to_a_person_stands_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Viewing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("subject", models.TextField()),
                ("page", models.CharField(max_length=40)),
                ("writing", models.CharField(blank=True, default="", max_length=10)),
                ("writing_at", models.DateTimeField(null=True)),
                ("since", models.DateTimeField()),
                ("seen_at", models.DateTimeField()),
                (
                    "specialist",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.specialist",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        models.F("subject"), models.F("specialist"), name="who_views_is_named_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Watch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("subject", models.TextField()),
                ("since", models.DateTimeField()),
                (
                    "specialist",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.specialist",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        models.F("subject"), models.F("specialist"), name="subject_is_watched_once"
                    )
                ],
            },
        ),
    ]
