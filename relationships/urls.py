"""Addresses of relationships."""

from django.urls import path

from . import views

app_name = "relationships"

urlpatterns = [
    path("people/<uuid:public_id>/ask/", views.ask, name="ask"),
    path("requests/", views.requests, name="requests"),
    path("requests/answer/<str:token>/", views.answer, name="answer"),
    path("requests/<uuid:public_id>/", views.request_page, name="request"),
    path("requests/<uuid:public_id>/accept/", views.accept, name="accept"),
    path("requests/<uuid:public_id>/decline/", views.decline, name="decline"),
    path("requests/<uuid:public_id>/withdraw/", views.withdraw, name="withdraw"),
    path("mentorships/", views.mine, name="mine"),
    path("mentorships/<uuid:public_id>/", views.relationship, name="relationship"),
    path("mentorships/<uuid:public_id>/places/", views.places, name="places"),
    path("mentorships/<uuid:public_id>/end/", views.end, name="end"),
]
