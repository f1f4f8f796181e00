"""A form as it stands on screen and in print."""
