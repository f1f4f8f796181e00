"""Who may see what, and what the pages read in fixed numbers of queries."""
