"""One narrow row for everybody whom the directory may list, kept by the database itself."""

import django.db.models.deletion
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import migrations, models

# A row is locked before it is worked out: of two changes at once the later sees the earlier.
RELIST = """
CREATE FUNCTION profiles_relist(people bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM profiles_listing
    WHERE user_id IN (SELECT unnest(people)) ORDER BY user_id FOR UPDATE;
    UPDATE profiles_listing AS kept
    SET listed = found.listed, open = found.open, ring = found.ring, marks = found.marks
    FROM (
        SELECT
            account.id AS user_id,
            profile.is_mentor AND profile.welcomed_at IS NOT NULL AND account.is_active
                AND account.suspended_at IS NULL
                AND coalesce(place.status, 'not_offering') <> 'not_offering' AS listed,
            coalesce(place.status = 'open' AND place.seats > place.seats_taken, false) AS open,
            account.public_id AS ring,
            array_remove(ARRAY['stage:' || nullif(profile.stage, '')], NULL)
                || ARRAY['zone:' || profile.time_zone]
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
        AND (kept.listed, kept.open, kept.ring, kept.marks)
            IS DISTINCT FROM (found.listed, found.open, found.ring, found.marks);
END
$$
"""
WORDS = """
CREATE FUNCTION profiles_words(name text, headline text, bio text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN setweight(to_tsvector('simple', profiles_folded(name)), 'A')
    || setweight(to_tsvector('simple', profiles_folded(headline)), 'B')
    || setweight(to_tsvector('english', profiles_folded(headline)), 'B')
    || setweight(to_tsvector('simple', profiles_folded(bio)), 'C')
    || setweight(to_tsvector('english', profiles_folded(bio)), 'C')
"""
LIST_PROFILES = """
CREATE FUNCTION profiles_list_profiles() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO profiles_listing (user_id, listed, open, ring, marks, words)
        SELECT now.user_id, false, false, account.public_id, '{}',
            profiles_words(now.name, now.headline, now.bio)
        FROM now JOIN profiles_user AS account ON account.id = now.user_id;
        PERFORM profiles_relist(ARRAY(SELECT user_id FROM now));
    ELSIF TG_OP = 'UPDATE' THEN
        UPDATE profiles_listing AS kept
        SET words = profiles_words(now.name, now.headline, now.bio)
        FROM now JOIN before ON before.id = now.id
        WHERE kept.user_id = now.user_id
            AND (before.name, before.headline, before.bio)
                IS DISTINCT FROM (now.name, now.headline, now.bio);
        PERFORM profiles_relist(ARRAY(SELECT user_id FROM now));
    ELSE
        DELETE FROM profiles_listing WHERE user_id IN (SELECT user_id FROM before);
    END IF;
    RETURN NULL;
END
$$
"""
LIST_OTHERS = """
CREATE FUNCTION profiles_list_others() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM profiles_relist(ARRAY(SELECT DISTINCT user_id FROM now));
    ELSIF TG_OP = 'UPDATE' THEN
        PERFORM profiles_relist(
            ARRAY(SELECT user_id FROM now UNION SELECT user_id FROM before)
        );
    ELSE
        PERFORM profiles_relist(ARRAY(SELECT DISTINCT user_id FROM before));
    END IF;
    RETURN NULL;
END
$$
"""
LIST_ACCOUNT = """
CREATE FUNCTION profiles_list_account() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM profiles_relist(ARRAY[NEW.id]);
    RETURN NULL;
END
$$
"""
ACCOUNT_TRIGGER = """
CREATE TRIGGER profiles_list_account AFTER UPDATE OF is_active, suspended_at, public_id
ON profiles_user FOR EACH ROW
WHEN (
    (OLD.is_active, OLD.suspended_at, OLD.public_id)
    IS DISTINCT FROM (NEW.is_active, NEW.suspended_at, NEW.public_id)
)
EXECUTE FUNCTION profiles_list_account()
"""
TABLES = {
    "profiles_profile": "profiles_list_profiles",
    "profiles_availability": "profiles_list_others",
    "profiles_hashtagtie": "profiles_list_others",
}
ROWS = {
    "insert": "NEW TABLE AS now",
    "update": "OLD TABLE AS before NEW TABLE AS now",
    "delete": "OLD TABLE AS before",
}
EVERYBODY = """
INSERT INTO profiles_listing (user_id, listed, open, ring, marks, words)
SELECT profile.user_id, false, false, account.public_id, '{}',
    profiles_words(profile.name, profile.headline, profile.bio)
FROM profiles_profile AS profile JOIN profiles_user AS account ON account.id = profile.user_id;
SELECT profiles_relist(ARRAY(SELECT user_id FROM profiles_listing));
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
"""
# Words are long and seldom read: out of the row, so that a page holds many rows.
APART = """
ALTER TABLE profiles_listing SET (toast_tuple_target = 256);
ALTER TABLE profiles_listing ALTER COLUMN words SET STORAGE EXTERNAL;
"""


def function(made: str, signature: str) -> migrations.RunSQL:
    """A function that goes again when the migration is undone."""
    return migrations.RunSQL(made, f"DROP FUNCTION {signature}")


def triggers() -> list[migrations.RunSQL]:
    """For each table and each way of changing it."""
    return [
        migrations.RunSQL(
            f"CREATE TRIGGER profiles_list_{how} AFTER {how} ON {table} REFERENCING {rows}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION {called}()",
            f"DROP TRIGGER profiles_list_{how} ON {table}",
        )
        for table, called in TABLES.items()
        for how, rows in ROWS.items()
    ]


class Migration(migrations.Migration):
    """The words of profiles move there, too: they made every profile twice as large to read."""

    dependencies = [("profiles", "0009_words_of_profiles")]

    operations = [
        migrations.RemoveIndex(model_name="profile", name="profile_by_words"),
        migrations.RemoveField(model_name="profile", name="words"),
        migrations.CreateModel(
            name="Listing",
            fields=[
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="listing",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("listed", models.BooleanField(default=False)),
                ("open", models.BooleanField(default=False)),
                ("ring", models.UUIDField()),
                ("marks", ArrayField(base_field=models.TextField(), default=list, size=None)),
                ("words", SearchVectorField()),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("listed", True)),
                        fields=["open", "ring"],
                        name="listing_in_order",
                    ),
                    GinIndex(
                        condition=models.Q(("listed", True)),
                        fastupdate=False,
                        fields=["marks"],
                        name="listing_by_marks",
                    ),
                    GinIndex(
                        condition=models.Q(("listed", True)),
                        fastupdate=False,
                        fields=["words"],
                        name="listing_by_words",
                    ),
                ],
            },
        ),
        migrations.RunSQL(APART, migrations.RunSQL.noop),
        function(WORDS, "profiles_words(text, text, text)"),
        function(RELIST, "profiles_relist(bigint[])"),
        function(LIST_PROFILES, "profiles_list_profiles()"),
        function(LIST_OTHERS, "profiles_list_others()"),
        function(LIST_ACCOUNT, "profiles_list_account()"),
        *triggers(),
        migrations.RunSQL(
            ACCOUNT_TRIGGER, "DROP TRIGGER profiles_list_account ON profiles_user"
        ),
        migrations.RunSQL(EVERYBODY, migrations.RunSQL.noop),
    ]
