"""What a respondent does with a return: type, explain, audit, sign, submit."""
