"""What an address of a scene means: the page, the picture, and the settings, each legal."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from dashboard.routes import ROUTES
from dashboard.shell import widgets
from dashboard.shell.controls import Slider
from dashboard.shell.page import Page, Picture
from dashboard.shell.settings import Settings
from dashboard.shell.state import Linked

PAGES: Mapping[str, Page] = {page.slug: page for page in ROUTES}


class ViewError(ValueError):
    """An address that leads to no picture: which part, what is legal."""


@dataclass(frozen=True, kw_only=True)
class View:
    """A picture with its settings.

    Attributes:
        page: the page.
        name: of the picture in its page; empty on a page that is all body.
        said: name in the address -> text, what the address says.
    """

    page: Page
    name: str
    said: Mapping[str, str]

    @property
    def picture(self) -> Picture[Any] | None:
        """The picture; None on a page that is all body."""
        return self.page.pictures.get(self.name)

    def settings(self) -> Any:  # noqa: ANN401 (a dataclass of the picture)
        """Return the settings that the address says.

        Raises:
            ViewError: they depend on what there is to choose from; only the running page knows them.
        """
        picture = self.picture
        if picture is None or not isinstance(picture.settings, Settings):
            raise ViewError(
                f"the settings of {self.page.slug} depend on what there is to choose from"
            )
        linked = picture.settings.linked
        values = {
            name: one.read(self.said[one.key])
            for name, one in linked.items()
            if one.key in self.said
        }
        return picture.settings.clipped(picture.settings.kind(**values))

    def sliders(self) -> dict[str, tuple[str, Slider]]:
        """Return the sliders in sight that can stay free: name in the address -> field and slider."""
        picture = self.picture
        if picture is None or not isinstance(picture.settings, Settings):
            return {}
        settings = picture.settings
        controls = ((name, settings.controls[name]) for name in picture.row.controls)
        return {
            settings.linked[name].key: (name, control)
            for name, control in controls
            if isinstance(control, Slider)
        }


def view_of(address: str) -> View:
    """Return what an address shows.

    Args:
        address: as `view` of a scene.

    Raises:
        ViewError: it names no page, an unknown setting, or a value that is not legal.

    Example:
        >>> view_of("effective_number?en_picture=weights&en_beta=0.99").settings().beta
        0.99
    """
    slug, _, query = address.partition("?")
    if slug not in PAGES:
        near = difflib.get_close_matches(slug, PAGES, n=1)
        ask = f" Did you mean {near[0]}?" if near else ""
        raise ViewError(f"there is no page {slug!r}.{ask} Known: {', '.join(PAGES)}")
    page = PAGES[slug]
    known: dict[str, Linked[Any]] = {
        one.key: one for ask in page.asks for one in ask.linked.values()
    }
    known |= {widgets.GROUP_RULE.key: widgets.GROUP_RULE}
    if page.pictures:
        known[page.chosen.key] = page.chosen
    said = dict(parse_qsl(query, keep_blank_values=True))
    for name, text in said.items():
        if name not in known:
            raise ViewError(f"{slug} has no setting {name!r}. Known: {', '.join(known)}")
        try:
            known[name].read(text)
        except ValueError as error:
            raise ViewError(f"{name} = {text!r} is not legal: {error}") from error
    chosen = said.get(page.chosen.key, page.chosen.default) if page.pictures else ""
    return View(page=page, name=chosen, said=said)
