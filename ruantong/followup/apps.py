from django.apps import AppConfig


class FollowupConfig(AppConfig):
    name = "ruantong.followup"
    verbose_name = "催报"
