"""Words of names, headlines and bios, kept by the database and found by an index."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import migrations, models

from profiles.words import Folded

FOLD = r"""
CREATE FUNCTION profiles_folded(written text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN translate(
    regexp_replace(
        normalize(
            replace(replace(replace(replace(
                translate(lower(written), 'øłđħıŧð', 'oldhitd'),
                'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th'),
            NFKD
        ),
        U&'[\0300-\036F]', '', 'g'
    ),
    U&'-_./@:#''&+,;()[]"\2019\00B7', repeat(' ', 19)
)
"""


class Migration(migrations.Migration):
    """The function first: the column is made by it."""

    dependencies = [("profiles", "0008_institutions")]

    operations = [
        migrations.RunSQL(FOLD, "DROP FUNCTION profiles_folded(text)"),
        migrations.AddField(
            model_name="profile",
            name="words",
            field=models.GeneratedField(
                db_persist=True,
                expression=(
                    SearchVector(Folded("name"), config="simple", weight="A")
                    + SearchVector(Folded("headline"), config="simple", weight="B")
                    + SearchVector(Folded("headline"), config="english", weight="B")
                    + SearchVector(Folded("bio"), config="simple", weight="C")
                    + SearchVector(Folded("bio"), config="english", weight="C")
                ),
                output_field=SearchVectorField(),
            ),
        ),
        migrations.AddIndex(
            model_name="profile",
            index=GinIndex(
                fields=["words"], name="profile_by_words"
            ),
        ),
    ]
