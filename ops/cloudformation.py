"""CloudFormation templates as plain values: short tags in, long form out."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

Template = dict[str, Any]

# Only these two keep their bare names; every other short tag stands for an `Fn::` function.
BARE = frozenset({"Ref", "Condition"})


class _Loader(yaml.SafeLoader):
    """YAML as CloudFormation reads it; a loader of its own, so that nobody else's changes."""


class _Dumper(yaml.SafeDumper):
    """YAML without anchors, which not every reader of a template follows."""

    def ignore_aliases(self, _: object) -> bool:
        return True


def _function(loader: _Loader, tag: str, node: yaml.Node) -> dict[str, Any]:
    value = _plain(loader, node)
    if tag == "GetAtt" and isinstance(value, str):
        value = value.split(".", 1)
    return {tag if tag in BARE else f"Fn::{tag}": value}


def _plain(loader: _Loader, node: yaml.Node) -> Any:
    if isinstance(node, yaml.MappingNode):
        return loader.construct_mapping(node, deep=True)
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    return node.value


_Loader.add_multi_constructor("!", _function)


def load_template(path: Path) -> Template:
    """The template at `path`, with `!Ref` and its kin spelled out."""
    # The loader is a SafeLoader: it builds plain values only.
    template = yaml.load(path.read_text(encoding="utf-8"), _Loader)  # noqa: S506
    if not isinstance(template, dict):
        raise TypeError(f"{path} is not a template")
    return template


def save_template(template: Mapping[str, Any], path: Path) -> None:
    """Write `template` as YAML that any reader of CloudFormation understands."""
    text = yaml.dump(dict(template), Dumper=_Dumper, allow_unicode=True, sort_keys=False)
    path.write_text(text, encoding="utf-8")


def resources_of(template: Template, *kinds: str) -> dict[str, Template]:
    """The resources of the given CloudFormation types, by logical name."""
    resources: dict[str, Template] = template.get("Resources", {})
    return {name: made for name, made in resources.items() if made.get("Type") in kinds}
