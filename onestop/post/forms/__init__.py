"""The forms of the postal desk."""
