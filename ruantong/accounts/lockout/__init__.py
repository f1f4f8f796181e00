"""How often somebody may try to sign in: counted by account and by network (docs/adr/0052)."""
