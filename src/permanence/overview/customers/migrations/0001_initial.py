import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="ContactMerge",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.SlugField()),
                ("kept", models.JSONField(default=dict)),
                ("by", models.TextField()),
                ("by_name", models.TextField()),
                ("merged_at", models.DateTimeField()),
                ("undone_at", models.DateTimeField(null=True)),
                (
                    "merged",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.contact",
                    ),
                ),
                (
                    "survivor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.contact",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("undone_at", None)),
                        fields=("merged",),
                        name="contact_is_merged_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("merged", models.F("survivor")), _negated=True),
                        name="contact_is_merged_into_another",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ContactKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.TextField(db_collation="C")),
                (
                    "contact",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.contact",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        models.F("key"), models.F("contact"), name="contact_has_each_key_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SharedKey",
            fields=[
                (
                    "key",
                    models.TextField(db_collation="C", primary_key=True, serialize=False),
                ),
                ("contacts", models.IntegerField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("contacts__gte", 0)), name="key_is_somebodys"
                    )
                ],
                "indexes": [
                    models.Index(
                        models.F("key"),
                        condition=models.Q(("contacts__gte", 2)),
                        name="key_that_several_have",
                    )
                ],
            },
        ),
    ]
