"""What is asked of a repository as a whole: its files, and which parts of it serve nobody."""
