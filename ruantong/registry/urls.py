"""Registration and its desk, rosters, contacts, handover."""

from django.urls import path

from ruantong.registry import account_desk, desk, views

app_name = "registry"
urlpatterns = [
    path("register/", views.register, name="register"),
    path("registration/", views.status, name="status"),
    path("registration/correct/", views.correct, name="correct"),
    path("admin/registrations/", desk.registrations, name="registrations"),
    path("admin/registrations/<int:pk>/", desk.registration, name="registration"),
    path("admin/registrations/<int:pk>/refuse/", desk.refuse, name="refuse"),
    path("admin/registrations/<int:pk>/licence/", desk.licence_file, name="licence"),
    path("admin/accounts/", account_desk.accounts, name="accounts"),
    path("admin/accounts/new/", account_desk.assign, name="assign"),
    path("admin/accounts/<int:pk>/", account_desk.account, name="account"),
    path("admin/accounts/<int:pk>/reset/", account_desk.reset, name="reset"),
    path("admin/accounts/<int:pk>/enable/", account_desk.enable, name="enable"),
    path("admin/accounts/<int:pk>/role/", account_desk.change_role, name="change_role"),
    path(
        "admin/accounts/<int:pk>/memberships/<int:membership>/end/",
        account_desk.end_membership,
        name="end_membership",
    ),
]
