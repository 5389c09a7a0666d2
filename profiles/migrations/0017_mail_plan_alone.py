"""The choice about the digest of hashtags stands with the other choices by kind now."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('profiles', '0016_mail_plans_and_quiet_mode'),
        ('notifications', '0005_keep_what_was_chosen'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='profile',
            name='mail_digest',
        ),
    ]
