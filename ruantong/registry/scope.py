"""Who is in scope: the three kinds of regime §1.1, with the thresholds of the edition in force."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from ruantong.registry.codes import edition

SOFTWARE, IC_DESIGN, KEY_FIELD = "software", "ic_design", "key_field"
NO_FLOOR = (
    "本市按“应统尽统”执行，不设收入门槛；全国口径的收入门槛只用于向国家汇总，不影响是否应当填报。"
)


@dataclass(frozen=True)
class Kind:
    """One way to be in scope."""

    key: str
    label: str
    explanation: str


def kinds() -> tuple[Kind, ...]:
    """The three kinds in the order of the notice."""
    parameters = edition().parameters
    software = _percent(parameters["scope_software_share"])
    ic_design = _percent(parameters["scope_ic_share"])
    return (
        Kind(
            SOFTWARE,
            "软件和信息技术服务",
            f"主要从事软件和信息技术服务业，软件业务收入占主营业务收入{software}%及以上的独立法人单位。",
        ),
        Kind(
            IC_DESIGN,
            "集成电路设计",
            f"主要从事集成电路设计，或集成电路设计收入占主营业务收入{ic_design}%及以上的独立法人单位。",
        ),
        Kind(
            KEY_FIELD,
            "重点领域",
            "主要从事基础软件、工业软件、信息安全、工业互联网平台服务或数据服务的独立法人单位。",
        ),
    )


def label(key: str) -> str:
    """Short name of a kind; the key itself when unknown."""
    return {kind.key: kind.label for kind in kinds()}.get(key, key)


def _percent(share: str) -> str:
    return f"{(Decimal(share) * 100).normalize():f}"
