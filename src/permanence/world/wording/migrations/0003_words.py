"""How texts are cut into words for searches: stems without accents, in each language."""

from django.db import migrations

LANGUAGES = {
    "en": "english",
    "fr": "french",
    "de": "german",
    "it": "italian",
    "es": "spanish",
}
WORDS = "create extension if not exists unaccent;" + "".join(
    f"""
create text search configuration words_{language} (copy = {configuration});
alter text search configuration words_{language}
    alter mapping for hword, hword_part, word with unaccent, {configuration}_stem;
"""
    for language, configuration in LANGUAGES.items()
)


class Migration(migrations.Migration):
    dependencies = [("wording", "0002_rights")]

    operations = [migrations.RunSQL(WORDS, "select 1")]
