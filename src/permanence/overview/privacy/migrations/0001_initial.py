from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Leftover",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "place",
                    models.CharField(
                        choices=[("file", "File"), ("letter", "Letter"), ("mail", "Mail")],
                        max_length=6,
                    ),
                ),
                ("path", models.TextField()),
                ("left_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Redaction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("ticket_id", models.BigIntegerField()),
                ("entry_id", models.BigIntegerField()),
                ("organisation_id", models.BigIntegerField(null=True)),
                (
                    "what",
                    models.CharField(
                        choices=[("piece", "Piece"), ("entry", "Entry"), ("file", "File")],
                        max_length=5,
                    ),
                ),
                ("why", models.CharField(max_length=10)),
                ("note", models.TextField(blank=True, default="")),
                ("by", models.TextField()),
                ("by_name", models.TextField()),
                ("at", models.DateTimeField()),
                ("done_at", models.DateTimeField(null=True)),
                ("counts", models.JSONField(default=dict)),
            ],
            options={
                "indexes": [models.Index(fields=["ticket_id", "at"], name="redaction_of_ticket")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("why__in", ["secret", "payment", "personal", "wrong_file", "other"])
                        ),
                        name="redaction_has_a_known_reason",
                    )
                ],
            },
        ),
    ]
