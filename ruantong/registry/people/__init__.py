"""The people of an enterprise: who files for it, who takes over, and what that takes."""
