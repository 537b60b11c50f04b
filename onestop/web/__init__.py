"""Plumbing: access, error table, filters and pagination; knows nothing of the domain."""
