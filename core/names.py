"""What is drawn of a person's name when there is no picture."""


def initials(name: str) -> str:
    """First letters of the first and the last word, credentials left out: "Jonah Leith, RN" gives JL."""
    words = name.split(",")[0].split()
    return "".join(word[0] for word in [*words[:1], *words[1:][-1:]]).upper()


def tone(name: str) -> str:
    """One of three quiet grounds, the same for a name wherever it appears."""
    return ("", "b", "c")[sum(map(ord, name.split(",")[0])) % 3]
