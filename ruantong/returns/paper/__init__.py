"""Returns on paper: forms, blanks and the archive of a submission as PDF (docs/adr/0115)."""
