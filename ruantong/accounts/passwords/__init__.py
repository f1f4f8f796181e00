"""What a new password must be and must not be, and the words that say so before and after."""

from ruantong.accounts.passwords.facts import facts_of
from ruantong.accounts.passwords.rules import faults, hint

__all__ = ["facts_of", "faults", "hint"]
