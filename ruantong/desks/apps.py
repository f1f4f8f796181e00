from django.apps import AppConfig


class DesksConfig(AppConfig):
    name = "ruantong.desks"
    verbose_name = "审核台"
