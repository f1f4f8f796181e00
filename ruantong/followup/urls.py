"""Addresses of messages, rules of reminding, the log and one's own settings."""

from __future__ import annotations

from django.urls import path

from ruantong.followup.views import log, messages, own, rules

app_name = "followup"

urlpatterns = [
    path("messages/", messages.inbox, name="inbox"),
    path("messages/read/", messages.read, name="read"),
    path("account/reminders/", own.settings, name="own"),
    path("account/reminders/address/<str:token>/", own.prove, name="prove"),
    path("reminders/log/", log.log, name="log"),
    path("reminders/rules/", rules.rules, name="rules"),
    path("reminders/rules/new/", rules.new, name="rule_new"),
    path("reminders/rules/suggested/", rules.adopt, name="rules_suggested"),
    path("reminders/rules/<int:pk>/", rules.change, name="rule"),
    path("reminders/rules/<int:pk>/switch/", rules.switch, name="rule_switch"),
]
