"""Settings wherever they are written: names, secrets, samples, modes, websites that they let in."""
