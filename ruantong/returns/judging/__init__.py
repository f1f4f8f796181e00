"""What a return is judged against, the stored findings, and which rules are in force."""
