"""The pure kernel: what the ministry and the law define, as functions over frozen data.

Standard library only; no clock and no I/O (``pack.py`` reads the pack folder).
"""
