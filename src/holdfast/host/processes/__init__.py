"""What keeps the application running: files for PM2 and systemd that start it through the launcher."""
