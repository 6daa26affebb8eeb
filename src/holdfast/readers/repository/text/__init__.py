"""Texts of any kind as trees and lines: JSON, YAML, templates, terminals."""
