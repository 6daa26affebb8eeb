"""The commands: parse, call one action, render, exit."""
