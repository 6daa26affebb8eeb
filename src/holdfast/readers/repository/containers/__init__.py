"""Dockerfiles and what an image is built with; compose files have a folder of their own."""
