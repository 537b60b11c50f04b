"""What is done in the hall: each act loads, asks the rules, writes, and adds a journal entry."""
