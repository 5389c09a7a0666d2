"""The forms of /settings/ and of the welcome's last step: who sees me, who may write."""

from typing import Self

from django import forms
from django.utils.translation import gettext_lazy as _

from profiles.choices import Audience, Contact, MailNews
from profiles.models import Profile


class ComfortForm(forms.Form):
    """What is asked at both places; each question has an answer from the start."""

    audience = forms.ChoiceField(
        label=_("Who sees my profile"),
        choices=Audience.choices,
        widget=forms.RadioSelect,
        help_text=_(
            "With “nobody”, you are in no list and no count. Whoever you ask for mentorship can "
            "then see you, so that they know who is asking."
        ),
    )
    contact = forms.ChoiceField(
        label=_("Who may write to me"),
        choices=Contact.choices,
        widget=forms.RadioSelect,
        help_text=_("Your mentorships go on whatever you choose here."),
    )

    @classmethod
    def showing(cls, profile: Profile) -> Self:
        """The form with what holds now."""
        return cls(initial={name: getattr(profile, name) for name in cls.base_fields})


class WelcomeForm(ComfortForm):
    """The same, and one question about mail; kind by kind it is chosen later."""

    mail_news = forms.ChoiceField(
        label=_("News by mail"),
        choices=[choice for choice in MailNews.choices if choice[0] != MailNews.AT_ONCE],
        widget=forms.RadioSelect,
        help_text=_(
            "A few a day at most, and none at night; under Me, Notifications you choose kind by "
            "kind. Mails about signing in and the safety of your account always reach you."
        ),
    )


class SettingsForm(ComfortForm):
    """The same, and what is only asked of those who are there already."""

    meets_peers = forms.BooleanField(
        label=_("Show me to people like me, and them to me"),
        required=False,
        help_text=_(
            "Off unless you turn it on. People who share your hashtags, values and stage, and "
            "have turned it on too, then find you and may write you a first message; you find "
            "them under “People like you”. Quiet hashtags never count."
        ),
    )

    field_order = ("audience", "contact", "meets_peers")
