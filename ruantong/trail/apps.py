from django.apps import AppConfig


class TrailConfig(AppConfig):
    name = "ruantong.trail"
    verbose_name = "操作日志"
