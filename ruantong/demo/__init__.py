"""The demo city: obviously synthetic enterprises, accounts and returns; see docs/adr/0070."""
