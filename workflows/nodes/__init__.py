"""The nodes of our own that a flow may use beside viewflow's If, Switch, Join, Function and End.

Human     one task for one desk or person, with role, limit and work item
Panel     the same human step once per seat (专家席位)
Countersign  the same human step once per unit (部门会签)
Timer     the procedure itself waits until a moment of the working-day calendar (公示期)
Job       the procedure waits for an effect outside the database (制证)

``LEAN`` is what ``ApprovalFlow`` runs viewflow's automatic nodes with; ``take_back`` cancels tasks.
"""

from .automatic import LEAN, take_back
from .fanout import Countersign, FanOut, Panel
from .human import Human, HumanActivation, Place
from .waiting import Job, Timer, WaitingActivation

__all__ = [
    "Countersign",
    "FanOut",
    "Human",
    "HumanActivation",
    "LEAN",
    "Job",
    "Panel",
    "Place",
    "Timer",
    "WaitingActivation",
    "take_back",
]
