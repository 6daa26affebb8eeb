"""Servers of others, as their own documentation sets them up, to measure beside ours."""
