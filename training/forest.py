"""Boosted trees that read the evidence beside the transformer.

A transformer of this size is slow to find what a table of numbers says. Trees find it at once, and trees whose thresholds are
drawn at random (Geurts et al. 2006, "Extremely randomized trees") carry over best to repositories they never saw: in
cross-validation by repository they beat thresholds that are searched for, and ensembles of small networks.
"""

import json
from dataclasses import dataclass
from itertools import zip_longest

import lightgbm
import numpy as np

from .config import AGREEMENT, GROUPS, ForestConfig

Numbers = np.ndarray


class Ensemble:
    """The mean of several boosted ensembles. What a group of evidence does not know is NaN to them, not zero."""

    def __init__(self, boosters: list[lightgbm.Booster]):
        self.boosters = boosters

    @staticmethod
    def fit(table: Numbers, labels: Numbers, config: ForestConfig, members: int) -> "Ensemble":
        """table: [R, W], see hidden(); labels: [R], 0 to 1. A reading a row: a candidate appears once for each way it is read."""
        settings = {
            "objective": "cross_entropy",
            "extra_trees": True,
            "learning_rate": config.learning_rate,
            "num_leaves": config.leaves,
            "min_data_in_leaf": config.least_in_leaf,
            "feature_fraction": config.features,
            "bagging_fraction": config.rows,
            "bagging_freq": 1,
            "lambda_l2": config.ridge,
            "deterministic": True,
            "num_threads": 1,
            "verbose": -1,
        }
        data = lightgbm.Dataset(table, labels.astype(np.float32), free_raw_data=False)
        return Ensemble([lightgbm.train(settings | {"seed": seed}, data, config.trees) for seed in range(members)])

    def margins(self, table: Numbers) -> Numbers:
        """table: [R, W]. Gives [R]."""
        return np.mean([booster.predict(table, raw_score=True) for booster in self.boosters], 0).astype(np.float32)

    def trees(self) -> list[dict]:
        """The root of every tree, as LightGBM describes it."""
        return [tree["tree_structure"] for booster in self.boosters for tree in booster.dump_model()["tree_info"]]


@dataclass(frozen=True)
class Check:
    """Tells patches from what was made of them and resolves nothing, as many of each.

    failing: how often a patch is taken to be of the latter kind.
    """

    ensemble: Ensemble
    failing: float

    @property
    def bias(self) -> float:
        """What is added to the margin of the ensemble, which learned from as many of each."""
        return float(np.log((1 - self.failing) / self.failing))

    def nodes(self) -> dict[str, list]:
        """Attributes of ONNX's TreeEnsembleRegressor (ai.onnx.ml 3) whose single target is the ensemble's margin."""
        table: dict[str, list] = {name: [] for name in NODE_ATTRIBUTES + LEAF_ATTRIBUTES}
        for tree, root in enumerate(self.ensemble.trees()):
            add_tree(table, tree, root, 1 / len(self.ensemble.boosters))
        return table


# The checks by name: whether the patch is for this task, and whether it makes the change rather than undoes it.
OWN_TASK, DONE = "own_task", "done"


