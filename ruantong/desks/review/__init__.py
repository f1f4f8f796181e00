"""The review of one return: its page, its threads, what is decided."""
