"""Websites that scripts let in."""