class EvidenceForest:
    """One ensemble for patches whose other candidates are not known, one for those among others; and for both, the checks. What fails one
    resolves nothing, so with the logarithm of the probability that it passes the margin is the product's.

    checks: by name; those for which nothing was rendered are not there.
    """

    def __init__(self, alone: Ensemble, among: Ensemble, checks: dict[str, Check], names: dict[str, list[str]]):
        self.alone, self.among, self.checks, self.names = alone, among, checks, names
        self.owner = owners(names)

    def margins(self, evidence: Numbers, known: Numbers) -> Numbers:
        """evidence: [R, W]; known: [R, 4]. Gives [R]."""
        table, others = hidden(evidence, known, self.owner), known[:, AGREEMENT] > 0
        margins = np.zeros(len(table), np.float32)
        for ensemble, asked in ((self.alone, ~others), (self.among, others)):
            if asked.any():
                margins[asked] = ensemble.margins(table[asked])
        for check in self.checks.values():
            margins -= np.logaddexp(0, -(check.ensemble.margins(table) + check.bias)).astype(np.float32)
        return margins

    def to_text(self) -> str:
        def boosters(ensemble: Ensemble) -> list[str]:
            return [booster.model_to_string() for booster in ensemble.boosters]

        checks = {name: {"boosters": boosters(check.ensemble), "failing": check.failing} for name, check in self.checks.items()}
        return json.dumps({"alone": boosters(self.alone), "among": boosters(self.among), "checks": checks, "names": self.names})

    @staticmethod
    def from_text(text: str) -> "EvidenceForest":
        def ensemble(boosters: list[str]) -> Ensemble:
            return Ensemble([lightgbm.Booster(model_str=booster) for booster in boosters])

        saved = json.loads(text)
        checks = {name: Check(ensemble(check["boosters"]), check["failing"]) for name, check in saved["checks"].items()}
        return EvidenceForest(ensemble(saved["alone"]), ensemble(saved["among"]), checks, saved["names"])

    def nodes(self) -> dict[str, list]:
        """Attributes of ONNX's TreeEnsembleRegressor (ai.onnx.ml 3) whose single target is the margin, the checks left aside.

        A tree of each ensemble hangs under one root, which asks whether there is agreement. Of few rows an ensemble stops growing
        early; beside the trees that it lacks stands one that says nothing.
        """
        table: dict[str, list] = {name: [] for name in NODE_ATTRIBUTES + LEAF_ATTRIBUTES}
        agreement = int(np.argmax(self.owner == AGREEMENT))
        anything = {"split_feature": agreement, "threshold": LARGEST, "decision_type": "<=", "missing_type": "NaN", "default_left": False}
        for tree, (alone, among) in enumerate(zip_longest(self.alone.trees(), self.among.trees(), fillvalue={"leaf_value": 0.0})):
            add_tree(table, tree, anything | {"left_child": among, "right_child": alone}, 1 / len(self.alone.boosters))
        return table


# Every number that is known lies below it.
LARGEST = float(np.finfo(np.float32).max)
NODE_ATTRIBUTES = [
    "nodes_treeids", "nodes_nodeids", "nodes_featureids", "nodes_values", "nodes_modes",
    "nodes_truenodeids", "nodes_falsenodeids", "nodes_missing_value_tracks_true",
]  # fmt: skip
LEAF_ATTRIBUTES = ["target_treeids", "target_nodeids", "target_ids", "target_weights"]


def add_tree(table: dict[str, list], tree: int, root: dict, weight: float) -> None:
    """Appends a tree in depth-first order; its node numbers start at 0."""
    count = 0

    def add(node: dict) -> int:
        nonlocal count
        number, at = count, len(table["nodes_treeids"])
        count += 1
        branch = "split_feature" in node
        # A leaf's numbers are not read.
        missing = int(branch and node["default_left"])
        entry = (tree, number, node.get("split_feature", 0), below(node.get("threshold", 0.0)), "BRANCH_LEQ" if branch else "LEAF", 0, 0, missing)
        for name, value in zip(NODE_ATTRIBUTES, entry):
            table[name].append(value)
        if branch:
            if node["decision_type"] != "<=" or node["missing_type"] not in ("NaN", "None"):
                raise ValueError(f"no ONNX form for {node['decision_type']} with missing {node['missing_type']}")
            table["nodes_truenodeids"][at] = add(node["left_child"])
            table["nodes_falsenodeids"][at] = add(node["right_child"])
        else:
            for name, value in zip(LEAF_ATTRIBUTES, (tree, number, 0, weight * node["leaf_value"])):
                table[name].append(value)
        return number

    add(root)


def below(threshold: float) -> float:
    """The largest float32 that is not above: with it float32 values fall on the side they fell on in training."""
    rounded = np.float32(threshold)
    return float(rounded if float(rounded) <= threshold else np.nextafter(rounded, np.float32(-np.inf)))


def owners(names: dict[str, list[str]]) -> Numbers:
    """The index in GROUPS of each evidence feature, [W]."""
    return np.repeat(np.arange(len(GROUPS)), [len(names[group]) for group in GROUPS])


def hidden(evidence: Numbers, known: Numbers, owner: Numbers) -> Numbers:
    """Evidence with NaN where its group is masked."""
    return np.where(known[:, owner] > 0, evidence, np.float32("nan")).astype(np.float32)
