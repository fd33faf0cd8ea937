"""What the planners' benchmarks stand on: all real municipalities, and invented partners in them by their people."""

from __future__ import annotations

from datetime import date

import numpy as np
import real_lists as lists

from graphsvc.exchange.areas_files import read_areas
from graphsvc.model import Network, Partner, Selection, graph_of

GROUPS, TOPICS, OFFICES, CLINICS = 40_000, 150, 350, 2_800
_SEED = 4


class PlanningGround:
    """Seeded; every group has one topic, every office serves its district."""

    def __init__(self) -> None:
        self.areas = read_areas(lists.area_files(), date(2022, 12, 31), "Destatis")
        homes = [area for area in self.areas.values() if area.level == "municipality" and area.lat and area.population]
        people = np.array([area.population for area in homes], dtype=float)
        draw = np.random.default_rng(_SEED)
        self.topics = [f"Thema {number:03}" for number in range(TOPICS)]
        about = draw.integers(0, TOPICS, GROUPS).tolist()

        def seats(number: int) -> list[str]:
            return [homes[place].ags for place in draw.choice(len(homes), number, p=people / people.sum())]

        self.partners = [
            *(
                Partner(
                    id=f"g{n}", name=f"Gruppe {n}", kind="self_help_group", area=seat, topics=(self.topics[about[n]],)
                )
                for n, seat in enumerate(seats(GROUPS))
            ),
            *(
                Partner(id=f"o{n}", name=f"Stelle {n}", kind="contact_office", area=seat, serves=(seat[:5],))
                for n, seat in enumerate(seats(OFFICES))
            ),
            *(
                Partner(id=f"c{n}", name=f"Klinik {n}", kind="clinic", area=seat)
                for n, seat in enumerate(seats(CLINICS))
            ),
        ]
        self.graph = graph_of(self.partners)

    def network(self) -> Network:
        """Return a Network with nothing cached in it."""
        return Network(graph=self.graph, areas=self.areas, selection=Selection(on=date(2026, 1, 1)))
