"""Holdfast takes a small team's AWS web product from "it runs" to "it holds", and keeps proving it."""

__version__ = "0.1.0"
