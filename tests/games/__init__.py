"""A bank of games with known answers, each written from its publication; `game_bank.BANK` holds them all."""
