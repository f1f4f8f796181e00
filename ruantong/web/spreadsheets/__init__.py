"""Workbooks from outside: held to a size, no formula is believed or run, nothing is fetched."""
