"""Addresses of messaging."""

from django.urls import path

from .views import conversation

app_name = "messaging"

urlpatterns = [
    path("messages/", conversation.inbox, name="inbox"),
    path("messages/<uuid:public_id>/", conversation.conversation, name="conversation"),
    path("messages/<uuid:public_id>/newer/", conversation.newer_messages, name="newer"),
    path("messages/<uuid:public_id>/send/", conversation.send, name="send"),
    path("people/<uuid:public_id>/write/", conversation.start, name="start"),
]
