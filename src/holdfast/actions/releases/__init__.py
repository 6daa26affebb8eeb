"""Releases: make a bundle, put it onto the hosts, write down what became of it, and go back."""
