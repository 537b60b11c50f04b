"""What changes the catalogue: publishing versions, loading files."""
