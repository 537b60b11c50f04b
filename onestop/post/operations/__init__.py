"""The acts of the postal desk; what they do to a case, the hall's own operations do."""
