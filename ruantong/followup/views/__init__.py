"""Pages of reminding: messages, rules, the log, a person's own settings."""
