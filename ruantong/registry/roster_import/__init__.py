"""Taking a roster from a workbook: reading it, judging each line, taking what was confirmed."""
