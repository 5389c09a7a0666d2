"""In every conversation each message is later than the one above it, by a microsecond at least.

Where the clocks of two servers were apart, a message moves to just after the one above.
"""

from django.db import migrations

MESSAGES = """
    UPDATE messaging_message message SET sent_at = ordered.at
    FROM (
        SELECT id,
            max(sent_at - number * interval '1 microsecond')
                OVER (PARTITION BY conversation_id ORDER BY number)
                + number * interval '1 microsecond' AS at
        FROM messaging_message
    ) ordered
    WHERE ordered.id = message.id AND message.sent_at <> ordered.at
"""
CONVERSATIONS = """
    UPDATE messaging_conversation talk SET last_at = newest.at
    FROM (
        SELECT conversation_id, max(sent_at) AS at FROM messaging_message GROUP BY conversation_id
    ) newest
    WHERE newest.conversation_id = talk.id AND talk.last_at < newest.at
"""


class Migration(migrations.Migration):
    dependencies = [("messaging", "0004_groups_edits_and_holds")]

    operations = [
        migrations.RunSQL(MESSAGES, migrations.RunSQL.noop),
        migrations.RunSQL(CONVERSATIONS, migrations.RunSQL.noop),
    ]
