"""Error localisation: the fewest cells that, changed, let all fatal edit rules hold (ADR 0034)."""
