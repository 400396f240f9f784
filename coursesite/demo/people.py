"""Who works at Alder Valley Health. All fictitious; every address ends in `.example`."""

from dataclasses import dataclass

TEAMS = ("Emergency", "Medical ICU", "Night float pool", "Pharmacy", "Rehabilitation")


@dataclass(frozen=True)
class Person:
    """One learner of the demo.

    `share` is how much of the course is done (1 with a certificate, None: invited and never came); `began` is days
    before today; `fails` is how many tests are failed before one is passed.
    """

    name: str
    team: str
    share: float | None
    began: int = 0
    fails: int = 0

    @property
    def email(self) -> str:
        """first.last@aldervalley.example"""
        first, *_, last = self.name.split(",")[0].lower().replace("’", "").split()
        return f"{first}.{last}@aldervalley.example"


PEOPLE = (
    Person("Callum Reyes, MD", "Emergency", 1, 38),
    Person("Hana Sørensen, RN", "Emergency", 1, 35, fails=1),
    Person("Dele Okonkwo, RN", "Emergency", 1, 31),
    Person("Miriam Katz, PA-C", "Emergency", 1, 27),
    Person("Joaquin Silva, NRP", "Emergency", 0.6, 9),
    Person("Beth Lindqvist, RN", "Medical ICU", 1, 33),
    Person("Arjun Mehta, MD", "Medical ICU", 1, 24, fails=1),
    Person("Noor Haddad, RRT", "Medical ICU", 1, 12),
    Person("Claire Dubois, RN", "Medical ICU", 0.8, 6),
    Person("Samir Farouk, RN", "Medical ICU", 0),
    Person("Adaeze Obi, RN", "Night float pool", 0.4, 20),
    Person("Lena Fischer, RN", "Night float pool", 0),
    Person("Marcus Oyelaran, LPN", "Night float pool", 1, 29, fails=2),
    Person("Teodora Ionescu, CNA", "Night float pool", 0.2, 15),
    Person("Kwame Asante, RN", "Night float pool", None),
    Person("Jun Watanabe, PharmD", "Pharmacy", 0),
    Person("Graciela Fuentes, CPhT", "Pharmacy", 1, 19),
    Person("Ewan MacLeod, PharmD", "Pharmacy", 1, 8),
    Person("Ines Bakker, OT", "Rehabilitation", 0.6, 11),
    Person("Ravi Shankaran, PT", "Rehabilitation", 1, 22),
    Person("Olena Kovalenko, SLP", "Rehabilitation", 1, 5),
    Person("Sam Whitlock, PTA", "Rehabilitation", None),
)
