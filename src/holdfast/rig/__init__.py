"""A small production on one machine: embedded AWS, PostgreSQL, Nginx, PM2, each the real part in small."""
