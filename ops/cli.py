"""`vestibule`: the operator's command line."""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import TypeVar

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.adapters.dynamodb.domains import DomainTaken
from chalicelib.adapters.dynamodb.fence import PublishedMeanwhile
from chalicelib.flows.manage_people import ChangedMeanwhile
from chalicelib.tenancy.model import TenantId
from chalicelib.tenancy.ports import StorageUnavailable
from chalicelib.tenancy.premises import in_house_of
from chalicelib.tokens.key_ports import KeyKeeperFailed
from ops import doctor, domains_command, tenants_command
from ops.connections_command import add_connections
from ops.documents import FaultyDocuments
from ops.invitations_options import add_invitations
from ops.keys_desk import open_keys_desk
from ops.keys_options import add_keys
from ops.publish import Destination, Published
from ops.report import Refused, Report
from ops.standard_output import prepare_output, tell
from ops.surroundings import NoSurroundings, Surroundings, find_surroundings, process_environment
from ops.tenants_options import add_tenants
from ops.users_change_command import Unconfirmed
from ops.users_desk import open_desk
from ops.users_options import WrongUse, add_users

D = TypeVar("D")

_OBSTACLES = (
    NoSurroundings,
    ChangedMeanwhile,
    Unconfirmed,
    WrongUse,
    StorageUnavailable,
    BotoCoreError,
    ClientError,
    KeyKeeperFailed,
)
#: What is said of those that do not say enough themselves.
_TOLD: dict[type[BaseException], str] = {
    PublishedMeanwhile: "somebody else published {} at this moment; look, and apply again",
    DomainTaken: "{} became another tenant's at this moment",
    StorageUnavailable: "DynamoDB does not answer now ({}); do the same again",
    ChangedMeanwhile: "somebody else keeps changing {}; look, and do it again",
    KeyboardInterrupt: "interrupted",
}
_NO_TABLE = (
    "there is no such table in this account and region;"
    " `vestibule doctor` with the same options says where it looks"
)
#: The exit status of what Ctrl-C ended, as shells have it.
_INTERRUPTED = 130
_EPILOG = """\
exit status: 0 all is well, 1 something was found wrong, 2 it could not be done,
3 there is something to publish (`tenants plan --exit-code` only), 130 it was interrupted

Commands that talk to a broker find it by the options --table, --public-url and --secrets-key,
else by the variables VESTIBULE_TABLE, VESTIBULE_PUBLIC_URL and VESTIBULE_SECRETS_KEY (with AWS's
ordinary credentials), else by .vestibule/stack.json, which a running local stack leaves there.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line says and return the exit status."""
    prepare_output()
    options = _parser().parse_args(arguments)
    run: Callable[[argparse.Namespace], Report] = options.run
    try:
        report = run(options)
    except FaultyDocuments as error:
        report = tenants_command.faulty(error)
    except Refused as error:
        report = error.report()
    except tenants_command.StoppedHalfWay as error:
        return _give_up(error, as_json=options.json, done=error.published)
    except (*_OBSTACLES, KeyboardInterrupt) as error:
        return _give_up(error, as_json=options.json)
    return tell(report.render(as_json=options.json)) or report.exit_status


def _give_up(error: BaseException, *, as_json: bool, done: Sequence[Published] = ()) -> int:
    told = _told(error)
    if as_json:
        tenants = {"tenants": [asdict(each) for each in done]} if done else {}
        tell(json.dumps({"ok": False, "error": told, **tenants}, indent=2))
    else:
        print(f"vestibule: {told}", file=sys.stderr)
    return _INTERRUPTED if isinstance(_cause(error), KeyboardInterrupt) else 2


def _told(error: BaseException) -> str:
    cause = _cause(error)
    texts = (text for kind, text in _TOLD.items() if isinstance(cause, kind))
    told = _NO_TABLE if _lacks_table(cause) else next(texts, "{}").format(cause)
    if not isinstance(error, tenants_command.StoppedHalfWay) or error.total == 1:
        return told
    settled = f"{len(error.published)} of {error.total} are settled"
    return f"{told} ({settled}; the same command again does the others)"


