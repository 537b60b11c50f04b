"""The rules of the postal desk, each a pure function with its article (QĐ45; TT17)."""
