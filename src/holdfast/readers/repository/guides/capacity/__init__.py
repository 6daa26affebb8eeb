"""Machines in guides: which are launched, how large they are, and how many."""
