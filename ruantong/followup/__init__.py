"""催报: rules of reminding, what was sent to whom, and the message centre."""
