import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("clocks", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Climb",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("owner", models.TextField()),
                ("subject", models.BigIntegerField()),
                ("desk_id", models.BigIntegerField()),
                ("organisation_id", models.BigIntegerField(null=True)),
                ("ground", models.SlugField()),
                ("briefing", models.JSONField()),
                ("sender", models.TextField()),
                ("sender_name", models.TextField()),
                ("started_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("taken", "Taken"),
                            ("exhausted", "Exhausted"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="",
                        max_length=10,
                    ),
                ),
                ("taken_by", models.TextField(blank=True, default="")),
            ],
            options={
                "indexes": [
                    models.Index(fields=["owner", "subject", "id"], name="climb_of_owner"),
                    models.Index(
                        condition=models.Q(("ended_at", None)),
                        fields=["desk_id", "owner", "subject"],
                        name="climb_that_goes_on",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("owner", "subject", "ground"),
                        name="one_climb_at_a_time_for_one_ground",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at", None), ("outcome", "")),
                            models.Q(
                                ("ended_at__isnull", False),
                                models.Q(("outcome", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="climb_that_ended_says_how",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Rung",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("organisation_id", models.BigIntegerField(null=True)),
                ("position", models.IntegerField()),
                ("key", models.SlugField()),
                ("office", models.JSONField()),
                ("mail", models.TextField()),
                ("phone", models.TextField(blank=True, default="")),
                ("language", models.CharField(max_length=5)),
                ("allowed", models.DurationField()),
                ("called_at", models.DateTimeField(null=True)),
                ("taken_at", models.DateTimeField(null=True)),
                (
                    "climb",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rungs",
                        to="escalation.climb",
                    ),
                ),
                (
                    "deadline",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="clocks.deadline",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        models.F("climb"),
                        models.F("position"),
                        name="rung_stands_once_on_its_ladder",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("taken_at", None), ("called_at__isnull", False), _connector="OR"
                        ),
                        name="rung_is_called_before_it_is_taken",
                    ),
                ],
            },
        ),
    ]
