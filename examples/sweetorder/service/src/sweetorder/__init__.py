"""Takes the orders of neighbourhood cake shops: customers order, sellers accept and finish, an administrator lists."""
