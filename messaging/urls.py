"""Addresses of messaging."""

from django.urls import path

from . import views

app_name = "messaging"

urlpatterns = [
    path("messages/", views.inbox, name="inbox"),
    path("messages/<uuid:public_id>/", views.conversation, name="conversation"),
    path("messages/<uuid:public_id>/newer/", views.newer_messages, name="newer"),
    path("messages/<uuid:public_id>/send/", views.send, name="send"),
    path("people/<uuid:public_id>/write/", views.start, name="start"),
]
