"""A policy profile as others ask for it: what holds for an account of this role."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from ruantong.core.lifecycle import Role


class Kind(StrEnum):
    """Whose account: a policy tells these apart and no finer."""

    RESPONDENT = "respondent"
    OFFICER = "officer"
    ADMINISTRATOR = "administrator"


KIND_LABELS = {
    Kind.RESPONDENT: "企业填报员",
    Kind.OFFICER: "区县、市级、协会、园区",
    Kind.ADMINISTRATOR: "三类管理员",
}
_ADMINISTRATORS = {Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN}


def kind_of(role: Role | str) -> Kind:
    if role == Role.RESPONDENT:
        return Kind.RESPONDENT
    return Kind.ADMINISTRATOR if Role(role) in _ADMINISTRATORS else Kind.OFFICER


@dataclass(frozen=True)
class Value:
    """One demand: a number for each kind of account, 0 where it is not made.

    ``source`` is the clause of the norm ("" without one), ``why`` how the number came about.
    """

    numbers: Mapping[Kind, int]
    source: str
    why: str

    def of(self, role: Role | str) -> int:
        return self.numbers[kind_of(role)]

    @property
    def largest(self) -> int:
        """Where one number has to serve everybody."""
        return max(self.numbers.values())


@dataclass(frozen=True)
class Policy:
    """Every demand of one profile; the fields that are values are the tables of profiles.toml."""

    name: str
    title: str
    norm: str
    password_length: Value
    password_classes: Value
    password_days: Value
    second_factor: Value
    lock_failures: Value
    lock_minutes: Value
    idle_minutes: Value
    absolute_hours: Value
    sessions: Value

    def needs_second_factor(self, role: Role | str) -> bool:
        return bool(self.second_factor.of(role))

    def idle(self, role: Role | str) -> timedelta:
        """How long a session lasts without a request."""
        return timedelta(minutes=self.idle_minutes.of(role))

    def absolute(self, role: Role | str) -> timedelta:
        """How long a session lasts however much it is used."""
        return timedelta(hours=self.absolute_hours.of(role))
