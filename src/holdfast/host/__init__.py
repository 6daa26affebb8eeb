"""What runs on the servers beside the application: one package per control, named by its slug."""
