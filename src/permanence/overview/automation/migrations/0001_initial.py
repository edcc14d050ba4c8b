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
            name="Place",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("txid", models.BigIntegerField()),
                ("last_act", models.BigIntegerField()),
                ("floor", models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="Rule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80)),
                ("position", models.IntegerField()),
                ("number", models.IntegerField(default=1)),
                ("event", models.CharField(blank=True, default="", max_length=20)),
                ("says", models.JSONField()),
                ("on_since", models.DateTimeField(null=True)),
                ("reached_at", models.DateTimeField(null=True)),
                ("failures", models.SmallIntegerField(default=0)),
                ("off_reason", models.JSONField(default=dict)),
                ("deleted_at", models.DateTimeField(null=True)),
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
                "indexes": [models.Index(fields=["desk", "position"], name="rules_of_desk")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("deleted_at", None)),
                        fields=("desk", "name"),
                        name="rule_name_is_unique_on_its_desk",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("deleted_at", None), ("on_since", None), _connector="OR"
                        ),
                        name="rule_that_is_deleted_is_off",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Occasion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("desk_id", models.BigIntegerField()),
                ("organisation_id", models.BigIntegerField(null=True)),
                ("event", models.CharField(max_length=20)),
                ("at", models.DateTimeField()),
                ("act", models.BigIntegerField(null=True)),
                ("chain", models.JSONField(default=list)),
                ("seen", models.JSONField(default=list)),
                (
                    "ticket",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="tickets.ticket",
                    ),
                ),
                (
                    "rule",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="automation.rule",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["ticket"], name="occasion_of_ticket")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("act__isnull", False)),
                        fields=("act",),
                        name="an_act_is_one_occasion",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("rule__isnull", False)),
                        fields=("rule", "ticket", "at"),
                        name="a_time_comes_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RuleVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.IntegerField()),
                ("name", models.CharField(max_length=80)),
                ("says", models.JSONField()),
                ("saved_at", models.DateTimeField()),
                ("saved_by", models.TextField()),
                (
                    "rule",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="automation.rule",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        models.F("rule"), models.F("number"), name="rule_versions_are_numbered"
                    )
                ],
            },
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
                ("number", models.IntegerField()),
                ("organisation_id", models.BigIntegerField(null=True)),
                ("event", models.CharField(max_length=20)),
                ("event_at", models.DateTimeField()),
                ("act", models.BigIntegerField(null=True)),
                ("at", models.DateTimeField()),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("done", "Done"),
                            ("skipped", "Skipped"),
                            ("held", "Held"),
                            ("failed", "Failed"),
                        ],
                        max_length=7,
                    ),
                ),
                ("reason", models.JSONField(default=dict)),
                ("did", models.JSONField(default=list)),
                ("mailed", models.BooleanField(default=False)),
                ("chain", models.JSONField(default=list)),
                ("txid", models.BigIntegerField()),
                (
                    "rule",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="automation.rule",
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
                    models.Index(fields=["rule", "-id"], name="runs_of_rule"),
                    models.Index(fields=["ticket", "at"], name="runs_on_ticket"),
                    models.Index(fields=["txid"], name="run_by_transaction"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("act__isnull", False)),
                        fields=("rule", "act"),
                        name="rule_has_its_turn_once_for_an_act",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("act", None)),
                        fields=("rule", "ticket", "event_at"),
                        name="rule_has_its_turn_once_for_a_time",
                    ),
                ],
            },
        ),
    ]
