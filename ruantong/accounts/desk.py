"""Pages of the administrators about accounts as such: policy in force, texts to phones."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ruantong.accounts import codes, first_access
from ruantong.accounts.access import EVERY_ROLE, actor_of, requires
from ruantong.accounts.models import OutboxMessage, User
from ruantong.accounts.password import Argon2
from ruantong.accounts.policy import TRIAL, policy, profiles
from ruantong.accounts.policy.words import compared, of_role
from ruantong.core.lifecycle import ROLE_LABELS, Role
from ruantong.gateways import sms
from ruantong.web.document import Column
from ruantong.web.export import export_response
from ruantong.web.listing import Filter, Listing

# as the page shows them: a phone that really got a text is not for taking away
_OUTBOX = (
    Column("时间", lambda m: m.at, "moment", 20),
    Column("手机号", lambda m: m.masked_phone, width=16),
    Column("内容", lambda m: m.text or m.template_label, width=60),
    Column("状态", lambda m: m.get_state_display()),
    Column("状态时间", lambda m: m.changed_at, "moment", 20),
    Column("次数", lambda m: m.attempts or None, "number"),
    Column("说明", lambda m: m.fault, width=40),
    Column("服务商编号", lambda m: m.provider_id, width=24),
)


@dataclass(frozen=True)
class Clause:
    """One value of the policy: what, how much, and where it comes from."""

    name: str
    value: str
    source: str


@require_safe
@requires(Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)
def policies(request: HttpRequest) -> HttpResponse:
    """The profiles side by side, the one in force first, and what holds under all of them."""
    ours = policy()
    others = [one for one in profiles().values() if one.name not in {TRIAL, ours.name}]
    shown = [ours, *others]
    context = {"ours": ours, "shown": shown, "subjects": compared(shown), "groups": common_rules()}
    return render(request, "accounts/policy.html", context)


@require_safe
@requires(*EVERY_ROLE)
def own_policy(request: HttpRequest) -> HttpResponse:
    """What is asked of one's own account."""
    context = {"policy": policy(), "rows": of_role(policy(), actor_of(request).role)}
    return render(request, "accounts/own_policy.html", context)


def common_rules() -> list[tuple[str, list[Clause]]]:
    """What holds under every profile, by subject."""
    life = int(codes.LIFETIME.total_seconds() // 60)
    return [
        (
            "身份鉴别",
            [
                Clause(
                    "密码内容",
                    "不得含用户名、姓名、手机号、电子邮箱、单位名称或信用代码，不得以重复或连续的字符为主，"
                    "不得是手机号、身份证号或常见密码（两万个，另加国内常见的词与数字的组合）",
                    "ASVS 6.2.4、6.2.11",
                ),
                Clause(
                    "密码保存",
                    f"Argon2id，{Argon2.memory_cost // 1024} MiB，{Argon2.time_cost}轮",
                    "ASVS 11.4.2",
                ),
                Clause(
                    "一次性口令",
                    f"随机59比特，{first_access.SECRET_LIFETIME.days}天内有效，首次登录须更换；只发到本人验证过的手机。"
                    "手机号未经验证的凭激活码和手机验证码激活，二者缺一不可，激活码由管理员交给本人",
                    "ASVS 6.4.1",
                ),
                Clause(
                    "短信验证码",
                    f"6位，{life}分钟，使用一次，最多试{codes.TRIES}次；每号每小时{codes.PER_PHONE_AND_HOUR}次，"
                    f"同一来源每小时{codes.PER_NETWORK_AND_HOUR}次（已用于登录的不计），全市每小时{codes.IN_TOTAL_AND_HOUR}次，"
                    f"其中{codes.RESERVE}次留给用验证码登录过的手机号"
                    + ("" if sms.gateway().available else "（短信服务未配置，未开放）"),
                    "通知：老企业可用注册手机号登录；ASVS 6.6",
                ),
            ],
        ),
        (
            "会话",
            [
                Clause("会话标识", _session_text(), "等保8.1.4.1 c；ASVS 3.3"),
                Clause("密码变更后", "其他登录立即失效", "ASVS 7.4.3"),
            ],
        ),
        (
            "访问控制与审计",
            [
                Clause("默认策略", "未列明的角色一律拒绝", "等保8.1.4.2；ASVS 8.2"),
                Clause(
                    "三员分立", "系统、安全、审计管理员互不兼任，角色不能互相变更", "等保8.1.4.2"
                ),
                Clause(
                    "填报数据",
                    "只有本单位填报员可以写入，管理员不能读写",
                    "统计法：不得代填代报、修改企业数据",
                ),
                Clause(
                    "操作日志",
                    "与操作同一事务写入，逐条哈希相接，只增不改",
                    "等保8.1.4.3；ASVS 16.4",
                ),
                Clause("账户数", _account_text(), "等保8.1.4.2 c"),
            ],
        ),
    ]


@require_safe
@requires(Role.SYSTEM_ADMIN)
def outbox(request: HttpRequest) -> HttpResponse:
    """Texts and what became of them. What they say is shown only in the demo, which sends none."""
    if not sms.gateway().available:
        raise Http404
    listing = Listing(
        request,
        OutboxMessage.objects.all(),
        sorts={"at": "at", "state": "state"},
        search=("phone", "text"),
        filters=(
            Filter("state", "状态", "state", OutboxMessage.STATES),
            Filter("template", "内容", "template", tuple(sms.LABELS.items())),
        ),
        default_sort="-at",
    )
    if listing.export:
        document = listing.document("短信发件箱", "条")
        return export_response(listing.export, document, _OUTBOX, listing.export_rows)
    context = {"listing": listing, "kept": sms.gateway().kept}
    return render(request, "accounts/outbox.html", context)


def _session_text() -> str:
    secure = "只经HTTPS传送" if settings.SESSION_COOKIE_SECURE else "未启用HTTPS，仅供试用"
    return f"脚本不可读，SameSite={settings.SESSION_COOKIE_SAMESITE}，{secure}"


def _account_text() -> str:
    counted = []
    for role in Role:
        number = User.objects.filter(role=role.value, is_active=True).count()
        if number:
            counted.append(f"{ROLE_LABELS[role]}{number}")
    return "、".join(counted)
