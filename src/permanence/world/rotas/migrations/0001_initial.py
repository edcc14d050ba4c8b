import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Feed",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=43)),
                ("made_at", models.DateTimeField()),
                ("read_at", models.DateTimeField(null=True)),
                (
                    "specialist",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.specialist",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Rota",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(max_length=40)),
                ("name", models.TextField()),
                ("position", models.IntegerField(default=0)),
                ("retired_at", models.DateTimeField(null=True)),
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
                "constraints": [
                    models.UniqueConstraint(
                        models.F("desk"), models.F("slug"), name="rota_slug_is_unique_on_its_desk"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RotaVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.IntegerField()),
                ("from_at", models.DateTimeField()),
                ("plan", models.JSONField()),
                ("made_at", models.DateTimeField()),
                ("made_by", models.TextField()),
                (
                    "rota",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="rotas.rota",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        models.F("rota"), models.F("number"), name="rota_versions_are_numbered"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("from_at__gte", models.F("made_at"))),
                        name="rota_is_never_changed_in_the_past",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Swap",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("layer", models.IntegerField()),
                ("from_at", models.DateTimeField()),
                ("to_at", models.DateTimeField()),
                ("back_layer", models.IntegerField(null=True)),
                ("back_from", models.DateTimeField(null=True)),
                ("back_to", models.DateTimeField(null=True)),
                ("words", models.TextField(blank=True, default="")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "Asked"),
                            ("agreed", "Agreed"),
                            ("declined", "Declined"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="asked",
                        max_length=10,
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "asked",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.specialist",
                    ),
                ),
                (
                    "asker",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.specialist",
                    ),
                ),
                (
                    "rota",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="swaps",
                        to="rotas.rota",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "asked")),
                        fields=["asked"],
                        name="swap_that_waits_for_answer",
                    ),
                    models.Index(fields=["rota", "-id"], name="swap_of_rota"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("asker", models.F("asked")), _negated=True),
                        name="swap_is_between_two",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("to_at__gt", models.F("from_at"))),
                        name="swapped_hours_end_after_they_begin",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("back_from", None), ("back_layer", None), ("back_to", None)),
                            models.Q(
                                ("back_layer__isnull", False),
                                ("back_to__gt", models.F("back_from")),
                            ),
                            _connector="OR",
                        ),
                        name="hours_in_return_have_two_ends_and_a_layer",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at", None), ("state", "asked")),
                            models.Q(
                                models.Q(("state", "asked"), _negated=True),
                                ("answered_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="swap_that_was_answered_says_when",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Cover",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("layer", models.IntegerField()),
                ("from_at", models.DateTimeField()),
                ("to_at", models.DateTimeField()),
                ("reason", models.TextField(blank=True, default="")),
                ("made_at", models.DateTimeField()),
                ("made_by", models.TextField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.specialist",
                    ),
                ),
                (
                    "rota",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="covers",
                        to="rotas.rota",
                    ),
                ),
                (
                    "swap",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="rotas.swap",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["rota", "to_at"], name="cover_of_rota")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("to_at__gt", models.F("from_at"))),
                        name="cover_ends_after_it_begins",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("from_at__gte", models.F("made_at"))),
                        name="cover_changes_nothing_that_is_past",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Requirement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("level", models.SmallIntegerField(default=1)),
                ("language", models.CharField(blank=True, default="", max_length=5)),
                ("skill", models.TextField(blank=True, default="")),
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
                "constraints": [
                    models.UniqueConstraint(
                        models.F("desk"),
                        models.F("level"),
                        models.F("language"),
                        models.F("skill"),
                        name="requirement_is_said_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("level__gte", 1), ("level__lte", 3)),
                        name="requirement_is_of_one_of_three_levels",
                    ),
                ],
            },
        ),
    ]
