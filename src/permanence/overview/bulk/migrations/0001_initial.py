import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("tickets", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Bulk",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("question", models.JSONField(default=dict)),
                ("wish", models.JSONField(default=dict)),
                ("count", models.IntegerField()),
                ("chosen_at", models.DateTimeField()),
                ("asked_at", models.DateTimeField(null=True)),
                ("looked_at", models.DateTimeField(null=True)),
                ("begun_at", models.DateTimeField(null=True)),
                ("stopped_at", models.DateTimeField(null=True)),
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
                (
                    "owner",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.specialist",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("asked_at__isnull", False), ("ended_at", None)),
                        fields=["id"],
                        name="bulk_at_work",
                    ),
                    models.Index(fields=["desk", "-id"], name="bulk_of_desk"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("begun_at", None), ("looked_at__isnull", False), _connector="OR"
                        ),
                        name="bulk_begins_after_it_was_looked_at",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_at", None), ("begun_at__isnull", False), _connector="OR"
                        ),
                        name="bulk_ends_after_it_began",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BulkRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("organisation_id", models.BigIntegerField(null=True)),
                ("place", models.IntegerField()),
                ("outlook", models.JSONField(null=True)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Waiting"),
                            ("done", "Done"),
                            ("skipped", "Skipped"),
                            ("failed", "Failed"),
                            ("left", "Left"),
                        ],
                        default="",
                        max_length=7,
                    ),
                ),
                ("reason", models.JSONField(default=dict)),
                ("kept", models.JSONField(default=dict)),
                ("settled_at", models.DateTimeField(null=True)),
                (
                    "bulk",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rows",
                        to="bulk.bulk",
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
                    models.Index(fields=["bulk", "place"], name="row_of_bulk"),
                    models.Index(
                        condition=models.Q(("outcome", "")),
                        fields=["bulk", "place"],
                        name="bulk_row_to_carry_out",
                    ),
                    models.Index(
                        condition=models.Q(("outcome", ""), ("outlook__isnull", True)),
                        fields=["bulk", "place"],
                        name="bulk_row_to_look_at",
                    ),
                    models.Index(fields=["ticket"], name="bulk_row_of_ticket"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("bulk"), models.F("ticket"), name="ticket_is_in_a_bulk_act_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome", ""), ("settled_at", None)),
                            models.Q(
                                models.Q(("outcome", ""), _negated=True),
                                ("settled_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="bulk_row_is_settled_at_an_instant",
                    ),
                ],
            },
        ),
    ]
