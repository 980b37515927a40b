"""How techniques, samplings and classifiers of the resampling page are called and coloured."""

from collections.abc import Mapping

from ltcore.plots.base.palette import METHOD_STYLES, Style

TECHNIQUE_TITLES: Mapping[str, str] = {
    "plain": "As drawn",
    "under": "Under-sampling",
    "over": "Over-sampling",
    "smote": "SMOTE",
    "cog": "COG",
    "cog_os": "COG-OS",
}
SAMPLING_TITLES: Mapping[str, str] = {
    "plain": "as drawn",
    "over": "over-sampled",
    "under": "under-sampled",
    "weighted": "re-weighted",
}
CLASSIFIER_TITLES: Mapping[str, str] = {
    "logistic": "Logistic regression",
    "svm": "Linear SVM",
    "tree": "Decision tree",
    "rbf": "RBF SVM",
    "neighbours": "5 nearest neighbours",
}
SCENE_TITLES: Mapping[str, str] = {
    "clouds": "One cloud each",
    "around": "Head on three sides of the tail",
    "apart": "Tail on two sides of the head",
}
METHODS: Mapping[str, str] = {
    "plain": "erm",
    "under": "under_sampling",
    "over": "over_sampling",
    "smote": "smote",
    "cog": "cog",
    "cog_os": "cog_os",
    "weighted": "inverse",
}
"""Technique or sampling -> the method that does it in training, whose colour it has."""


def style_of(name: str) -> Style:
    """Return the style of a technique or a sampling.

    Example:
        >>> style_of("plain").hue, style_of("weighted").hue
        ('grey', 'blue')
    """
    return METHOD_STYLES[METHODS[name]]


def sentence_form(title: str) -> str:
    """Return a title as it stands inside a sentence; names and abbreviations keep their capitals.

    Example:
        >>> sentence_form("Over-sampling"), sentence_form("RBF SVM"), sentence_form("COG-OS")
        ('over-sampling', 'RBF SVM', 'COG-OS')
    """
    return title if title[:2].isupper() else title[0].lower() + title[1:]
