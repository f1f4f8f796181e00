"""The demo city: obviously synthetic enterprises, accounts and returns; see docs/adr/0070.

It is a city that runs the ministry's survey, so this folder alone may name forms, indicators and
columns of the ministry's packs; no other code does (tests/house/test_no_survey_in_code.py).
"""
