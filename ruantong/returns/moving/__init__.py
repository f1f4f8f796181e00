"""How a return, a period and the calendar change state, with the act and the trail entry of each change."""
