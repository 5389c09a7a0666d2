"""Addresses of profiles."""

from django.urls import path

from .views import boundaries, comfort, person, staff, tags

app_name = "profiles"

urlpatterns = [
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
    path("settings/", comfort.comfort, name="comfort"),
    path("settings/blocked/", boundaries.blocked_people, name="blocked_people"),
    path("staff/hashtags/", staff.held_tags, name="held_tags"),
]
