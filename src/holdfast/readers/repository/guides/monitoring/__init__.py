"""Alarms, dashboards, agents and looks at servers in guides."""
