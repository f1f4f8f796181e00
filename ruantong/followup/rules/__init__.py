"""Rules of reminding: which are in force, how they are set, what they will do next."""
