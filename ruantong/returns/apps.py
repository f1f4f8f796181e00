from django.apps import AppConfig


class ReturnsConfig(AppConfig):
    name = "ruantong.returns"
    verbose_name = "报表"
