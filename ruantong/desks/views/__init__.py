"""Views of the desks."""
