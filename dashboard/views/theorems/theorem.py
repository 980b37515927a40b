"""What a theorem's page is made of: scenes of what is promised, true and seen, and the statement behind."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import pandas as pd

from dashboard.shell.page import Found, Picture, Study
from dashboard.shell.settings import Settings
from dashboard.shell.shown import Card, Shown, symbol_list, today_parts
from dashboard.shell.simulated import Simulated
from dashboard.shell.studies import Step
from dashboard.shell.under_hand import Spec
from ltcore.plots.base.theme import Look
from ltcore.plots.scene.figure import scene_figure, scene_spec
from ltcore.plots.scene.marks import Scene, scene_frame
from ltcore.registry import Source

S = TypeVar("S", bound=Simulated)
FROM_FORMULAS = "Computed from the formulas on this page."


@dataclass(frozen=True, kw_only=True)
class Statement:
    """What is claimed, exactly.

    Attributes:
        claim: the statement, Markdown with LaTeX.
        assumptions: each in a sentence, Markdown.
        symbols: LaTeX of each symbol -> what it stands for, with unit or range.
        derivation: the proof or its sketch, Markdown with LaTeX.
        source: the paper, and the place in it.
        today: LaTeX of the claim with the current numbers; None where there is nothing to put in.
    """

    claim: str
    assumptions: Sequence[str]
    symbols: Mapping[str, str]
    derivation: str
    source: Source
    today: Callable[[Any], str] | None = None

    def cards(self, settings: object) -> tuple[Card, Card]:
        """Return the statement, open, and its derivation, folded."""
        today = self.today(settings) if self.today else ""
        holds = "**Assumptions**\n" + "\n".join(f"* {one}" for one in self.assumptions)
        claim = Card(
            title="Statement",
            icon=":material/gavel:",
            parts=[
                self.claim,
                *([holds] if self.assumptions else []),
                f"**Symbols**\n{symbol_list(self.symbols)}",
                *today_parts(today),
            ],
            source=self.source,
            is_open=True,
        )
        proof = Card(title="Derivation", icon=":material/function:", parts=[self.derivation])
        return claim, proof


@dataclass(frozen=True, kw_only=True)
class SceneStudy(Generic[S]):
    """A scene that grows: what it needs is computed behind a button, see `Study`.

    Attributes:
        scene: settings and the results so far in, none at first; the same marks for all settings.
        label: of the button, with about how long it takes.
        steps: settings in; yields the share that is done and the next result.
        depends: names of the settings that it depends on.
    """

    scene: Callable[[S, Found], Scene]
    label: str
    steps: Callable[[S], Iterator[Step]]
    depends: Sequence[str]

    def behind_button(self, show: Callable[[S, Look, Found], Shown]) -> Study[S]:
        """Return the study of a picture."""
        return Study(label=self.label, steps=self.steps, depends=self.depends, show=show)


@dataclass(frozen=True, eq=False, kw_only=True)
class SceneShow(Generic[S]):
    """Shows a scene and what it is about; it is the ``show`` of a theorem's picture.

    Attributes:
        scene: settings and what a study has found in, scene out.
        statement: what the picture is about.
        origin: where the numbers come from.
        simulated: whether anything is drawn at random.
    """

    scene: Callable[[S, Found], Scene]
    statement: Statement
    origin: str
    simulated: bool

    def __call__(self, settings: S, look: Look, found: Found = ()) -> Shown:
        """Return the figure, its words and the statement with the current numbers."""
        scene = self.scene(settings, found)
        draws = f" {settings.draws:,} draws asked for, seed {settings.seed}."
        return Shown(
            figure=scene_figure(scene, look=look),
            words=scene.words,
            alt=f"{scene.title}. {scene.words}",
            cards=self.statement.cards(settings),
            origin=f"{self.origin}{draws if self.simulated else ''}",
        )

    def spec(self, settings: S, look: Look) -> Spec:
        """Return the figure alone, quickly."""
        return scene_spec(self.scene(settings, ()), look)

    def table(self, settings: S, found: Found) -> pd.DataFrame:
        """Return what is drawn, mark by mark."""
        return scene_frame(self.scene(settings, found))


def theorem_picture(  # noqa: PLR0913 (all that a picture says, by keyword)
    *,
    label: str,
    settings: Settings[S],
    controls: Sequence[str],
    scene: Callable[[S], Scene] | SceneStudy[S],
    statement: Statement,
    notice: str,
    try_this: str,
    more: Sequence[str] = (),
    simulated: bool = False,
    drag: bool = True,
    origin: str = FROM_FORMULAS,
) -> Picture[S]:
    """Return a picture of a theorem.

    Args:
        label: a short question.
        settings: of the page.
        controls: names of the settings in sight, up to four.
        scene: settings in, scene out; the same marks for all settings. Or a scene that a study makes grow.
        statement: what the picture is about.
        notice: one thing to notice, Markdown.
        try_this: one thing to try that changes the answer, Markdown.
        more: names of the settings under More.
        simulated: whether anything is drawn at random, by ``settings.draws`` and ``settings.seed``.
        drag: whether the picture follows a slider while it is dragged; for closed forms.
        origin: where the numbers come from, for the footer.
    """
    grows = scene if isinstance(scene, SceneStudy) else None
    show = SceneShow(
        scene=scene.scene if isinstance(scene, SceneStudy) else _without_study(scene),
        statement=statement,
        origin=origin,
        simulated=simulated,
    )
    return Picture(
        label=label,
        settings=settings,
        controls=controls,
        more=more,
        show=show,
        notice=notice,
        try_this=try_this,
        drag=show.spec if drag and grows is None else None,
        study=grows.behind_button(show) if grows else None,
        simulated=simulated,
        table=show.table,
    )


def _without_study(scene: Callable[[S], Scene]) -> Callable[[S, Found], Scene]:
    return lambda settings, _found: scene(settings)
