from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "ruantong.registry"
    verbose_name = "名录"
