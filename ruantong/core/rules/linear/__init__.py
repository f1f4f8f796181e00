"""What a rule asks of figures, as linear inequalities over whole numbers and marks."""
