"""The host's numbers that AWS does not have by itself: PM2, Nginx, PostgreSQL, backups, certificates, the release."""
