"""What can be proved against a rule set before anyone files by it."""
