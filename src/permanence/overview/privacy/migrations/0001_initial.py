import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Leftover",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "place",
                    models.CharField(
                        choices=[("file", "File"), ("letter", "Letter"), ("mail", "Mail")],
                        max_length=6,
                    ),
                ),
                ("path", models.TextField()),
                ("left_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Disposal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("ticket_id", models.BigIntegerField()),
                ("kind", models.CharField(max_length=9)),
                ("at", models.DateTimeField()),
                ("run_id", models.BigIntegerField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        models.F("ticket_id"), models.F("kind"), name="a_kind_goes_once_a_file"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                (
                                    "forms",
                                    "originals",
                                    "files",
                                    "mails",
                                    "words",
                                    "journal",
                                    "person",
                                    "access",
                                    "log_ins",
                                    "traces",
                                ),
                            )
                        ),
                        name="disposal_is_of_a_known_kind",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Hold",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("ticket_id", models.BigIntegerField(null=True)),
                ("contact_id", models.BigIntegerField(null=True)),
                ("organisation_id", models.BigIntegerField(null=True)),
                ("reason", models.TextField()),
                ("by", models.TextField()),
                ("by_name", models.TextField()),
                ("since", models.DateTimeField()),
                ("released_at", models.DateTimeField(null=True)),
                ("released_by_name", models.TextField(blank=True, default="")),
                ("release_reason", models.TextField(blank=True, default="")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("contact_id", None),
                                ("organisation_id", None),
                                ("ticket_id__isnull", False),
                            ),
                            models.Q(
                                ("contact_id__isnull", False),
                                ("organisation_id", None),
                                ("ticket_id", None),
                            ),
                            models.Q(
                                ("contact_id", None),
                                ("organisation_id__isnull", False),
                                ("ticket_id", None),
                            ),
                            _connector="OR",
                        ),
                        name="hold_is_on_one_thing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("release_reason", ""),
                                ("released_at", None),
                                ("released_by_name", ""),
                            ),
                            models.Q(
                                ("released_at__isnull", False),
                                models.Q(("released_by_name", ""), _negated=True),
                                models.Q(("release_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="hold_is_released_by_somebody_for_a_reason",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("released_at", None)),
                        fields=("ticket_id", "contact_id", "organisation_id"),
                        name="a_thing_is_held_once",
                        nulls_distinct=False,
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Redaction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("ticket_id", models.BigIntegerField()),
                ("entry_id", models.BigIntegerField()),
                ("organisation_id", models.BigIntegerField(null=True)),
                (
                    "what",
                    models.CharField(
                        choices=[("piece", "Piece"), ("entry", "Entry"), ("file", "File")],
                        max_length=5,
                    ),
                ),
                ("why", models.CharField(max_length=10)),
                ("note", models.TextField(blank=True, default="")),
                ("by", models.TextField()),
                ("by_name", models.TextField()),
                ("at", models.DateTimeField()),
                ("done_at", models.DateTimeField(null=True)),
                ("counts", models.JSONField(default=dict)),
                ("agreed_by", models.TextField(blank=True, default="")),
            ],
            options={
                "indexes": [models.Index(fields=["ticket_id", "at"], name="redaction_of_ticket")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("why__in", ["secret", "payment", "personal", "wrong_file", "other"])
                        ),
                        name="redaction_has_a_known_reason",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ScheduleVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.IntegerField()),
                ("rows", models.JSONField()),
                ("by", models.TextField()),
                ("by_name", models.TextField()),
                ("at", models.DateTimeField()),
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
            name="Run",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField()),
                ("begun_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(null=True)),
                ("places", models.JSONField(default=dict)),
                ("counts", models.JSONField(default=dict)),
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
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="privacy.scheduleversion",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="scheduleversion",
            constraint=models.UniqueConstraint(
                models.F("desk"), models.F("number"), name="schedule_version_is_numbered_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="run",
            constraint=models.UniqueConstraint(
                models.F("desk"), models.F("day"), name="a_desk_is_cleared_once_a_day"
            ),
        ),
    ]
