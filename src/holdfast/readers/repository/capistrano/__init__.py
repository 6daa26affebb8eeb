"""Capistrano: the hosts of each environment, how a release reaches them, and what its tasks run there."""
