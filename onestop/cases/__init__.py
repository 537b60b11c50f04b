"""The hall: registration, lifecycle, routing, results and the journal."""
