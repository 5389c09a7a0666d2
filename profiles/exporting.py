"""What somebody takes along of her profile: what she wrote, and what she chose."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.forms.models import model_to_dict

from safety.models import Block

from .models import Availability, HashtagTie, Profile, QuietTag, TagFollow, User

# Kept for the machine, or said elsewhere in the same file.
NOT_HERS = ("id", "user", "photo", "workplace", "institution_key", "welcome_step", "version")


def about(person: AbstractBaseUser) -> object:
    """Her account, profile, hashtags, places, whom she blocked and what she follows."""
    user = User.objects.select_related("profile").get(pk=person.pk)
    ties = HashtagTie.objects.filter(user=user).order_by("direction", "position")
    blocked = Block.objects.filter(blocker=user).values("blocked")
    places = Availability.objects.filter(user=user)
    return {
        "account": {"email": user.email, "handle": user.handle, "joined": user.date_joined},
        "profile": model_to_dict(user.profile, exclude=NOT_HERS),
        "hashtags": list(ties.values("hashtag__name", "direction", "evidence")),
        "quiet_hashtags": list(QuietTag.objects.filter(user=user).values_list("name", flat=True)),
        "places": [model_to_dict(row, exclude=("id", "user")) for row in places],
        "blocked": list(Profile.objects.filter(user__in=blocked).values_list("name", flat=True)),
        "follows": list(
            TagFollow.objects.filter(user=user).values_list("hashtag__name", flat=True)
        ),
    }
