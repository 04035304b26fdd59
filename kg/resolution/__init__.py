"""Same thing or not: likeness of names, names in brackets, families, and the rules and decisions that join them."""
