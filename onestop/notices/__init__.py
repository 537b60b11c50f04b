"""What we tell people: an outbox that is written together with what it tells of."""
