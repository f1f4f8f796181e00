"""What a person has beside the password, and how often he was wrong."""

from __future__ import annotations

from django.db import models

from ruantong.accounts.models import User

NAME = 40


class Authenticator(models.Model):
    """An app that shows a new code every 30 seconds (TOTP, RFC 6238).

    ``sealed`` is the encrypted secret. ``last_step`` is the 30 seconds whose code was taken last: that
    one and all before it are used up.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="authenticators")
    name = models.CharField("名称", max_length=NAME)
    sealed = models.TextField()
    last_step = models.BigIntegerField()
    added_at = models.DateTimeField("启用时间")
    used_at = models.DateTimeField("最近使用", null=True)

    class Meta:
        ordering = ["added_at", "id"]
        verbose_name = "动态口令"

    def __str__(self) -> str:
        return self.name


class Passkey(models.Model):
    """A key pair on a person's device (WebAuthn), good at the one host it was made for.

    ``public`` is the attested credential data, ``sign_count`` the device's counter at the last use.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="passkeys")
    name = models.CharField("名称", max_length=NAME)
    credential_id = models.CharField(max_length=1400, unique=True)
    public = models.TextField()
    host = models.CharField("登录域名", max_length=253)
    sign_count = models.BigIntegerField()
    added_at = models.DateTimeField("启用时间")
    used_at = models.DateTimeField("最近使用", null=True)

    class Meta:
        ordering = ["added_at", "id"]
        verbose_name = "通行密钥"

    def __str__(self) -> str:
        return self.name


class RecoveryCode(models.Model):
    """One of ten codes on paper, as a keyed hash; each opens once."""

    user = models.ForeignKey(User, models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "digest"], name="one_row_per_recovery_code"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.made_at}"


class Tries(models.Model):
    """Wrong codes of an account since the last right one, and until when no more are taken."""

    user = models.OneToOneField(User, models.CASCADE, related_name="+")
    failures = models.PositiveIntegerField(default=0)
    closed_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.user_id} {self.failures}"
