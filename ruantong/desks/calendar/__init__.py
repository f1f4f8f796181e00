"""报送日历: what a year holds, what the city enters, and the deadlines as events."""
