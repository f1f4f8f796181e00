"""How long a text may be, one figure for each fact, wherever it is asked for.

What registration takes can be filed: forms, cells, the interchange format and the database all
use these. Over-long text is refused with its length and the limit, never cut.
"""

from __future__ import annotations

UNIT_NAME = 120  # 单位详细名称
PERSON = 64  # 姓名
PHONE = 30  # any telephone, with area code and extension
MOBILE = 20
EMAIL = 254
ADDRESS = 200
POSITION = 80  # 部门, 职务
QQ = 12
CELL = 200  # any other text of a form
REASON = 1000  # 填写说明, 原因, 意见, 提问, 答复
