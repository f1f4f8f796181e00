"""A rule set as VTL 2.1 text (docs/vtl.md)."""
