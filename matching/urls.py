"""Addresses of matching."""

from django.urls import path

from . import views

app_name = "matching"

urlpatterns = [
    path("suggestions/", views.suggestions, name="suggestions"),
    path("suggestions/<uuid:person>/fit/", views.fit, name="fit"),
    path("suggestions/<uuid:person>/shortlist/", views.shortlist, name="shortlist"),
    path("suggestions/<uuid:person>/unshortlist/", views.unshortlist, name="unshortlist"),
    path("suggestions/<uuid:person>/dismiss/", views.dismiss, name="dismiss"),
    path("suggestions/<uuid:person>/undismiss/", views.undismiss, name="undismiss"),
]
