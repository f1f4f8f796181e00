"""What a browser never sends and somebody else does: values, JSON shapes and raw bytes."""

from __future__ import annotations

HOSTILE: tuple[str, ...] = (
    "",
    " 　\t",
    "-1",
    "0",
    "9" * 40,
    "9" * 6000,
    "1e400",
    "NaN",
    "٣",
    "１２",
    "²",
    "9999-12-31",
    "0000-00-00",
    "2024-02-30",
    "2024-13",
    "9999-12",
    "99999999999999999999-01",
    "True",
    "null",
    "../../../etc/passwd",
    "foo",
    "//elsewhere.example",
    "6.2010.A",
    "a" * 5000,
    "长" * 3000,
    "\u202e\u200b\ufeff",
    "甲\u2066乙\u202e丙",
    "甲\ud800乙\udfff",
    "=cmd|' /C calc'!A0",
    "\U0001f600\U00030000\ue000",
    "%s%n{0}{{ x }}${x}",
    "'; DROP TABLE accounts_user; --",
    "<script>alert(1)</script>",
    "x\r\nSet-Cookie: y=1",
    "[",
    "(" * 2000,
    "\x00",
    "a\x00b\x01\x1b",
)

# what a database has limits of its own for, and PostgreSQL others than SQLite
FOR_A_DATABASE: tuple[str, ...] = (
    "\x00",
    "a\x00b\x01\x1b",
    "9" * 40,
    "9223372036854775808",
    "2147483648",
    "-1",
    "1e400",
    "NaN",
    "9999-12-31",
    "0000-00-00",
    "a" * 5000,
    "\U0001f600\U00030000\ue000",
    "%s%n{0}{{ x }}${x}",
)

# wrong shapes for whatever reads JSON; "\\ud800" is half a character
JSON: tuple[str, ...] = (
    "",
    "null",
    "[]",
    "7",
    '"x"',
    "{",
    "{}",
    "[" * 3000,
    '{"version": "x", "cells": 5, "rows": null}',
    '{"version": 0, "cells": [1, 2], "rows": {"4.lines": 7}}',
    '{"version": 0, "cells": {"6.2010.A": {"a": 1}}}',
    '{"version": 0, "cells": {"6.2010.A": 1e999}}',
    '{"version": 0, "cells": {"6.2010.A": NaN}}',
    '{"version": 99999999999999999999999, "cells": {}}',
    '{"version": 0, "cells": {"6.2010.A": "\\ud800", "\\udfff": "1"}}',
    '{"version": 0, "cells": {"6.2010.A": "\\u0000"}}',
    '{"version": 0, "cells": {"x.y.z": "1", "": "", "6": "1", "6..": "1"}}',
    '{"version": 0, "rows": {"4.lines": [1, null, {"code": []}], "9.x": [{}]}}',
    '{"version": 0, "rows": {"4.lines": ' + "[" + "{}," * 2000 + "{}]}}",
    '{"version": true, "cells": {"6.2010.A": "' + "9" * 5000 + '"}}',
)

# bytes that are no UTF-8, in a query and in a form
RAW: tuple[bytes, ...] = (
    b"q=%FF%FE&period=%C0%80&page=%ED%A0%80&sort=%00",
    b"q=\xff\xfe&period=\x80&next=\xed\xa0\x80",
    b"%",
    b"&&&==&q",
    b"q=1&q=2&q=" + b"3" * 3000 + b"&page=1&page=2&export=csv&export=xlsx",
)

# a step of an address: none of these is anything's name or number
STEPS: tuple[str, ...] = (
    "9" * 40,
    "0",
    "2024-13",
    "9999-12",
    "%FF",
    "%00",
    "１２",
    "a" * 300,
    "%F0%9F%98%80",
    "..%2f",
)
