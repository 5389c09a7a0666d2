"""Addresses of matching."""

from django.urls import path

from . import peer_views, views

app_name = "matching"

urlpatterns = [
    path("suggestions/", views.suggestions, name="suggestions"),
    path("suggestions/<uuid:person>/fit/", views.fit, name="fit"),
    path("suggestions/<uuid:person>/shortlist/", views.shortlist, name="shortlist"),
    path("suggestions/<uuid:person>/unshortlist/", views.unshortlist, name="unshortlist"),
    path("suggestions/<uuid:person>/dismiss/", views.dismiss, name="dismiss"),
    path("suggestions/<uuid:person>/undismiss/", views.undismiss, name="undismiss"),
    path("peers/", peer_views.peers, name="peers"),
    path("peers/switch/", peer_views.switch, name="switch_peers"),
    path("peers/<uuid:person>/dismiss/", peer_views.dismiss, name="dismiss_peer"),
    path("peers/<uuid:person>/undismiss/", peer_views.undismiss, name="undismiss_peer"),
]
