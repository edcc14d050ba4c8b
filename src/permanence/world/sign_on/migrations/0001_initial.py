import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Provider",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.SlugField(unique=True)),
                ("kind", models.SlugField()),
                ("name", models.TextField()),
                ("is_active", models.BooleanField(default=True)),
                ("issuer", models.TextField(unique=True)),
                ("client_id", models.TextField(default="")),
                ("client_secret", models.TextField(default="")),
                ("scopes", models.TextField(default="")),
                ("sign_in_url", models.TextField(default="")),
                ("certificates", models.TextField(default="")),
                ("email_claim", models.TextField(default="email")),
                ("name_claim", models.TextField(default="name")),
                ("trusts_addresses", models.BooleanField(default=False)),
                ("counts_second_factor", models.BooleanField(default=False)),
                ("groups_claim", models.TextField(default="")),
                ("grants", models.JSONField(default=list)),
                ("admits_newcomers", models.BooleanField(default=False)),
                ("told", models.JSONField(default=dict)),
                ("keys", models.JSONField(default=dict)),
                ("read_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Approach",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("state", models.TextField(unique=True)),
                ("digest", models.TextField()),
                ("back", models.TextField(default="")),
                ("begun_at", models.DateTimeField(db_index=True)),
                ("answer", models.TextField(default="")),
                (
                    "provider",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="sign_on.provider",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Binding",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("issuer", models.TextField()),
                ("subject", models.TextField()),
                ("since", models.DateTimeField()),
                ("used_at", models.DateTimeField()),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        models.F("issuer"), models.F("subject"), name="subject_is_one_log_in"
                    ),
                    models.UniqueConstraint(
                        models.F("issuer"),
                        models.F("user"),
                        name="log_in_is_one_subject_of_an_issuer",
                    ),
                ],
            },
        ),
    ]
