"""What a rule demands and what a judgement found, in Chinese sentences."""
