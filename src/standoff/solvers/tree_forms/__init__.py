"""One draw of a game unfolded: tree, subgames, sequence form and reduced form, exact where asked."""
