"""Reads compose files: the services of a host, and what their containers do beside the application.

`containers` is the reader that calls it; files of that kind stand beside Dockerfiles.
"""
