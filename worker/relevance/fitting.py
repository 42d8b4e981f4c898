"""Fitting: the arithmetic of training, apart from what is trained on."""

import tomllib
from collections.abc import Sequence
from typing import Any

import numpy as np

from worker.relevance.features import PLACES, Found, names
from worker.relevance.grammar import events, items
from worker.relevance.lexicon import DATA

Array = Any


def matrix(founds: Sequence[Found]) -> Array:
    """Dense rows of feature values."""
    table = np.zeros((len(founds), len(names())))
    for i, found in enumerate(founds):
        for number, value in found.values:
            table[i, number] = value
    return table


def signs() -> tuple[Array, Array]:
    """Lowest and highest weight each feature may have (``data/signs.toml``)."""
    with (DATA / "signs.toml").open("rb") as file:
        rules = tomllib.load(file)
    most = dict.fromkeys(items(), 0)
    for item in rules["concepts"]["for"].split():
        most[item] = 1
    for item in rules["concepts"]["against"].split():
        most[item] = -1
    for event in events():
        most[event.name] = 1
    for item in rules["events"]["against"].split():
        most[item] = -1
    low, high = np.full(len(names()), -np.inf), np.full(len(names()), np.inf)
    for i, name in enumerate(names()):
        place, _, item = name.partition(":")
        way = most[item] if place in PLACES and item in most else 0
        for prefix in rules["others"]["for"]:
            way = 1 if name.startswith(prefix) else way
        for prefix in rules["others"]["against"]:
            way = -1 if name.startswith(prefix) else way
        if way > 0:
            low[i] = 0.0
        elif way < 0:
            high[i] = 0.0
    return low, high


def fit(table: Array, wanted: Array, weights: Array, prior: Array, bias: float, pull: float) -> tuple[Array, float]:
    """Weights and bias that make ``wanted`` likely, keep their signs and stay near ``prior``.

    Accelerated projected gradient with restarts (Nesterov; O'Donoghue and Candes 2015).
    """
    used = np.flatnonzero((table != 0).any(axis=0))
    x = np.hstack([table[:, used], np.ones((len(table), 1))])
    low, high = signs()
    low, high = np.append(low[used], -np.inf), np.append(high[used], np.inf)
    centre = np.append(prior[used], bias)
    draw = np.append(np.full(len(used), pull), 1e-3)
    scaled = x * np.sqrt(weights)[:, None]
    vector = np.ones(x.shape[1])
    for _ in range(30):
        vector = scaled.T @ (scaled @ vector)
        vector /= np.linalg.norm(vector)
    rate = 1.0 / (0.25 * 1.05 * float(vector @ (scaled.T @ (scaled @ vector))) + float(draw.max()))
    w = np.clip(centre, low, high)
    ahead, t = w.copy(), 1.0
    for _ in range(1500):
        p = 1 / (1 + np.exp(-np.clip(x @ ahead, -40, 40)))
        gradient = x.T @ (weights * (p - wanted)) + draw * (ahead - centre)
        new = np.clip(ahead - rate * gradient, low, high)
        if gradient @ (new - w) > 0:
            t = 1.0
        following = (1 + (1 + 4 * t * t) ** 0.5) / 2
        ahead = new + (t - 1) / following * (new - w)
        moved = np.abs(new - w).max()
        w, t = new, following
        if moved < 1e-4:
            break
    full = np.zeros(table.shape[1])
    full[used] = w[:-1]
    return full, float(w[-1])


def f1(wanted: Array, said: Array) -> tuple[float, float, float]:
    """Precision, recall, F1."""
    hits = float((wanted & said).sum())
    precision = hits / max(1.0, float(said.sum()))
    recall = hits / max(1.0, float(wanted.sum()))
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


def average_precision(wanted: Array, score: Array) -> float:
    """Mean precision at each positive, best first."""
    order = np.argsort(-score, kind="stable")
    hits = np.cumsum(wanted[order])
    return float((hits / np.arange(1, len(order) + 1))[wanted[order]].mean())


def generous(wanted: Array, score: Array, recall: float) -> float:
    """The highest threshold that keeps ``recall`` of the wanted, at most 0.3."""
    of_wanted = np.sort(score[wanted > 0])
    return float(min(0.3, of_wanted[int(len(of_wanted) * (1 - recall))]))


def balanced(wanted: Array, score: Array) -> float:
    """The threshold between 0.4 and 0.5 with the best F1."""
    steps = [0.5 - 0.02 * i for i in range(6)]
    return max(steps, key=lambda step: f1(wanted > 0, score >= step)[2])
