"""Words by which `persons.py` tells persons from what else has a capital letter; lists, none complete.

Titles and posts of persons, names of places and days, words of bodies (`the House`), small words.
"""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


TITLES = _words(
    """
    mr mrs ms miss sir lady dr prof professor gen general adm admiral col colonel capt captain
    lt lieutenant maj major president chancellor premier minister senator governor mayor king
    queen prince princess secretary ambassador marshal pope bishop judge
    """
)
ONLY_HE = _words("mr sir king prince spokesman chairman pope")
ONLY_SHE = _words("mrs ms miss lady queen princess spokeswoman chairwoman")
NO_PERSONS = _words(
    """
    january february march april may june july august september october november december monday
    tuesday wednesday thursday friday saturday sunday europe asia africa america russia ukraine
    poland germany france britain england scotland wales ireland spain italy romania hungary
    slovakia slovenia croatia serbia bulgaria greece turkey finland sweden norway denmark
    estonia latvia lithuania belarus moldova georgia china japan korea india iran israel iraq
    syria moscow kremlin kyiv kiev warsaw berlin paris london washington brussels vienna rome
    prague budapest vilnius riga tallinn helsinki minsk beijing crimea donbas i english french
    god sea baltic baltics balkans
    """
)
BODIES = _words(
    """
    line contact article defender
    north south east west northern southern eastern western new united union ministry house
    council street army navy fleet party alliance league republic kingdom states nations office
    court parliament bank times post agency institute university committee commission front
    strait pass river lake mountain island islands act treaty pact ministers presidents generals
    officials guard force forces government
    """
)
BEFORE_PLACES = _words("in at near into across inside outside around")
SMALL = _words(
    """
    the a an in on at by to of for from with but and so yet or nor he she it they we you this
    that these those there here when while if as since once until before after although though
    because unless what who which how why no not nobody none one two three his her its their our
    my all some many most every each both another other such then now later still even only also
    perhaps maybe meanwhile however thus hence therefore according yes says said nothing
    everyone somebody is was were had has have will would should could may might must do does
    did let under over against between among within without despite during through
    """
)
POSTS = (  # as alternatives of a pattern
    r"president|chancellor|premier|prime minister|minister|general|admiral|colonel|captain|"
    r"lieutenant|major|governor|mayor|senator|king|queen|prince|princess|secretary|"
    r"secretary[- ]general|ambassador|envoy|leader|commander|spokesman|spokeswoman|chairman|"
    r"chairwoman|chief|marshal|director|adviser|judge|deputy|pope|bishop"
)
