"""The rule language of 数据审核: text → checked tree → generated function, and its explanations."""
