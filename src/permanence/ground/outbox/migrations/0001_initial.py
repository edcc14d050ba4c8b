from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Message",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("owner", models.TextField()),
                ("kind", models.TextField()),
                ("desk_id", models.BigIntegerField(null=True)),
                ("organisation_id", models.BigIntegerField(null=True)),
                ("message_id", models.TextField()),
                ("sender", models.TextField()),
                ("sender_name", models.TextField(default="")),
                ("reply_to", models.TextField(default="")),
                ("recipients", models.JSONField()),
                ("subject", models.TextField()),
                ("text", models.TextField()),
                ("html", models.TextField(default="")),
                ("headers", models.JSONField(default=dict)),
                ("files", models.JSONField(default=list)),
                ("language", models.CharField(max_length=5)),
                ("queued_at", models.DateTimeField()),
                ("next_try_at", models.DateTimeField()),
                ("attempts", models.IntegerField(default=0)),
                ("is_bulk", models.BooleanField(default=False)),
                ("sent_at", models.DateTimeField(null=True)),
                ("failed_at", models.DateTimeField(null=True)),
                ("bounced_at", models.DateTimeField(null=True)),
                ("answer", models.TextField(default="")),
                ("heard_at", models.DateTimeField(null=True)),
                ("redacted_at", models.DateTimeField(null=True)),
                ("digest", models.CharField(default="", max_length=64)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(
                            ("failed_at", None), ("is_bulk", False), ("sent_at", None)
                        ),
                        fields=["next_try_at"],
                        name="message_waiting",
                    ),
                    models.Index(
                        condition=models.Q(
                            ("failed_at", None), ("is_bulk", True), ("sent_at", None)
                        ),
                        fields=["next_try_at"],
                        name="bulk_message_waiting",
                    ),
                    models.Index(fields=["owner", "id"], name="message_of_owner"),
                    models.Index(
                        condition=models.Q(
                            ("failed_at__isnull", False),
                            ("bounced_at__isnull", False),
                            _connector="OR",
                        ),
                        fields=["id"],
                        name="message_undelivered",
                    ),
                    models.Index(
                        condition=models.Q(
                            models.Q(
                                ("failed_at__isnull", False),
                                ("bounced_at__isnull", False),
                                _connector="OR",
                            ),
                            ("heard_at", None),
                        ),
                        fields=["owner"],
                        name="message_not_heard_of",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("message_id"), name="message_id_is_given_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("sent_at", None), ("failed_at", None), _connector="OR"),
                        name="message_is_sent_or_failed_not_both",
                    ),
                ],
            },
        ),
    ]
