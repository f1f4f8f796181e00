"""What judging, explaining and repairing returns costs."""
