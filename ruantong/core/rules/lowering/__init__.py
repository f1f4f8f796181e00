"""Checked trees → a few exact operations on integers, texts and three truth values (ADR 0049)."""
