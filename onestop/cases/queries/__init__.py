"""Reading the hall: a case, the trays of a unit, the journal, what the public may see."""
