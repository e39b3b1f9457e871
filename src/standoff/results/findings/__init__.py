"""What is found out of a run: a frozen record for each kind of `findings/KIND.json`, and its files."""
