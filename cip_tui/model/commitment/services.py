"""AWS services and the many names they are met under, from `services.toml`: one canonical id for each.

Names are compared whole, by their letters and digits, without a leading "Amazon" or "AWS"; nothing is guessed from a
part of a name. What matches nothing has no id, and whoever sums charges lists it with its amount.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).with_name("services.toml")
_VENDOR = re.compile(r"^(?:amazon|aws)(?=.)")
_WITH_SHORT_FORM = re.compile(r"^(?P<name>[^()]+)\((?P<short>[^()]+)\)$")


@dataclass(frozen=True, slots=True)
class Service:
    """A service: its stable `id`, its title for people, its `category`, and every name it is known by."""

    id: str
    title: str
    category: str
    names: tuple[str, ...]

    @property
    def is_billing_line(self) -> bool:
        """Whether this is no service but what a bill lists among them: tax, support, Savings Plans and the like."""
        return self.category == "billing"


@dataclass(frozen=True, slots=True)
class Found:
    """The service that a name stands for. `marketplace` says that the name is one of a Marketplace product."""

    service: Service
    marketplace: bool = False


def plain_name(name: str) -> str:
    """Return what two spellings of one name share: letters and digits in lower case, without the vendor in front."""
    text = unicodedata.normalize("NFKC", name).casefold().replace("&", "and")
    return _VENDOR.sub("", "".join(char for char in text if char.isalnum()))


def _unspaced(text: str) -> str:
    # The console of Cost Explorer leaves the vendor out and its space in: `( Bedrock Edition)`.
    return "".join(text.split()).casefold()


class Services:
    """The alias table. Raises ValueError where one name is given to two services."""

    def __init__(self, services: Iterable[Service], marketplace_endings: Mapping[str, Iterable[str]]) -> None:
        self._by_id = {service.id: service for service in services}
        self._by_name: dict[str, Service] = {}
        for service in self._by_id.values():
            for name in (service.title, *service.names):
                owner = self._by_name.setdefault(plain_name(name), service)
                if owner is not service:
                    raise ValueError(f"'{name}' stands for {owner.id} and for {service.id}")
        self._endings = [
            (_unspaced(ending), self._by_id[service_id])
            for service_id, endings in marketplace_endings.items()
            for ending in endings
        ]

    @classmethod
    def load(cls) -> Services:
        """Return the alias table that CIP ships; read once per process."""
        return _shipped()

    def __iter__(self) -> Iterator[Service]:
        return iter(self._by_id.values())

    def __len__(self) -> int:
        return len(self._by_id)

    def get(self, service_id: str) -> Service:
        """Return the service with this canonical id. Raises KeyError."""
        return self._by_id[service_id]

    def title(self, service_id: str) -> str:
        """Return the title of a service, or the id itself where it is not in the table."""
        service = self._by_id.get(service_id)
        return service.title if service else service_id

    def find(self, name: str) -> Found | None:
        """Return the service a name stands for, or None.

        A name with its short form in brackets, `Amazon Elastic Compute Cloud (Amazon EC2)`, is known where both
        stand for one service. `Claude 3 Opus (Amazon Bedrock Edition)` is Bedrock, sold through the Marketplace.
        """
        service = self._by_name.get(plain_name(name))
        if service is not None:
            return Found(service)
        text = _unspaced(name)
        for ending, sold in self._endings:
            if text.endswith(ending) and len(text) > len(ending):
                return Found(sold, marketplace=True)
        both = _WITH_SHORT_FORM.match(name.strip())
        if both:
            long, short = (self._by_name.get(plain_name(both[part])) for part in ("name", "short"))
            if long is not None and long is short:
                return Found(long)
        return None

    def id_of(self, name: str) -> str:
        """Return the canonical id a name stands for, or an empty text."""
        found = self.find(name)
        return found.service.id if found else ""


@cache
def _shipped() -> Services:
    table: dict[str, Any] = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    del table["version"]
    endings = table.pop("marketplace_endings")
    services = (
        Service(service_id, facts["title"], category, tuple(facts["names"]))
        for category, entries in table.items()
        for service_id, facts in entries.items()
    )
    return Services(services, endings)
