import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Stir",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("desk_id", models.BigIntegerField(null=True)),
                ("topic", models.TextField()),
            ],
            options={
                "db_table": "attention_stir",
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="Viewing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("subject", models.TextField()),
                ("page", models.CharField(max_length=40)),
                ("writing", models.CharField(blank=True, default="", max_length=10)),
                ("writing_at", models.DateTimeField(null=True)),
                ("since", models.DateTimeField()),
                ("seen_at", models.DateTimeField()),
                (
                    "specialist",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.specialist",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        models.F("subject"), models.F("specialist"), name="who_views_is_named_once"
                    )
                ],
            },
        ),
    ]
