"""Releases in guides: how they come onto servers, and how they go back."""
