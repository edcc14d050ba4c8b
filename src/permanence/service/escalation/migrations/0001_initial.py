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
                ("ground", models.SlugField(db_index=False)),
                ("matter", models.SlugField(db_index=False)),
                ("reason", models.TextField(blank=True, default="")),
                ("reference", models.TextField(blank=True, default="")),
                ("briefing", models.JSONField()),
                ("sender", models.TextField()),
                ("sender_name", models.TextField()),
                ("severity", models.SmallIntegerField(null=True)),
                ("course", models.JSONField()),
                ("started_at", models.DateTimeField()),
                ("round", models.IntegerField(default=1)),
                ("position", models.IntegerField(default=0)),
                ("turn_at", models.DateTimeField(null=True)),
                ("turn_until", models.DateTimeField(null=True)),
                ("waits", models.BooleanField(default=False)),
                ("given_up", models.BooleanField(default=False)),
                ("held_at", models.DateTimeField(null=True)),
                ("held_call", models.BigIntegerField(null=True)),
                ("held_specialist", models.BigIntegerField(null=True)),
                ("again_at", models.DateTimeField(null=True)),
                ("alarm_at", models.DateTimeField(null=True)),
                ("alarmed_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("taken", "Taken"),
                            ("withdrawn", "Withdrawn"),
                            ("unanswered", "Unanswered"),
                        ],
                        default="",
                        max_length=10,
                    ),
                ),
                ("taken_by", models.TextField(blank=True, default="")),
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
                ("key", models.SlugField(db_index=False)),
                ("office", models.JSONField()),
                ("mail", models.TextField()),
                ("phone", models.TextField(blank=True, default="")),
                ("mobile", models.TextField(blank=True, default="")),
                ("language", models.CharField(max_length=5)),
                ("allowed", models.DurationField()),
                ("hours", models.JSONField(null=True)),
                ("rota", models.SlugField(blank=True, db_index=False, default="")),
                ("people", models.JSONField(default=list)),
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
            ],
        ),
        migrations.CreateModel(
            name="Call",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("organisation_id", models.BigIntegerField(null=True)),
                ("round", models.IntegerField(default=1)),
                ("specialist_id", models.BigIntegerField(null=True)),
                ("name", models.TextField()),
                ("language", models.CharField(max_length=5)),
                ("way", models.SlugField(db_index=False)),
                ("address", models.TextField()),
                ("due_at", models.DateTimeField()),
                ("made_at", models.DateTimeField(null=True)),
                ("message", models.BigIntegerField(null=True)),
                (
                    "result",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("failed", "Failed"),
                            ("declined", "Declined"),
                            ("acknowledged", "Acknowledged"),
                            ("taken", "Taken"),
                            ("passed", "Passed"),
                            ("silent", "Silent"),
                            ("dropped", "Dropped"),
                        ],
                        default="",
                        max_length=12,
                    ),
                ),
                ("answer", models.TextField(blank=True, default="")),
                ("settled_at", models.DateTimeField(null=True)),
                (
                    "climb",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="calls",
                        to="escalation.climb",
                    ),
                ),
                (
                    "rung",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="escalation.rung",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="climb",
            index=models.Index(fields=["owner", "subject", "id"], name="climb_of_owner"),
        ),
        migrations.AddIndex(
            model_name="climb",
            index=models.Index(
                condition=models.Q(("ended_at", None)),
                fields=["desk_id", "owner", "subject"],
                name="climb_that_goes_on",
            ),
        ),
        migrations.AddIndex(
            model_name="climb",
            index=models.Index(
                condition=models.Q(
                    ("alarm_at__isnull", False), ("ended_at", None), ("held_at", None)
                ),
                fields=["desk_id"],
                name="climb_that_alarms",
            ),
        ),
        migrations.AddConstraint(
            model_name="climb",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)),
                fields=("owner", "subject", "matter"),
                name="one_climb_at_a_time_for_one_matter",
            ),
        ),
        migrations.AddConstraint(
            model_name="climb",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at", None), ("outcome", "")),
                    models.Q(("ended_at__isnull", False), models.Q(("outcome", ""), _negated=True)),
                    _connector="OR",
                ),
                name="climb_that_ended_says_how",
            ),
        ),
        migrations.AddConstraint(
            model_name="climb",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("alarm_at", None), ("alarmed_at", None)),
                    models.Q(("alarm_at__isnull", False), ("alarmed_at__isnull", False)),
                    _connector="OR",
                ),
                name="alarm_is_given_before_it_is_repeated",
            ),
        ),
        migrations.AddConstraint(
            model_name="rung",
            constraint=models.UniqueConstraint(
                models.F("climb"), models.F("position"), name="rung_stands_once_on_its_ladder"
            ),
        ),
        migrations.AddConstraint(
            model_name="rung",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("taken_at", None), ("called_at__isnull", False), _connector="OR"
                ),
                name="rung_is_called_before_it_is_taken",
            ),
        ),
        migrations.AddIndex(
            model_name="call",
            index=models.Index(
                condition=models.Q(("made_at__isnull", False), ("result", "")),
                fields=["way", "message"],
                name="call_that_may_answer",
            ),
        ),
        migrations.AddConstraint(
            model_name="call",
            constraint=models.CheckConstraint(
                condition=models.Q(("message", None), ("made_at__isnull", False), _connector="OR"),
                name="call_that_was_sent_was_made",
            ),
        ),
    ]
