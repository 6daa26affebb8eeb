"""What runs by the clock and what keeps a program running: crontabs, timers, units, PM2."""
