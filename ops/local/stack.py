"""The whole stack: pretend AWS and upstreams, the tenants, the broker, the examples."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ops.local.aws import Resources, create_resources
from ops.local.children import Child, Children
from ops.local.development_secrets import DevelopmentSecrets
from ops.local.documents import read_documents
from ops.local.environment import REGION, broker_environment
from ops.local.examples import Examples, find_examples
from ops.local.household import read_household
from ops.local.options import Options
from ops.local.pretend.world import World, world_to_json
from ops.local.publication import destination, publish_all
from ops.local.stack_file import Described, Running, StackFile, describe
from ops.local.world import link, make_overrides, make_world

_TEMPLATE = Path("infra/resources.yaml")


@contextmanager
def running(options: Options, children: Children) -> Iterator[Described]:
    """Start everything and write the stack file, which is there until the context is left."""
    file = StackFile(options.home)
    file.remove()  # of a stack that was killed
    secrets = DevelopmentSecrets.load(options.tenants)
    documents = read_documents(options.tenants, options.addresses, secrets, options.public_url)
    households = tuple(read_household(one, options.public_url, secrets) for one in documents)
    links = link(households)
    base_url = options.addresses.upstreams
    examples = find_examples(households, options.addresses)
    starter = _Starter(options, children)
    starter.aws()
    starter.upstreams(make_world(links, base_url))
    starter.examples(examples)
    resources = starter.resources()
    where = destination(options.addresses, options.public_url, resources)
    publish_all(documents, where, secrets)
    has_domains = any(one.document.tenant.domain for one in households)
    starter.broker(resources, make_overrides(links, base_url), has_domains=has_domains)
    starter.wait()
    starter.relay(resources, make_overrides(links, base_url))
    described = describe(
        Running(
            addresses=options.addresses,
            public_url=options.public_url,
            region=REGION,
            table=resources.table,
            households=households,
            links=links,
            examples=examples,
        )
    )
    file.write(described)
    try:
        yield described
    finally:
        file.remove()


class _Starter:
    """Starts the children, all at once where nobody needs another; waits for those it started."""

    def __init__(self, options: Options, children: Children) -> None:
        self._options = options
        self._addresses = options.addresses
        self._children = children
        self._awaited: list[tuple[Child, str]] = []

    def aws(self) -> None:
        """The pretend AWS, unless one is running already."""
        if self._addresses.other_aws is not None:
            return
        command = ["-m", "ops.local.moto_server", "--port", str(self._addresses.aws_port)]
        self._start("aws", command, f"{self._addresses.aws}/moto-api/")

    def upstreams(self, world: World) -> None:
        """The pretend providers."""
        file = self._options.home / "world.json"
        file.write_text(world_to_json(world), encoding="utf-8")
        port = str(self._addresses.upstreams_port)
        command = ["-m", "ops.local.pretend", "--world", str(file), "--port", port]
        self._start("upstreams", command, f"{self._addresses.upstreams}/outbox")

    def examples(self, examples: Examples) -> None:
        """The sample APIs, and the web app if there is anything to show in it."""
        for one in examples.each:
            environment = one.api_environment()
            command = ["-m", "examples.api"]
            self._start(f"api-{one.household.id}", command, f"{one.api}/healthz", environment)
        if examples.each:
            command = ["examples/web-app/main.py"]
            url = f"{self._addresses.web_app}{examples.each[0].path}/"
            self._start("web-app", command, url, examples.web_app_environment())

    def resources(self) -> Resources:
        """The table and the secrets key, as soon as the pretend AWS answers."""
        if self._addresses.other_aws is None:
            self._children.wait_for(*self._awaited.pop(0))
        return create_resources(self._addresses.aws, REGION, _TEMPLATE)

    def broker(
        self, resources: Resources, overrides: Mapping[str, str], *, has_domains: bool
    ) -> None:
        """The broker itself."""
        public_url = self._options.public_url
        environment = broker_environment(
            self._addresses, public_url, resources, overrides, has_domains=has_domains
        )
        command = ["-m", "ops.local.gateway", "--port", str(self._addresses.port)]
        self._start("broker", command, f"{self._addresses.broker}/healthz", environment)

    def relay(self, resources: Resources, overrides: Mapping[str, str]) -> None:
        """What is behind the table's stream and queue. It waits for nobody, and nobody for it."""
        environment = {
            **broker_environment(self._addresses, self._options.public_url, resources, overrides),
            "VESTIBULE_LOGOUT_QUEUE": resources.logout_queue,
        }
        command = ["-m", "ops.local.relay", "--dead-letters", resources.relay_dead_letters]
        self._children.start("relay", command, {**os.environ, **environment})

    def wait(self) -> None:
        """Return when all of them answer."""
        for child, url in self._awaited:
            self._children.wait_for(child, url)

    def _start(
        self, name: str, command: list[str], url: str, environment: Mapping[str, Any] | None = None
    ) -> None:
        child = self._children.start(name, command, {**os.environ, **(environment or {})})
        self._awaited.append((child, url))
