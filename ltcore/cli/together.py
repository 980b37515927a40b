"""``--together``: runs that differ in their seeds alone, trained as one program."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import click

from ltcore.config import RunConfig

if TYPE_CHECKING:
    from ltcore.runs import RunFolder, RunRecord, RunStore


def in_company(configs: Sequence[RunConfig]) -> list[RunConfig]:
    """Return the runs of a sweep as they can be trained; say which are trained alone, and why.

    Args:
        configs: as they were asked for.
    """
    from ltcore.sweeps.together import alone_because, replaced, setting_of

    seeds = Counter(setting_of(config) for config in configs if config.train.together)
    found, reasons = [], Counter[str]()
    for config in configs:
        why = alone_because(config) if config.train.together else ""
        if seeds[setting_of(config)] == 1:
            why = why or "no other run of the sweep differs in the seed alone"
        if why:
            reasons[why] += 1
        found.append(replaced(config, together=False) if why else config)
    for why, count in reasons.items():
        runs = "1 run is" if count == 1 else f"{count} runs are"
        click.echo(f"{runs} trained alone: {why}", err=True)
    return found


def companies_of(records: "Sequence[RunRecord]") -> "list[list[RunFolder]]":
    """Return the folders of runs that are to go on, those that can be trained as one side by side."""
    from ltcore.sweeps.together import companies

    folders = {record.id: record.folder for record in records}
    settings = {record.id: record.config for record in records}
    return [[folders[run_id] for run_id in company] for company in companies(settings, cores=1)]


def say_other_company(store: "RunStore", wanted: Mapping[str, RunConfig]) -> None:
    """Say how many finished runs were trained together with others and are asked for alone, or the reverse.

    Args:
        store: the runs.
        wanted: id of a finished run -> as it is asked for now.
    """
    from ltcore.runs import RunError
    from ltcore.runs.company import company_of

    others = Counter[bool]()
    for run_id, config in wanted.items():
        try:
            was = bool(company_of(store.load(run_id).folder))
        except RunError:  # damaged: what opens the run says so
            continue
        if was != config.train.together:
            others[was] += 1
    for together, count in others.items():
        runs = "1 of the finished runs was" if count == 1 else f"{count} of the finished runs were"
        how = "together with other seeds" if together else "alone"
        click.echo(
            f"{runs} trained {how}: trained as asked for now, they would differ by rounding",
            err=True,
        )


def company_sentence(folder: "RunFolder", config: RunConfig) -> str:
    """Return with whom a finished run was trained that is asked for alone, "" where with nobody."""
    from ltcore.runs import RunError
    from ltcore.runs.company import company_of

    try:
        seeds = company_of(folder)
    except RunError:  # damaged: what opens the run says so
        return ""
    if config.train.together or not seeds:
        return ""
    named = ", ".join(map(str, seeds))
    return (
        f"it was trained together with seeds {named}: trained alone, its results would differ by rounding, "
        f"within the spread of the seeds. To train it alone: ltlab runs delete {folder.id}, then repeat the "
        "command"
    )
