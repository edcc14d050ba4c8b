from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Act",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("act", models.TextField()),
                ("subject", models.TextField()),
                ("actor", models.TextField()),
                ("actor_name", models.TextField()),
                ("desk_id", models.BigIntegerField(null=True)),
                ("organisation_id", models.BigIntegerField(null=True)),
                ("facts", models.JSONField()),
            ],
            options={
                "db_table": "journal_act",
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="Access",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("actor", models.TextField()),
                ("actor_name", models.TextField()),
                ("subject", models.TextField()),
                ("what", models.TextField(blank=True, default="")),
                ("way", models.CharField(blank=True, default="", max_length=5)),
                ("desk_id", models.BigIntegerField(null=True)),
                ("sitting", models.DateTimeField()),
                ("first_at", models.DateTimeField()),
                ("last_at", models.DateTimeField()),
                ("reads", models.IntegerField(default=1)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["subject", "-id"], name="access_to_subject"),
                    models.Index(
                        condition=models.Q(("way", ""), _negated=True),
                        fields=["-id"],
                        name="access_to_what_is_secret",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("actor"),
                        models.F("subject"),
                        models.F("what"),
                        models.F("way"),
                        models.F("sitting"),
                        name="access_is_one_row_a_sitting",
                    )
                ],
            },
        ),
    ]
