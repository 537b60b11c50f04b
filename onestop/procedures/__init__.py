"""What may be asked: the catalogue of procedures and their versions."""
