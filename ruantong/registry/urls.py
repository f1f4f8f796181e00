"""Registration and its desk, rosters, contacts, handover."""

from django.urls import path

from ruantong.registry.accounts import desk as account_desk
from ruantong.registry.cas import door as cas_door
from ruantong.registry.contact_sheet import desk as contact_desk
from ruantong.registry.own_unit import contact as own_contact
from ruantong.registry.own_unit import desk as own_unit
from ruantong.registry.people import desk as people
from ruantong.registry.people import door
from ruantong.registry.registration import applicant_phone, desk, views
from ruantong.registry.roster_import import desk as import_desk
from ruantong.registry.units import act_pages as unit_acts
from ruantong.registry.units import desk as unit_desk
from ruantong.registry.units import list_desk

app_name = "registry"
urlpatterns = [
    path("login/cas/", cas_door.entrance, name="cas"),
    path("login/cas/go/", cas_door.go, name="cas_go"),
    path("login/cas/ticket/", cas_door.ticket, name="cas_ticket"),
    path("login/cas/forget/", cas_door.forget, name="cas_forget"),
    path("login/cas/left/", cas_door.left, name="cas_left"),
    path("register/", views.register, name="register"),
    path("register/phone/", applicant_phone.phone, name="applicant_phone"),
    path("register/phone/confirm/", applicant_phone.confirm, name="confirm_applicant_phone"),
    path("register/scope/", views.scope_check, name="scope_check"),
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
    path("admin/accounts/<int:pk>/second-factor/", account_desk.clear_factor, name="clear_factor"),
    path("admin/accounts/<int:pk>/enable/", account_desk.enable, name="enable"),
    path("admin/accounts/<int:pk>/role/", account_desk.change_role, name="change_role"),
    path(
        "admin/accounts/<int:pk>/memberships/<int:membership>/end/",
        account_desk.end_membership,
        name="end_membership",
    ),
    path("units/", unit_desk.units, name="units"),
    path("units/<int:pk>/", unit_desk.unit, name="unit"),
    path("units/<int:pk>/change/", unit_desk.change, name="unit_change"),
    path("units/<int:pk>/rename/", unit_acts.rename, name="unit_rename"),
    path("units/<int:pk>/leave/", unit_acts.leave, name="unit_leave"),
    path("units/<int:pk>/move/", unit_acts.move, name="unit_move"),
    path("units/<int:pk>/roster/<slug:roster>/<slug:act>/", unit_acts.roster, name="unit_roster"),
    path("city/rosters/", list_desk.rosters, name="rosters"),
    path("city/rosters/import/", import_desk.imports, name="imports"),
    path("city/rosters/import/template/", import_desk.template, name="import_template"),
    path("city/rosters/import/<int:pk>/", import_desk.one_import, name="import"),
    path("city/rosters/import/<int:pk>/take/", import_desk.take, name="import_take"),
    path("city/rosters/import/<int:pk>/drop/", import_desk.drop, name="import_drop"),
    path("contacts/", contact_desk.contacts, name="contacts"),
    path("contacts/sheet/", contact_desk.sheet, name="contacts_sheet"),
    path("contacts/remind/", contact_desk.remind, name="contacts_remind"),
    path("contacts/<slug:district>/history/", contact_desk.earlier, name="contacts_history"),
    path("unit/", own_unit.own_unit, name="own_unit"),
    path("unit/<int:pk>/people/", people.people, name="people"),
    path("unit/<int:pk>/people/invite/", people.invite, name="invite"),
    path("unit/<int:pk>/people/submitters/", people.submitters, name="submitters"),
    path("unit/<int:pk>/people/<int:membership>/", people.person, name="person"),
    path("unit/<int:pk>/people/<int:membership>/end/", people.end_person, name="end_person"),
    path(
        "unit/<int:pk>/people/invitations/<int:invitation>/withdraw/",
        people.withdraw_invitation,
        name="withdraw_invitation",
    ),
    path("join/<str:token>/", door.join, name="join"),
    path("unit/<int:pk>/contact/", own_contact.contact, name="contact"),
    path("unit/<int:pk>/contact/confirm/", own_contact.confirm_contact, name="confirm_contact"),
    path("unit/<int:pk>/handover/", own_unit.offer, name="offer"),
    path("invitations/", door.waiting, name="waiting"),
    path("invitations/<int:pk>/accept/", door.accept_waiting, name="accept_waiting"),
]
