"""Who works here: units, officials, roles, permissions and sign-in."""
