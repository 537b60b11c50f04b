"""Reading at the postal desk; each answer is of the person's own agency."""
