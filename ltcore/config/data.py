"""Which examples a run learns from: the source, and the long-tailed profile cut out of it."""

from typing import Annotated, Any, Literal

from pydantic import (
    Field,
    SerializeAsAny,
    SerializerFunctionWrapHandler,
    field_validator,
    model_serializer,
    model_validator,
)

from ltcore.config.base import SettingError, Settings, refuse_unused, shown, validate_table
from ltcore.config.sources import SOURCE_OPTIONS, SourceOptions
from ltcore.registry import UnknownNameError

ProfileName = Literal[
    "exponential", "step", "pareto", "as_is", "counts", "dirichlet_clients", "few_class_clients"
]

RANKED: tuple[ProfileName, ...] = ("exponential", "step", "pareto")
"""Profiles that give each class a count by its rank."""
OF_CLIENTS: tuple[ProfileName, ...] = ("dirichlet_clients", "few_class_clients")
"""Profiles that divide balanced data over clients, of which one trains."""
CLIENT_SETTINGS: dict[str, tuple[ProfileName, ...]] = {
    "clients": OF_CLIENTS,
    "client": OF_CLIENTS,
    "concentration": ("dirichlet_clients",),
    "classes_per_client": ("few_class_clients",),
}
USED_BY_PROFILES: dict[str, tuple[ProfileName, ...]] = {
    "ratio": ("exponential", "step"),
    "minority_share": ("step",),
    "exponent": ("pareto",),
    "class_order": RANKED,
    **CLIENT_SETTINGS,
}
"""Setting -> the profiles that use it; those that are not here go with every profile."""
OF_UNLABELLED = ("unlabelled", "unlabelled_ratio", "unlabelled_order", "relevance")
"""Settings that mean something only where there are unlabelled examples; the first says how many."""
FEWEST_PER_LABELLED = 0.5
"""Least number of unlabelled examples per labelled one, where there are any."""


