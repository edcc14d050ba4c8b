import django.db.models.deletion
import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Installation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.TextField()),
                ("product", models.TextField(blank=True, default="")),
                ("purpose", models.SlugField()),
                ("runs_at", models.SlugField()),
                ("keeper", models.SlugField()),
                ("region", models.TextField(blank=True, default="")),
                ("zone", models.TextField(blank=True, default="")),
                ("notes", models.TextField(blank=True, default="")),
                ("number", models.IntegerField(default=1)),
                ("confirmed_at", models.DateTimeField()),
                ("confirmed_by", models.TextField()),
                ("confirmed_name", models.TextField()),
                ("retired_at", models.DateTimeField(null=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        models.F("organisation"),
                        django.db.models.functions.text.Lower("name"),
                        condition=models.Q(("retired_at", None)),
                        name="installation_name_is_unique_at_its_customer",
                    ),
                    models.UniqueConstraint(
                        fields=("id", "organisation"), name="installation_belongs_to_one_customer"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("keeper__in", ["customer", "desk"]),
                            ("purpose__in", ["production", "test"]),
                            ("runs_at__in", ["customer", "desk"]),
                        ),
                        name="installation_is_for_a_known_purpose",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Piece",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("organisation_id", models.BigIntegerField()),
                ("kind", models.SlugField()),
                ("name", models.TextField(blank=True, default="")),
                ("value", models.TextField(blank=True, default="")),
                ("detail", models.TextField(blank=True, default="")),
                ("since", models.DateTimeField(null=True)),
                ("is_gone", models.BooleanField(default=False)),
                ("written_at", models.DateTimeField()),
                ("written_by", models.TextField()),
                ("written_name", models.TextField()),
                ("struck_at", models.DateTimeField(null=True)),
                ("struck_name", models.TextField(blank=True, default="")),
                (
                    "installation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pieces",
                        to="catalogue.installation",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        models.F("installation"),
                        models.F("kind"),
                        django.db.models.functions.text.Lower("name"),
                        models.F("since"),
                        condition=models.Q(("struck_at", None)),
                        name="one_piece_of_a_name_begins_at_an_instant",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["version", "integration", "server"])),
                        name="piece_is_of_a_known_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("name", ""), _negated=True),
                            models.Q(
                                ("kind", "version"),
                                models.Q(
                                    models.Q(("value", ""), _negated=True),
                                    ("is_gone", True),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="piece_says_what_it_is",
                    ),
                ],
            },
        ),
    ]
