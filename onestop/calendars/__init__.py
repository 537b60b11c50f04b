"""When we work: office hours, holidays, swapped days, and working-time arithmetic."""
