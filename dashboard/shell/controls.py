"""Controls as fields of a dataclass: what each is called, what is legal, and how it is drawn.

A picture's settings are a frozen dataclass whose fields are made here: ``t: float = slider("Threshold", …)``.
``dashboard.shell.settings`` reads the controls off the fields and links them to session and address.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from streamlit.delta_generator import DeltaGenerator

from dashboard.shell import state, widgets
from dashboard.shell.state import Linked
from ltcore.plots.base.amounts import numeral

Range = tuple[float, float]
"""Smallest and largest legal value, both legal."""
Width = int | Literal["content"]
CONTROL = "control"
"""Name of a control in the metadata of its field."""
WIDTH = 200
"""Pixels of a slider: in a lecture too all controls find room in one row."""


@dataclass(frozen=True, kw_only=True)
class Control:
    """One setting of a picture and its widget.

    Attributes:
        label: symbol and words, with the unit.
        default: value where the address says nothing.
        help: what it is, where the label is too short for it.
        name: its name in the address, after the prefix of its page; empty: that of its field.
        width: in pixels beside text of the usual size.
        lecture_width: in pixels in a lecture, for long names in a row that has the room; None: by ``width``.
    """

    label: str
    default: Any
    help: str = ""
    name: str = ""
    width: Width = "content"
    lecture_width: int | None = None

    def linked(self, key: str) -> Linked[Any]:
        """Return the setting in the session and the address, under ``key``."""
        raise NotImplementedError

    def nearest(self, value: Any, settings: Any) -> Any:  # noqa: ANN401 (a value of any control)
        """Return the legal value nearest to ``value`` beside the other settings, a dataclass."""
        del settings
        return value

    def draw(self, place: DeltaGenerator, setting: Linked[Any], settings: Any) -> None:  # noqa: ANN401
        """Draw the widget of an adopted setting.

        Args:
            place: where it stands.
            setting: of ``linked``.
            settings: the current values of all settings, a dataclass.
        """
        raise NotImplementedError


@dataclass(frozen=True, kw_only=True)
class Slider(Control):
    """A slider over round values.

    Attributes:
        values: its positions, from the left.
        pattern: how a value is written, as for ``str.format``; or a function that writes it.
        read: reads a value of the address, however it is written; None: one of the positions as Python writes
            it.
        legal: the range that other settings leave; None where all values always are legal. It may use earlier
            fields only. Where it holds no position there is nothing to choose.
    """

    values: tuple[Any, ...]
    pattern: str | Callable[[Any], str] = numeral
    read: Callable[[str], Any] | None = None
    legal: Callable[[Any], Range] | None = None
    width: Width = WIDTH

    def positions(self, settings: Any) -> tuple[Any, ...]:  # noqa: ANN401 (a dataclass)
        """Return the values that are legal beside the other settings."""
        if self.legal is None:
            return self.values
        low, high = self.legal(settings)
        return tuple(value for value in self.values if low <= value <= high)

    def nearest(self, value: Any, settings: Any) -> Any:  # noqa: ANN401
        """Return the legal value nearest to ``value``; ``value`` itself where none is legal."""
        return min(
            self.positions(settings), key=lambda legal: (abs(legal - value), legal), default=value
        )

    def linked(self, key: str) -> Linked[Any]:
        """Return the setting, which is one of the positions."""
        return Linked(key, self.default, self.read or state.one_of(self.values))

    def draw(self, place: DeltaGenerator, setting: Linked[Any], settings: Any) -> None:  # noqa: ANN401
        """Draw the slider over the positions that are legal now."""
        legal = self.positions(settings)
        place.select_slider(
            self.label,
            legal or self.values,
            format_func=self.pattern.format if isinstance(self.pattern, str) else self.pattern,
            key=setting.key,
            persist_state="session",
            help=self.help or None,
            disabled=len(legal) < 2,
        )


@dataclass(frozen=True, kw_only=True)
class Choice(Control):
    """A choice among a few named options, side by side, or in a list where they are many.

    Attributes:
        options: option -> what it is called, in a word or two.
        as_list: whether they are folded into a list.
        disabled: tells from the current settings whether there is nothing to choose; None: never.
    """

    options: Mapping[Any, str]
    as_list: bool = False
    disabled: Callable[[Any], bool] | None = None

    def linked(self, key: str) -> Linked[Any]:
        """Return the setting, which is one of the options."""
        return Linked(key, self.default, state.one_of(self.options))

    def draw(self, place: DeltaGenerator, setting: Linked[Any], settings: Any) -> None:  # noqa: ANN401
        """Draw the options."""
        shared: dict[str, Any] = {
            "format_func": self.options.__getitem__,
            "key": setting.key,
            "persist_state": "session",
            "help": self.help or None,
            "disabled": self.disabled is not None and self.disabled(settings),
        }
        if self.as_list:
            place.selectbox(self.label, list(self.options), **shared)
        else:
            place.segmented_control(self.label, list(self.options), required=True, **shared)


@dataclass(frozen=True, kw_only=True)
class Toggle(Control):
    """A switch."""

    def linked(self, key: str) -> Linked[Any]:
        """Return the setting, which is true or false."""
        return Linked(key, self.default, state.yes_or_no)

    def draw(self, place: DeltaGenerator, setting: Linked[Any], settings: Any) -> None:  # noqa: ANN401
        """Draw the switch."""
        del settings
        place.toggle(self.label, key=setting.key, persist_state="session", help=self.help or None)


@dataclass(frozen=True, kw_only=True)
class Shared(Control):
    """A setting that several pages share, with the function that draws it.

    Attributes:
        setting: the setting; its key has no prefix.
        widget: draws it.
    """

    setting: Linked[Any]
    widget: Callable[[], object]

    def linked(self, key: str) -> Linked[Any]:
        """Return the setting itself, whatever the key would be."""
        del key
        return self.setting

    def draw(self, place: DeltaGenerator, setting: Linked[Any], settings: Any) -> None:  # noqa: ANN401
        """Draw it as every page does."""
        del setting, settings
        with place:
            self.widget()


def of(control: Control) -> Any:  # noqa: ANN401 (a default value, as of dataclasses.field)
    """Return a field of a dataclass with its control."""
    return field(default=control.default, metadata={CONTROL: control})


def slider(
    label: str,
    values: tuple[Any, ...],
    default: object,
    pattern: str | Callable[[Any], str] = numeral,
    help: str = "",  # noqa: A002 (as Streamlit calls it)
    **more: Any,  # noqa: ANN401 (fields of `Slider`)
) -> Any:  # noqa: ANN401
    """Return a field with a slider; see `Slider` for what may be given besides."""
    return of(
        Slider(label=label, values=values, default=default, pattern=pattern, help=help, **more)
    )


def choice(
    label: str,
    options: Mapping[Any, str],
    default: object,
    help: str = "",  # noqa: A002 (as Streamlit calls it)
    **more: Any,  # noqa: ANN401 (fields of `Choice`)
) -> Any:  # noqa: ANN401
    """Return a field with a choice among options; see `Choice` for what may be given besides."""
    return of(Choice(label=label, options=options, default=default, help=help, **more))


def class_groups() -> Any:  # noqa: ANN401
    """Return a field with the choice of how classes are put into head, medium and tail."""
    rule = widgets.GROUP_RULE
    shared = Shared(
        label="Class groups", default=rule.default, setting=rule, widget=widgets.group_rule
    )
    return of(shared)


def class_thirds() -> Any:  # noqa: ANN401
    """Return a field with the choice of class groups of the pages on pre-training: by rank at first.

    These pages show the same runs; with one rule a word such as tail means the same classes on all of them.
    """
    return choice(
        "Class groups",
        widgets.GROUP_WORDS,
        "terciles",
        "Papers on pre-training use thirds of the classes by rank: many, medium and few.",
        as_list=True,
    )
