"""Screens of the programmes' offices."""
