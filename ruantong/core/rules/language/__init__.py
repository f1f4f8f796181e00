"""Rule text → checked tree: every name resolved, every number with its scale and unit."""
