from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "ruantong.web"
    verbose_name = "页面工具"
