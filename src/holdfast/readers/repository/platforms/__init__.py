"""Files of platforms that run an application: Copilot, App Runner, SAM, Zappa, Kamal."""
