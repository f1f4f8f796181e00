"""The second factor at sign-in: one-time codes of an app, passkeys, recovery codes (docs/adr/0101)."""
