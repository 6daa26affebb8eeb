"""`plan`, `deploy`, `diff` and `destroy`: templates on their way to AWS, and what is there already."""
