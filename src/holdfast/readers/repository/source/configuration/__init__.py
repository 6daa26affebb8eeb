"""How an application reads its settings, and what it does where one is missing."""
