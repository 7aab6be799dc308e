"""Boosted trees that read the evidence beside the transformer.

A transformer of this size is slow to find what a table of numbers says. Trees find it at once, and trees whose thresholds are
drawn at random (Geurts et al. 2006, "Extremely randomized trees") carry over best to repositories they never saw: in
cross-validation by repository they beat thresholds that are searched for, and ensembles of small networks.
"""

import json

import lightgbm
import numpy as np

from .config import GROUPS, ForestConfig

Numbers = np.ndarray


class EvidenceForest:
    """The mean of several boosted ensembles. What a group of evidence does not know is NaN to them, not zero."""

    def __init__(self, boosters: list[lightgbm.Booster], owner: Numbers):
        """owner: the index in GROUPS of each evidence feature, [W]."""
        self.boosters, self.owner = boosters, owner

    @staticmethod
    def fit(evidence: Numbers, known: Numbers, labels: Numbers, names: dict[str, list[str]], config: ForestConfig) -> "EvidenceForest":
        """evidence: [R, W]; known: [R, 4]; labels: [R]. A reading a row: a candidate appears once for each way it is read."""
        owner = owners(names)
        settings = {
            "objective": "binary",
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
        table = lightgbm.Dataset(hidden(evidence, known, owner), labels.astype(np.float32), free_raw_data=False)
        members = [lightgbm.train(settings | {"seed": seed}, table, config.trees) for seed in range(config.members)]
        return EvidenceForest(members, owner)

    def margins(self, evidence: Numbers, known: Numbers) -> Numbers:
        """evidence: [R, W]; known: [R, 4]. Gives [R]."""
        table = hidden(evidence, known, self.owner)
        return np.mean([booster.predict(table, raw_score=True) for booster in self.boosters], 0).astype(np.float32)

    def to_text(self) -> str:
        return json.dumps({"boosters": [b.model_to_string() for b in self.boosters], "owner": self.owner.tolist()})

    @staticmethod
    def from_text(text: str) -> "EvidenceForest":
        saved = json.loads(text)
        boosters = [lightgbm.Booster(model_str=booster) for booster in saved["boosters"]]
        return EvidenceForest(boosters, np.array(saved["owner"]))

    def nodes(self) -> dict[str, list]:
        """Attributes of ONNX's TreeEnsembleRegressor (ai.onnx.ml 3) whose single target is the margin."""
        table: dict[str, list] = {name: [] for name in NODE_ATTRIBUTES + LEAF_ATTRIBUTES}
        tree = 0
        for booster in self.boosters:
            for described in booster.dump_model()["tree_info"]:
                add_tree(table, tree, described["tree_structure"], 1 / len(self.boosters))
                tree += 1
        return table


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
