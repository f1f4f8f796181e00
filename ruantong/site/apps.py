from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "ruantong.site"
    verbose_name = "平台"
