"""What a run comes to: estimates, texts, what the report shows of each reading; worked out of its rows."""
