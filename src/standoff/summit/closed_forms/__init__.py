"""Textbook models of alliances, brinkmanship and signals, solved on paper, to hold games against."""
