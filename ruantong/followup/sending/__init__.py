"""Sending reminders: who owes, whom to tell, what is put into the outbox, and how it goes out."""
