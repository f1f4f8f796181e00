"""/login/, /logout/, /account/."""

from django.urls import path

from ruantong.accounts import activating, desk, own_phone, proposal_desk, sms_report, views
from ruantong.accounts.sessions import pages

app_name = "accounts"
urlpatterns = [
    path("login/", views.sign_in, name="login"),
    path("login/code/", views.request_code, name="request_code"),
    path("login/code/confirm/", views.confirm_code, name="confirm_code"),
    path("activate/", activating.number, name="activate"),
    path("activate/confirm/", activating.confirm, name="confirm_activation"),
    path("logout/", views.sign_out, name="logout"),
    path("account/", views.account, name="account"),
    path("account/password/", views.password, name="password"),
    path("account/first-password/", views.first_password, name="first_password"),
    path("account/phone/", own_phone.phone, name="phone"),
    path("account/phone/confirm/", own_phone.confirm_phone, name="confirm_phone"),
    path("account/sessions/", pages.sessions, name="sessions"),
    path("account/sessions/<int:pk>/end/", pages.end_one, name="end_session"),
    path("account/sessions/others/end/", pages.end_all_others, name="end_other_sessions"),
    path("account/security/", desk.own_policy, name="own_policy"),
    path("admin/policy/", desk.policies, name="policy"),
    path("admin/proposals/", proposal_desk.proposed, name="proposed"),
    path("admin/proposals/<int:pk>/confirm/", proposal_desk.confirm, name="confirm_account"),
    path("admin/proposals/<int:pk>/decline/", proposal_desk.decline, name="decline_account"),
    path("sms/report/", sms_report.receive, name="sms_report"),
    path("admin/outbox/", desk.outbox, name="outbox"),
]
