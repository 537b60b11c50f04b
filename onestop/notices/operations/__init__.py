"""What the outbox does: writing into it, taking from it, and what people do about it."""
