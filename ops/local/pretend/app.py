"""The whole pretend world as one WSGI application."""

from flask import Blueprint, Flask
from werkzeug.routing import BaseConverter

from ops.local.pretend.authorization import never_cached
from ops.local.pretend.control import add_control
from ops.local.pretend.facebook import add_facebook_endpoints
from ops.local.pretend.house import House, Surroundings, open_house
from ops.local.pretend.openid import add_openid_endpoints
from ops.local.pretend.outbox import outbox
from ops.local.pretend.pages import index_page
from ops.local.pretend.world import World


class _Pattern(BaseConverter):
    """A path segment that must match the expression written in the route."""

    part_isolating = True

    def __init__(self, url_map: object, expression: str) -> None:
        super().__init__(url_map)  # type: ignore[arg-type]
        self.regex = expression


def make_pretend_app(world: World, around: Surroundings | None = None) -> Flask:
    """Serve every provider of `world` under its own base path, and the outbox beside them."""
    app = Flask(__name__)
    app.url_map.converters["pattern"] = _Pattern
    for provider in world.providers:
        app.register_blueprint(_provider(open_house(provider, world, around or Surroundings())))
    app.register_blueprint(outbox())
    app.add_url_rule("/", view_func=lambda: index_page(world), endpoint="index")
    return app


def _provider(house: House) -> Blueprint:
    name = house.provider.name
    blueprint = Blueprint(name, __name__, url_prefix=f"/{name}")
    add_endpoints = (
        add_facebook_endpoints if house.provider.kind == "facebook" else add_openid_endpoints
    )
    add_endpoints(blueprint, house)
    add_control(blueprint, house)
    never_cached(blueprint)
    return blueprint
