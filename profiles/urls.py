"""Addresses of profiles."""

from django.urls import path

from .views import (
    advice,
    boundaries,
    comfort,
    edit,
    institutions,
    landing,
    person,
    proof,
    seen,
    staff,
    tags,
    vocabulary,
    welcome,
)

app_name = "profiles"

urlpatterns = [
    path("", landing.landing, name="landing"),
    path("welcome/<int:step>/", welcome.welcome, name="welcome"),
    path("welcome/skip/", welcome.welcome_skip, name="welcome_skip"),
    path("profile/", edit.edit_profile, name="edit_profile"),
    path("profile/understand/", welcome.understand, name="understand"),
    path("profile/photo/", edit.edit_photo, name="edit_photo"),
    path("profile/photo/remove/", edit.remove_photo, name="remove_photo"),
    path("profile/quiet/", edit.quiet_tags, name="quiet_tags"),
    path("profile/quiet/remove/", edit.remove_quiet_tag, name="remove_quiet_tag"),
    path("availability/", edit.availability, name="availability"),
    path("availability/advice/skip/", advice.skip_advice, name="skip_advice"),
    path("people/<uuid:public_id>/photo/", edit.photo, name="photo"),
    path("people/<uuid:public_id>/", person.person, name="person"),
    path("people/<uuid:public_id>/block/", boundaries.block, name="block"),
    path("people/<uuid:public_id>/unblock/", boundaries.unblock, name="unblock"),
    path("people/<uuid:public_id>/evaluates-me/", boundaries.evaluator, name="evaluator"),
    path(
        "people/<uuid:public_id>/evaluates-me/undo/",
        boundaries.unmark_evaluator,
        name="unmark_evaluator",
    ),
    path("tags/", tags.tags, name="tags"),
    path("tags/suggest/", tags.suggest_tags, name="suggest_tags"),
    path("tags/<str:name>/", tags.tag, name="tag"),
    path("tags/<str:name>/follow/", tags.follow_tag, name="follow_tag"),
    path("tags/<str:name>/unfollow/", tags.unfollow_tag, name="unfollow_tag"),
    path("institutions/suggest/", institutions.suggest_institutions, name="suggest_institutions"),
    path("settings/", comfort.comfort, name="comfort"),
    path("settings/seen-by/", seen.seen_by, name="seen_by"),
    path("settings/proof/", proof.proof, name="proof"),
    path("settings/proof/resend/", proof.resend_proof, name="resend_proof"),
    path("settings/proof/give-up/", proof.give_up_proof, name="give_up_proof"),
    path("settings/proof/remove/", proof.withdraw_proof, name="withdraw_proof"),
    path("settings/proof/confirm/<str:token>/", proof.confirm_proof, name="confirm_proof"),
    path("settings/blocked/", boundaries.blocked_people, name="blocked_people"),
    path("staff/hashtags/", staff.held_tags, name="held_tags"),
    path("staff/hashtags/all/", vocabulary.vocabulary, name="vocabulary"),
    path("staff/hashtags/all/<str:key>/", vocabulary.edit_hashtag, name="edit_hashtag"),
    path("staff/hashtags/all/<str:key>/merge/", vocabulary.merge_hashtag, name="merge_hashtag"),
]