class DataConfig(Settings):
    """The data set and its imbalance."""

    name: str = "digits"
    """Data set, by its name in the catalogue."""
    profile: ProfileName = "exponential"
    """Shape of the class counts: "exponential", "step", "pareto" (Zipf), "as_is", explicit "counts", or the
    counts of one of several clients ("dirichlet_clients", "few_class_clients")."""
    ratio: Annotated[float, Field(ge=1, le=1e6)] = 100.0
    """Imbalance ratio rho: the largest class count over the smallest (exponential and step)."""
    n_max: Annotated[int, Field(ge=0, le=10_000_000)] = 0
    """Training examples of the largest class, over all clients if there are any; 0 means as many as every
    class can provide, beside the unlabelled ones if there are any."""
    minority_share: Annotated[float, Field(gt=0, lt=1)] = 0.5
    """Share of classes that are rare (step)."""
    exponent: Annotated[float, Field(ge=0, le=10)] = 1.0
    """Exponent of the rank: counts fall as rank to this power (pareto)."""
    counts: tuple[Annotated[int, Field(ge=1)], ...] = ()
    """Training examples per class, in label order (counts)."""
    clients: Annotated[int, Field(ge=2, le=10_000)] = 10
    """Number of clients that share the examples (dirichlet_clients and few_class_clients)."""
    client: Annotated[int, Field(ge=1, le=10_000)] = 1
    """The client that trains, counted from 1 (dirichlet_clients and few_class_clients)."""
    concentration: Annotated[float, Field(ge=1e-3, le=1e6)] = 0.5
    """Dirichlet parameter: small values make the clients more different (dirichlet_clients)."""
    classes_per_client: Annotated[int, Field(ge=1, le=10_000)] = 2
    """Largest number of classes per client (few_class_clients)."""
    class_order: Literal["label", "shuffled"] = "label"
    """Which class is the head: the first label as in the papers, or a shuffled order."""
    val_per_class: Annotated[int, Field(ge=0, le=1_000_000)] = 20
    """Validation examples per class, set aside before the profile is applied; 0 means no validation."""
    test_per_class: Annotated[int, Field(ge=1, le=1_000_000)] = 50
    """Test examples per class, if the source has no test split of its own."""
    subset_seed: Annotated[int, Field(ge=0, lt=2**32)] = 0
    """Seed for the choice of examples; use the same for all runs that you compare."""
    foreign_classes: Annotated[int, Field(ge=0, le=10_000)] = 0
    """Number of classes, the last ones by label, that are left out of the task; unlabelled examples may come
    from them."""
    unlabelled: Annotated[float, Field(ge=0, le=10)] = 0.0
    """Unlabelled examples per labelled one, 0.5 to 10, out of those that serve for nothing else; 0 means
    none."""
    unlabelled_ratio: Annotated[float, Field(ge=0, le=1e6)] = 0.0
    """Imbalance ratio of the unlabelled examples, at least 1; 0 means that of the labelled ones."""
    unlabelled_order: Literal["same", "reversed"] = "same"
    """Whether the unlabelled head is the labelled head, or the labelled tail."""
    relevance: Annotated[float, Field(ge=0, le=1)] = 1.0
    """Share of the unlabelled examples that are of the task's classes; the rest are of foreign ones."""
    options: SerializeAsAny[SourceOptions] = SourceOptions()
    """Options of the data source itself."""

    @model_validator(mode="before")
    @classmethod
    def _resolve_options(cls, values: Any) -> Any:  # noqa: ANN401 (pydantic hands over raw input)
        if not isinstance(values, dict):
            return values
        name = str(values.get("name", "digits"))
        if name not in SOURCE_OPTIONS:
            raise UnknownNameError("data set", name, SOURCE_OPTIONS)
        options = values.get("options", {})
        if isinstance(options, dict):
            options = validate_table("options", SOURCE_OPTIONS[name], options)
        elif type(options) is not SOURCE_OPTIONS[name]:
            raise ValueError(f"options of {name} must be {SOURCE_OPTIONS[name].__name__}")
        return {**values, "options": options}

    @field_validator("unlabelled")
    @classmethod
    def _check_unlabelled(cls, value: float) -> float:
        if 0 < value < FEWEST_PER_LABELLED:
            raise ValueError(
                f"{shown(value)} is too little to matter: give 0 (none), or {FEWEST_PER_LABELLED} to 10"
            )
        return value

    @field_validator("unlabelled_ratio")
    @classmethod
    def _check_unlabelled_ratio(cls, value: float) -> float:
        if 0 < value < 1:
            raise ValueError(
                f"{shown(value)} is below 1: give 0 (the ratio of the labelled examples), 1 (balanced) "
                'or more; with unlabelled_order "reversed" the labelled tail is the unlabelled head'
            )
        return value

    @model_validator(mode="after")
    def _check_profile_counts(self) -> "DataConfig":
        if (self.profile == "counts") != bool(self.counts):
            raise SettingError(
                "counts", 'give explicit counts with profile "counts", and only then'
            )
        return self

    @model_validator(mode="after")
    def _check_profile_settings(self) -> "DataConfig":
        refuse_unused(self, "profile", USED_BY_PROFILES)
        return self

    @model_validator(mode="after")
    def _check_client(self) -> "DataConfig":
        if self.client > self.clients:
            raise SettingError(
                "client",
                f"there is no client {self.client}; give 1 to {self.clients}",
            )
        return self

    @model_validator(mode="after")
    def _check_unlabelled_settings(self) -> "DataConfig":
        if not self.unlabelled:
            for name in OF_UNLABELLED:
                value = getattr(self, name)
                if value != type(self).model_fields[name].default:
                    raise SettingError(
                        name,
                        f"{shown(value)} has no effect: there are no unlabelled examples. Leave it out, or "
                        f"give unlabelled {FEWEST_PER_LABELLED} to 10",
                    )
        elif self.profile in OF_CLIENTS:
            raise SettingError(
                "unlabelled",
                f"{shown(self.unlabelled)} does not work with profile {self.profile}: what one client does "
                "not have belongs to the others. Leave it out, or choose another profile",
            )
        if self.relevance < 1 and not self.foreign_classes:
            raise SettingError(
                "relevance",
                f"{shown(self.relevance)} needs classes that the other examples can come from. Leave it out, "
                "or give foreign_classes at least 1",
            )
        return self

    @model_serializer(mode="wrap")
    def _dump_used_settings(self, dump: SerializerFunctionWrapHandler) -> dict[str, Any]:
        # Runs from before there were clients, or unlabelled examples, keep their settings and their ids.
        return {name: value for name, value in dump(self).items() if self._uses(name)}

    def _uses(self, name: str) -> bool:
        if name in OF_UNLABELLED:
            return self.unlabelled > 0
        if name == "foreign_classes":
            return self.unlabelled > 0 or self.foreign_classes > 0
        return self.profile in CLIENT_SETTINGS.get(name, (self.profile,))
