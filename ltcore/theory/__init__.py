"""Theory: what the papers' statements promise, in closed form, and toys small enough to check them on."""
