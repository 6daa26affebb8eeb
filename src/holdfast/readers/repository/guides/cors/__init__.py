"""Websites that guides let in."""
