"""Who is signed in where: sessions of our own, with their person as a real reference (docs/adr/0100)."""
