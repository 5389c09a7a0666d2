from django.db import migrations

FILL = """
UPDATE profiles_availability
SET last_answer_in = date_trunc('month', answers.latest AT TIME ZONE 'UTC')::date
FROM (
    SELECT mentor_id, max(decided_at) AS latest
    FROM relationships_mentorshiprequest
    WHERE state IN ('accepted', 'declined')
    GROUP BY mentor_id
) AS answers
WHERE profiles_availability.user_id = answers.mentor_id
"""


class Migration(migrations.Migration):
    dependencies = [
        ("relationships", "0002_reasons_and_rules"),
        ("profiles", "0014_months_of_answers_hidings_and_merges"),
    ]

    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
