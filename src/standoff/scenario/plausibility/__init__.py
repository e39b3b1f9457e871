"""What a scenario that is well formed says and cannot mean: decided by ranges, histories and draws."""
