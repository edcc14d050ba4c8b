import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("contracts", "0001_initial"),
        ("tickets", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="ExtraTime",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("organisation_id", models.BigIntegerField()),
                ("seconds", models.IntegerField()),
                ("reason", models.TextField(blank=True, default="")),
                ("asked_at", models.DateTimeField()),
                ("asked_by", models.TextField()),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("agreed", "Agreed"),
                            ("declined", "Declined"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="",
                        max_length=9,
                    ),
                ),
                ("answered_at", models.DateTimeField(null=True)),
                ("answered_by", models.TextField(blank=True, default="")),
                (
                    "contract",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="contracts.contract",
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
            options={
                "indexes": [models.Index(fields=["ticket", "id"], name="extra_time_of_ticket")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("answered_at", None)),
                        fields=("ticket",),
                        name="customer_is_asked_one_thing_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", ""), ("answered_at", None), ("answered_by", "")),
                            models.Q(
                                models.Q(("answer", ""), _negated=True),
                                ("answered_at__isnull", False),
                                models.Q(("answered_by", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="extra_time_is_answered_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("seconds__gt", 0)), name="extra_time_is_some_time"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TimeEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("organisation_id", models.BigIntegerField(null=True)),
                ("written_by", models.TextField()),
                ("written_by_name", models.TextField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("troubleshooting", "Troubleshooting"),
                            ("programming", "Programming"),
                            ("training", "Training"),
                            ("teleconference", "Teleconference"),
                            ("other", "Other"),
                        ],
                        max_length=16,
                    ),
                ),
                ("worked_at", models.DateTimeField()),
                ("seconds", models.IntegerField()),
                ("charged", models.IntegerField()),
                ("note", models.TextField(blank=True, default="")),
                ("waived", models.TextField(blank=True, default="")),
                ("parts", models.JSONField(default=list)),
                ("booked_at", models.DateTimeField()),
                ("reason", models.TextField(blank=True, default="")),
                (
                    "contract",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="contracts.contract",
                    ),
                ),
                (
                    "extra_time",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="timesheets.extratime",
                    ),
                ),
                (
                    "reverses",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reversal",
                        to="timesheets.timeentry",
                    ),
                ),
                (
                    "specialist",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.specialist",
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
            options={
                "indexes": [
                    models.Index(fields=["ticket", "id"], name="time_of_ticket"),
                    models.Index(
                        condition=models.Q(("contract__isnull", False)),
                        fields=["contract", "booked_at"],
                        name="time_of_contract",
                    ),
                    models.Index(
                        condition=models.Q(("extra_time__isnull", False)),
                        fields=["extra_time"],
                        name="time_of_extra_time",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reverses", None), ("seconds__gt", 0)),
                            models.Q(("reverses__isnull", False), ("seconds__lt", 0)),
                            _connector="OR",
                        ),
                        name="time_is_spent_or_given_back",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("charged__gte", models.F("seconds")),
                                ("reverses", None),
                                ("waived", ""),
                            ),
                            models.Q(
                                ("charged__lte", models.F("seconds")),
                                ("reverses__isnull", False),
                                ("waived", ""),
                            ),
                            models.Q(models.Q(("waived", ""), _negated=True), ("charged", 0)),
                            _connector="OR",
                        ),
                        name="time_is_charged_unless_it_is_waived",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reverses", None),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="time_is_corrected_for_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Timer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("organisation_id", models.BigIntegerField(null=True)),
                ("started_at", models.DateTimeField()),
                ("stopped_at", models.DateTimeField(null=True)),
                (
                    "specialist",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.specialist",
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
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("stopped_at", None)),
                        fields=("ticket", "specialist"),
                        name="one_timer_runs_for_a_person_on_a_ticket",
                    )
                ],
            },
        ),
    ]
