"""Acts of the trail in words. An act without words is shown as it is recorded."""

from __future__ import annotations

ACTS: dict[str, str] = {
    "account.create": "建立账户",
    "account.reset_secret": "重置口令",
    "account.enable": "启用账户",
    "account.disable": "停用账户",
    "account.change_role": "变更角色",
    "account.change_password": "修改密码",
    "account.change_phone": "修改手机号",
    "account.sign_in": "登录",
    "account.sign_in_failed": "登录未通过",
    "account.sign_out": "退出",
    "registration.apply": "提交注册申请",
    "registration.resubmit": "更正注册申请",
    "registration.approve": "批准注册",
    "registration.refuse": "退回注册",
    "unit.handover_offer": "移交填报工作",
    "unit.handover_cancel": "取消移交",
    "unit.handover_accept": "接任填报工作",
    "unit.end_membership": "终止填报授权",
    "unit.change": "修改单位信息",
    "unit.leave": "单位退出",
    "unit.rejoin": "单位恢复",
    "unit.move": "变更报送区县",
    "roster.add": "列入名单",
    "roster.remove": "移出名单",
    "district.contacts": "更新联系信息表",
    "period.open": "开放报告期",
    "return.open": "生成报表",
    "return.save": "保存",
    "return.validate": "数据审核",
    "return.submit": "确定上报",
    "return.withdraw": "撤回",
    "return.explain": "填写说明",
    "return.remark": "答复",
    "return.forward": "审核通过并上报市级",
    "return.send_back": "退回企业",
    "return.cross_check": "校核",
    "return.accept": "市级审核通过",
    "return.send_back_to_district": "退回区县",
    "return.send_back_to_enterprise": "退回企业（市级）",
    "return.lock": "汇总上报",
    "return.unlock": "解锁",
    "return.name_viewed": "查看单位实名",
    "trail.verify": "校验日志链",
}


def label(act: str) -> str:
    """The words for an act."""
    return ACTS.get(act, act)
