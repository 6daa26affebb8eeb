"""How a machine names itself in an address."""

OWN_MACHINE = r"(?:localhost|127(?:\.\d{1,3}){3}|0\.0\.0\.0|\[::1?\])"
"""The piece of a pattern that finds it: loopback's names, and the address that stands for all of a machine's own."""
