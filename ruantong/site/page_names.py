"""Pages in words, where the trail tells which one somebody looked at or took a file from."""

from __future__ import annotations

from collections.abc import Mapping

from django.urls import Resolver404, resolve

from ruantong.core.periods import Period, PeriodFault
from ruantong.site.navigation import MENU

# Those that the menu does not lead to. A page that leaves entries has words (tests/trail/test_labels.py).
OTHERS: Mapping[str, str] = {
    "accounts:own_policy": "本人适用的安全策略",
    "desks:city_archive": "报表（PDF）",
    "desks:city_form_pdf": "报表（PDF）",
    "desks:city_missing": "全市催报名单",
    "desks:deadlines_ics": "报送日历（日历文件）",
    "desks:district_archive": "报表（PDF）",
    "desks:district_form_pdf": "报表（PDF）",
    "desks:missing": "催报名单",
    "desks:opening": "开启报告期",
    "followup:inbox": "站内信",
    "followup:log": "催报记录",
    "followup:rule": "修改催报规则",
    "followup:rule_new": "增加催报规则",
    "help_row": "指标说明",
    "outputs:aggregate": "汇总",
    "outputs:coverage": "名录覆盖率",
    "outputs:districts": "分区县汇总表",
    "outputs:run": "一次汇总的结果",
    "outputs:runs": "历次汇总",
    "outputs:table": "汇总表",
    "outputs:trace": "取数明细",
    "questions": "疑问解答",
    "registry:account": "一个账户",
    "registry:assign": "分配账户",
    "registry:contacts_history": "联系信息表的历次变动",
    "registry:contacts_sheet": "附件2联系信息表",
    "registry:import": "名录导入预览",
    "registry:import_template": "名录导入模板",
    "registry:imports": "导入名录",
    "registry:licence": "营业执照",
    "registry:invite": "邀请填报人员",
    "registry:people": "填报人员",
    "registry:person": "变更填报人员职责",
    "registry:registration": "一件注册申请",
    "registry:unit": "一个单位",
    "registry:unit_change": "修改单位信息",
    "returns:archive": "报表（PDF）",
    "returns:blank_pdf": "空白表",
    "returns:blanks": "空白表",
    "returns:form_pdf": "报表（PDF）",
    "returns:form_workbook": "报表（Excel）",
    "returns:history": "变更记录",
    "returns:ledger": "科目余额表",
    "returns:ledger_mapping": "科目对应关系（文件）",
    "returns:owed": "应报情况",
    "returns:upload": "上传Excel",
    "returns:workbook": "报表（Excel）",
    "rulelab:compare": "审核关系版本比较",
    "rulelab:draft": "审核关系草案",
    "rulelab:drafts": "审核关系草案与发布",
    "rulelab:lint": "审核关系检查",
    "rulelab:new_draft": "新建审核关系草案",
    "rulelab:release": "一次审核关系发布",
    "rulelab:releases": "审核关系历次发布",
    "rulelab:rule": "一条审核关系",
    "rulelab:run": "审核关系试运行",
    "rulelab:sheet": "勾稽关系",
}
_MENU: Mapping[str, str] = {entry.name: entry.label for entry in reversed(MENU)}


def page_name(told: str) -> str:
    """By the name of an address, or by a path, whose period is told too; "" for what is neither."""
    if not told.startswith("/"):
        return OTHERS.get(told) or _MENU.get(told, "")
    try:
        found = resolve(told)
    except Resolver404:  # the page had another address then
        return ""
    words = OTHERS.get(found.view_name) or _MENU.get(found.view_name, "")
    try:
        return f"{words} {Period.parse(str(found.kwargs['period_id'])).label}"
    except (KeyError, PeriodFault):
        return words
