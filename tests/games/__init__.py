"""A bank of games with known answers, each written from its publication; `bank.BANK` holds them all."""
