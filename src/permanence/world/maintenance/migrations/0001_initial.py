import datetime

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
            name="Window",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("titles", models.JSONField()),
                ("texts", models.JSONField(default=dict)),
                ("zone", models.TextField()),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("warned_before", models.DurationField(default=datetime.timedelta(days=1))),
                ("ends_by_itself", models.BooleanField(default=False)),
                ("number", models.IntegerField(default=1)),
                ("planned_at", models.DateTimeField()),
                ("planned_by", models.TextField()),
                ("planned_name", models.TextField()),
                ("completed_at", models.DateTimeField(null=True)),
                ("cancelled_at", models.DateTimeField(null=True)),
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
            name="WindowComponent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "component",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.component",
                    ),
                ),
                (
                    "window",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="components_touched",
                        to="maintenance.window",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="window",
            name="components",
            field=models.ManyToManyField(
                related_name="+", through="maintenance.WindowComponent", to="catalogue.component"
            ),
        ),
        migrations.AddConstraint(
            model_name="windowcomponent",
            constraint=models.UniqueConstraint(
                models.F("window"), models.F("component"), name="window_touches_a_component_once"
            ),
        ),
        migrations.AddIndex(
            model_name="window",
            index=models.Index(fields=["desk", "starts_at"], name="window_of_desk"),
        ),
        migrations.AddConstraint(
            model_name="window",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                name="window_ends_after_it_starts",
            ),
        ),
        migrations.AddConstraint(
            model_name="window",
            constraint=models.CheckConstraint(
                condition=models.Q(("completed_at", None), ("cancelled_at", None), _connector="OR"),
                name="window_is_completed_or_cancelled_not_both",
            ),
        ),
        migrations.AddConstraint(
            model_name="window",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("completed_at", None),
                    ("completed_at__gte", models.F("starts_at")),
                    _connector="OR",
                ),
                name="window_is_completed_after_it_starts",
            ),
        ),
        migrations.AddConstraint(
            model_name="window",
            constraint=models.CheckConstraint(
                condition=models.Q(("titles", {}), _negated=True), name="window_has_a_title"
            ),
        ),
    ]
