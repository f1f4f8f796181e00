"""Registration and its desk, rosters, contacts, handover."""

from django.urls import path

from ruantong.registry import desk, views

app_name = "registry"
urlpatterns = [
    path("register/", views.register, name="register"),
    path("registration/", views.status, name="status"),
    path("registration/correct/", views.correct, name="correct"),
    path("admin/registrations/", desk.registrations, name="registrations"),
    path("admin/registrations/<int:pk>/", desk.registration, name="registration"),
    path("admin/registrations/<int:pk>/refuse/", desk.refuse, name="refuse"),
    path("admin/registrations/<int:pk>/licence/", desk.licence_file, name="licence"),
]