def _lacks_table(error: BaseException) -> bool:
    # Of DynamoDB's calls alone: a secret that does not exist is a fault of a document.
    return (
        isinstance(error, ClientError)
        and error.response.get("Error", {}).get("Code") == "ResourceNotFoundException"
    )


def _cause(error: BaseException) -> BaseException:
    return error.obstacle if isinstance(error, tenants_command.StoppedHalfWay) else error


def _doctor(options: argparse.Namespace) -> Report:
    if options.domains is not None:
        return domains_command.examine(_surroundings(options).destination, options.domains)
    return doctor.examine(lambda: _surroundings(options), process_environment())


def _surroundings(options: argparse.Namespace) -> Surroundings:
    return find_surroundings(vars(options), process_environment())


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="vestibule",
        description="Looks after an identity broker and its tenants.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    _add_tenants(commands)
    _add_users(commands)
    _add_keys(commands)
    _add_connections(commands)
    about = "say whether table, key and addresses are there and answer"
    examine = _add(commands, "doctor", _doctor, about, parents=[_broker_options()])
    examine.add_argument(
        "--domains",
        metavar="TENANT",
        nargs="*",
        help="only whether own domains answer: of these tenants, or of all",
    )
    return parser


def _add_tenants(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    about = "check, compare and publish tenant documents"
    tenants = commands.add_parser("tenants", help=about, description=f"{about.capitalize()}.")
    actions = tenants.add_subparsers(metavar="ACTION", required=True)

    def add(
        name: str,
        run: Callable[[argparse.Namespace], Report],
        about: str,
        *,
        to_broker: bool = True,
    ) -> argparse.ArgumentParser:
        parents = [_broker_options()] if to_broker else []
        return _add(actions, name, run, about, parents=parents)

    add_tenants(add, _surroundings, process_environment)


def _add_users(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    add = _group(commands, "users", "look after the people of a tenant", open_desk)
    add_users(add)
    add_invitations(add)


def _add_keys(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    add_keys(_group(commands, "keys", "look after the signing keys of a tenant", open_keys_desk))


def _add_connections(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    about = "look after the upstream providers of a tenant"
    group = commands.add_parser("connections", help=about, description=f"{about.capitalize()}.")
    actions = group.add_subparsers(metavar="ACTION", required=True)

    def add(
        name: str, run: Callable[[argparse.Namespace], Report], about: str
    ) -> argparse.ArgumentParser:
        return _add(actions, name, run, about, parents=[_broker_options()])

    add_connections(add, _surroundings)


def _group(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    about: str,
    open_at: Callable[[Destination], D],
) -> Callable[[str, Callable[[D, argparse.Namespace], Report], str], argparse.ArgumentParser]:
    """A command of commands, all of which are given at the same desk."""
    group = commands.add_parser(name, help=about, description=f"{about.capitalize()}.")
    actions = group.add_subparsers(metavar="ACTION", required=True)

    def add(
        action: str, command: Callable[[D, argparse.Namespace], Report], about: str
    ) -> argparse.ArgumentParser:
        def run(options: argparse.Namespace) -> Report:
            desk = open_at(_surroundings(options).destination)
            with in_house_of(TenantId(options.tenant)):
                return command(desk, options)

        return _add(actions, action, run, about, parents=[_broker_options()])

    return add


def _add(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    run: Callable[[argparse.Namespace], Report],
    about: str,
    parents: list[argparse.ArgumentParser],
) -> argparse.ArgumentParser:
    parser = commands.add_parser(
        name, help=about, description=f"{about[0].upper()}{about[1:]}.", parents=parents
    )
    parser.add_argument("--json", action="store_true", help="print JSON instead of sentences")
    parser.set_defaults(run=run)
    return parser


def _broker_options() -> argparse.ArgumentParser:
    options = argparse.ArgumentParser(add_help=False)
    broker = options.add_argument_group("which broker (see `vestibule --help`)")
    broker.add_argument("--table", metavar="NAME", help="its table")
    broker.add_argument("--public-url", metavar="URL", help="what every issuer begins with")
    broker.add_argument("--secrets-key", metavar="KEY", help="the KMS key that seals secrets")
    return options
