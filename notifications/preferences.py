"""What one person chose to be mailed, and when: the kind, the cap, the quiet hours, the mornings.

Asked when news is written, and again when its mail is about to go: what holds then, holds.
"""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from profiles.choices import MailNews
from profiles.models import User

from .choices import How
from .kinds import Kind
from .models import NewsSettings

MORNING = time(7, 0)
THURSDAY = 3
# What waited for the night to end goes a little later, so that the morning's digest takes it along.
AFTER_QUIET = timedelta(minutes=10)
GATHERED = {How.DAILY, How.WEEKLY}


def settings_of(user: User) -> NewsSettings:
    """What a person chose; the defaults, not saved, for one who never did. One query."""
    return NewsSettings.objects.filter(user=user).first() or NewsSettings(user=user)


def hold_settings(user_id: int) -> NewsSettings:
    """A person's row, locked until the transaction ends: whoever sends to her waits for it."""
    rows = NewsSettings.objects.select_for_update(of=("self",)).select_related("user__profile")
    held = rows.filter(user_id=user_id).first()
    if held is None:
        NewsSettings.objects.get_or_create(user_id=user_id)
        held = rows.get(user_id=user_id)
    return held


def chosen_how(kind: Kind, user: User, settings: NewsSettings) -> How:
    """What a person chose for a kind of news, by itself or with her plan."""
    said = settings.choices.get(kind.name)
    if said in kind.offers:
        return How(said)
    plan = user.profile.mail_news
    if plan in {MailNews.AT_ONCE, MailNews.WEEKLY, MailNews.NEVER} and plan in kind.offers:
        return How(plan)
    return kind.how


def how_of(kind: Kind, user: User, settings: NewsSettings) -> How:
    """When a person is mailed news of a kind: in quiet mode once a week at most."""
    how = chosen_how(kind, user, settings)
    if how != How.NEVER and user.profile.quiet_mode:
        how = How.WEEKLY
    if how in GATHERED and not settings.gathers:
        return How.NEVER
    return how


def has_bounced(user: User, settings: NewsSettings) -> bool:
    """True while mail to the address that the person has now comes back."""
    return bool(settings.bounced_at) and settings.bounced_address == user.email


def quiet_ends(now: datetime, settings: NewsSettings, zone: ZoneInfo) -> datetime | None:
    """When the quiet hours end that hold `now`; None when it is not quiet."""
    begin, end = settings.quiet_from, settings.quiet_until
    if begin is None or end is None or begin == end:
        return None
    here = now.astimezone(zone)
    clock = here.time()
    quiet = begin <= clock < end if begin < end else clock >= begin or clock < end
    if not quiet:
        return None
    day = here.date() + timedelta(days=1 if clock >= end else 0)
    ends = datetime.combine(day, end, tzinfo=zone)
    # In the night on which an hour comes twice, its first round may be over and it is quiet again.
    return ends if ends > now else ends.replace(fold=1)


def day_of(now: datetime, zone: ZoneInfo) -> date:
    """The day it is where a person lives."""
    return now.astimezone(zone).date()


def next_morning(now: datetime, zone: ZoneInfo) -> datetime:
    """Seven o'clock of the day after, where a person lives."""
    return datetime.combine(day_of(now, zone) + timedelta(days=1), MORNING, tzinfo=zone)


def period_begun(now: datetime, *, how: str, zone: ZoneInfo) -> datetime:
    """When the day or week began that holds `now`: at seven, each day or each Thursday."""
    here = now.astimezone(zone)
    weekly = how == How.WEEKLY
    back = (here.weekday() - THURSDAY) % 7 if weekly else 0
    begun = datetime.combine(here.date() - timedelta(days=back), MORNING, tzinfo=zone)
    if begun > here:
        earlier = begun.date() - timedelta(days=7 if weekly else 1)
        begun = datetime.combine(earlier, MORNING, tzinfo=zone)
    return begun
