"""What the filing pages show, gathered once per request; above everything that judges and moves."""
