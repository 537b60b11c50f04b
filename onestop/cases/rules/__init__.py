"""The rules of the hall, each a pure function with its article."""
