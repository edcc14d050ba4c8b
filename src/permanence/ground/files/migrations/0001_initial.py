import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Blob",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("organisation_id", models.BigIntegerField(null=True)),
                ("contact_id", models.BigIntegerField(null=True)),
                ("sha256", models.CharField(max_length=64)),
                ("size", models.BigIntegerField()),
                ("content", models.BinaryField(null=True)),
                ("path", models.TextField(default="")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("sha256", "organisation_id", "contact_id"),
                        name="content_is_kept_once_a_customer",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("content__isnull", False), ("path", "")),
                            models.Q(("content", None), models.Q(("path", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="content_is_in_the_row_or_in_the_folder",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Extract",
            fields=[
                (
                    "blob",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="files.blob",
                    ),
                ),
                ("text", models.TextField(blank=True, default="")),
                ("began_at", models.DateTimeField(null=True)),
                ("read_at", models.DateTimeField(null=True)),
            ],
        ),
    ]
