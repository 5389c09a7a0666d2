"""Addresses of notifications."""

from django.urls import path

from . import views

app_name = "notifications"

urlpatterns = [
    path("notifications/", views.inbox, name="inbox"),
    path("notifications/read/", views.read_all, name="read_all"),
    path("notifications/stop/<str:token>/", views.stop_digest, name="stop_digest"),
    path("notifications/<uuid:public_id>/", views.open_one, name="open"),
]
