"""Proxies beside nginx: routes, headers and certificates."""
