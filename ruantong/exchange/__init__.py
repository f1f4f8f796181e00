"""Written for other systems: documents in formats that are not ours."""
