"""The setting of a training ground, as it is told to others: a link and a line of code."""

from __future__ import annotations

import inspect
from collections.abc import Mapping

import numpy as np
import traitlets

from dl101.checks import check_text
from dl101.widgets import setting
from dl101.widgets.shared_training import SharedTraining
from dl101.widgets.training_data import Data
from dl101.widgets.training_sets import OWN, SOURCES, DataSets


class LinkedTraining(SharedTraining):
    """Base of the training ground: its setting for others, `web/setting.js` in the page.

    A subclass says in `_most` the largest values of some settings, and in `_data` where its points
    come from; `_base` are those of the data set.
    """

    _link = traitlets.Dict(read_only=True).tag(sync=True)

    _most: Mapping[str, float]
    _data: DataSets
    _base: Data

    @traitlets.default("_link")
    def _told(self) -> dict[str, object]:
        return {
            "linked": list(setting.LINKED.items()),
            "defaults": list(self._defaults().items()),
            "site": setting.web_edition(),
            "page": setting.PAGES[self.classes],
            "most": self._most,
            "drawn": self._data.drawn,
        }

    @classmethod
    def _defaults(cls) -> dict[str, object]:
        """What a training ground is made of where nothing else is said."""
        parameters = list(inspect.signature(cls).parameters.values())[:-2]
        return {parameter.name: parameter.default for parameter in parameters}

    def link(self, site: str | None = None) -> str:
        """Return an address of the web edition that begins with this setting.

        It says which data set, network, settings and seed of the weights; the training so far is
        no part of it. `site` is the address of a web edition, by default that of the project. While
        the project has none, return what `code` does.

        Raise ValueError if the points are not those of the web edition: your own, edited ones, or
        drawn with another `noise`, `n`, `test_share` or `seed` than by default.
        """
        site = setting.web_edition() if site is None else check_text("site", site)
        if not site:
            return self.code()
        hindrance = setting.obstacle(self._setting, self._defaults(), OWN, self._edited)
        if hindrance:
            raise ValueError(f"{hindrance} See code().")
        return setting.link(site.rstrip("/") + "/", self.classes, self._setting)

    def code(self) -> str:
        """Return the code that makes a training ground with this setting, before any training.

        Points of your own are called `points` and `labels` in it. Those of a data set are as they
        were before you changed them.
        """
        return setting.code(self._setting, self._defaults(), OWN)

    @property
    def _setting(self) -> dict[str, object]:
        weights = self._heard.network.seed
        noise = SOURCES[self.dataset].noise if self.dataset in SOURCES else 0.0
        chosen = {name: getattr(self, name) for name in self._defaults() if self.has_trait(name)}
        chosen |= {"noise": None if self.noise == noise else self.noise}
        return chosen | self._data.drawn | {"weights": weights}

    @property
    def _edited(self) -> bool:
        now = Data(self.points, self.labels)
        return self._made is None or not all(map(np.array_equal, now, self._base))
