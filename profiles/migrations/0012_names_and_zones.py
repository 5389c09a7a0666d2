"""Words of names among the marks, so that whoever is named so is found before who mentions it; time
zones as a column, since a search asks for hundreds of them at once."""

from importlib import import_module

from django.db import migrations, models

NAMED = """
CREATE FUNCTION profiles_named(name text) RETURNS text[] LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
AS $$
BEGIN
    RETURN ARRAY(
        SELECT 'name:' || word
        FROM unnest(tsvector_to_array(to_tsvector('simple', profiles_folded(name)))) AS word
    );
END
$$
"""
RELIST = """
CREATE OR REPLACE FUNCTION profiles_relist(people bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM profiles_listing
    WHERE user_id IN (SELECT unnest(people)) ORDER BY user_id FOR UPDATE;
    UPDATE profiles_listing AS kept
    SET listed = found.listed, open = found.open, ring = found.ring, marks = found.marks,
        zone = found.zone
    FROM (
        SELECT
            account.id AS user_id,
            profile.is_mentor AND profile.welcomed_at IS NOT NULL AND account.is_active
                AND account.suspended_at IS NULL
                AND coalesce(place.status, 'not_offering') <> 'not_offering' AS listed,
            coalesce(place.status = 'open' AND place.seats > place.seats_taken, false) AS open,
            account.public_id AS ring,
            profile.time_zone AS zone,
            array_remove(ARRAY['stage:' || nullif(profile.stage, '')], NULL)
                || profiles_named(profile.name)
                || ARRAY(SELECT 'kind:' || kind FROM unnest(profile.offers_kinds) AS kind)
                || ARRAY(SELECT 'language:' || code FROM unnest(profile.languages) AS code)
                || ARRAY(
                    SELECT DISTINCT 'tag:' || tie.hashtag_id
                    FROM profiles_hashtagtie AS tie
                    WHERE tie.user_id = account.id AND tie.direction IN ('is', 'offers')
                    ORDER BY 1
                ) AS marks
        FROM (SELECT DISTINCT unnest(people) AS id) AS asked
        JOIN profiles_user AS account ON account.id = asked.id
        JOIN profiles_profile AS profile ON profile.user_id = asked.id
        LEFT JOIN profiles_availability AS place ON place.user_id = asked.id
    ) AS found
    WHERE kept.user_id = found.user_id
        AND (kept.listed, kept.open, kept.ring, kept.marks, kept.zone)
            IS DISTINCT FROM (found.listed, found.open, found.ring, found.marks, found.zone);
END
$$
"""
EVERYBODY = "SELECT profiles_relist(ARRAY(SELECT user_id FROM profiles_listing))"
# A page reads a few rows: to start a second process takes longer than to read them.
ALONE = "ALTER TABLE profiles_listing SET (parallel_workers = 0)"


def as_before() -> str:
    """The function of the migration before this one."""
    made: str = import_module("profiles.migrations.0010_listings").RELIST
    return made.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")


class Migration(migrations.Migration):
    """Undone, the marks are worked out again as they were."""

    dependencies = [("profiles", "0011_curated_hashtags")]

    operations = [
        migrations.RunSQL(migrations.RunSQL.noop, EVERYBODY),
        migrations.AddField(
            model_name="listing",
            name="zone",
            field=models.TextField(db_default="", default=""),
        ),
        migrations.AddIndex(
            model_name="listing",
            index=models.Index(
                condition=models.Q(("listed", True)), fields=["zone"], name="listing_by_zone"
            ),
        ),
        migrations.RunSQL(NAMED, "DROP FUNCTION profiles_named(text)"),
        migrations.RunSQL(RELIST, as_before()),
        migrations.RunSQL(EVERYBODY, migrations.RunSQL.noop),
        migrations.RunSQL(ALONE, "ALTER TABLE profiles_listing RESET (parallel_workers)"),
    ]
