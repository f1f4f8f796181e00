"""The respondent's screens."""
