"""Addresses of notifications."""

from django.urls import path

from . import views

app_name = "notifications"

urlpatterns = [
    path("notifications/", views.inbox, name="inbox"),
    path("notifications/read/", views.read_all, name="read_all"),
    path("notifications/stop/<str:token>/", views.stop, name="stop"),
    path("settings/notifications/", views.settings, name="settings"),
    path("settings/notifications/quiet/", views.quiet_mode, name="quiet_mode"),
    path("settings/notifications/again/", views.mail_again, name="mail_again"),
    path("notifications/<uuid:public_id>/", views.open_one, name="open"),
]
