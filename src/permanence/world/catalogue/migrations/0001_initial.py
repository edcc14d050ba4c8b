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
            name="Component",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.SlugField(db_index=False)),
                ("names", models.JSONField()),
                ("kind", models.SlugField(db_index=False)),
                ("is_public", models.BooleanField(default=True)),
                ("position", models.IntegerField(default=0)),
                ("archived_at", models.DateTimeField(null=True)),
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
            name="Dependency",
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
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="dependencies",
                        to="catalogue.component",
                    ),
                ),
                (
                    "needs",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="dependents",
                        to="catalogue.component",
                    ),
                ),
            ],
        ),
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
        ),
        migrations.AddConstraint(
            model_name="component",
            constraint=models.UniqueConstraint(
                models.F("desk"), models.F("key"), name="component_key_is_unique_on_a_desk"
            ),
        ),
        migrations.AddConstraint(
            model_name="component",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["platform", "application", "component"])),
                name="component_is_of_a_known_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="component",
            constraint=models.CheckConstraint(
                condition=models.Q(("names", {}), _negated=True), name="component_has_a_name"
            ),
        ),
        migrations.AddConstraint(
            model_name="dependency",
            constraint=models.UniqueConstraint(
                models.F("component"), models.F("needs"), name="component_needs_another_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="dependency",
            constraint=models.CheckConstraint(
                condition=models.Q(("component", models.F("needs")), _negated=True),
                name="component_never_needs_itself",
            ),
        ),
        migrations.AddConstraint(
            model_name="installation",
            constraint=models.UniqueConstraint(
                models.F("organisation"),
                django.db.models.functions.text.Lower("name"),
                condition=models.Q(("retired_at", None)),
                name="installation_name_is_unique_at_its_customer",
            ),
        ),
        migrations.AddConstraint(
            model_name="installation",
            constraint=models.UniqueConstraint(
                fields=("id", "organisation"), name="installation_belongs_to_one_customer"
            ),
        ),
        migrations.AddConstraint(
            model_name="installation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("keeper__in", ["customer", "desk"]),
                    ("purpose__in", ["production", "test"]),
                    ("runs_at__in", ["customer", "desk"]),
                ),
                name="installation_is_for_a_known_purpose",
            ),
        ),
        migrations.AddConstraint(
            model_name="piece",
            constraint=models.UniqueConstraint(
                models.F("installation"),
                models.F("kind"),
                django.db.models.functions.text.Lower("name"),
                models.F("since"),
                condition=models.Q(("struck_at", None)),
                name="one_piece_of_a_name_begins_at_an_instant",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="piece",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["version", "integration", "server"])),
                name="piece_is_of_a_known_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="piece",
            constraint=models.CheckConstraint(
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
        ),
    ]
