"""Trains on made-up candidates, exports, and holds the graph against the network. Under two minutes on a CPU.

    python -m unittest training.test_smoke
"""

import contextlib
import gzip
import io
import json
import tempfile
import unittest
import warnings
from collections import Counter
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch
from xml.etree import ElementTree

import gguf
import numpy as np
import torch
from scipy.special import expit

from . import ablate, experts
from . import calibrate as calibration
from . import train as training
from . import trees
from .config import AGREEMENT, CALIBRATION_REPOSITORIES, GROUPS, PATCH, PROCESS, Config, Dropout, ForestConfig, ModelConfig, TransformerConfig
from .data import Rendered, Row, Task, make_batch, read_drawn, read_other, read_rendered, read_titled, read_undone, repository_folds
from .card import CALIBRATION, NOT_MEASURED, with_worth
from .export import Runner, export, graph_margins, network_margins, probability_difference
from .forest import DONE, OWN_TASK, Ensemble, EvidenceForest, hidden, owners
from .graph import Precision, build_graph
from .maps import MAPS, measure
from .metrics import auc, calibration_error, selection_efficiency, within_task_auc
from .model import RewardModel
from .pretrained import Pretrained
from .tokenizer import MARKS, train_tokenizer
from .train import Scored, load_weights, save_weights, train_model

NAMES = {"patch": ["size", "overlap"], "static": ["broken"], "process": ["tests"], "agreement": ["same", "near"]}
VOCABULARY, MAX_TOKENS = 300, 512


def write_rendered(path: Path) -> None:
    """Ten tasks in each of eight repositories; agreement tells most about the label, text a little."""
    rng = np.random.default_rng(0)
    header = {"renderVersion": 2, "maxTokens": MAX_TOKENS, "maxTaskTokens": 64, "evidence": NAMES}
    repos = ["sympy/sympy", "a/a", "b/b", *CALIBRATION_REPOSITORIES]
    with gzip.open(path, "wt") as out:
        print(json.dumps(header), file=out)
        for task, repo in ((f"{repo}-{i}", repo) for repo in repos for i in range(10)):
            prefix = rng.integers(9, VOCABULARY, rng.integers(3, 40)).tolist()
            for number in range(rng.integers(1, 7)):
                label = bool(rng.random() < 0.5)
                row = {
                    "candidate_id": f"{task}-{number}", "task_id": task, "repo": repo, "submission": "x", "split": "train",
                    "label": label, "task_ids": prefix,
                    "ids": [int(7 + label), *rng.integers(9, VOCABULARY, rng.integers(0, 90)).tolist()],
                    "evidence": {
                        "patch": rng.normal(size=2).tolist(), "static": rng.normal(size=1).tolist(),
                        "process": (rng.normal(size=1) + label).tolist() if number % 3 else None,
                        "agreement": (rng.normal(size=2) + label).tolist() if number else None,
                    },
                }  # fmt: skip
                print(json.dumps(row), file=out)


def write_drawn(whole: Path, path: Path, count: int) -> None:
    """The first `count` candidates of each task, less sure of their agreement."""
    with gzip.open(whole, "rt") as lines, gzip.open(path, "wt") as out:
        out.write(next(lines))
        kept = Counter()
        for row in map(json.loads, lines):
            kept[row["task_id"]] += 1
            if kept[row["task_id"]] <= count:
                agreement = row["evidence"]["agreement"]
                row["evidence"]["agreement"] = agreement and [value / 2 for value in agreement]
                print(json.dumps(row), file=out)


def write_titled(whole: Path, path: Path) -> None:
    """All candidates but each fourth, whose patch overlaps with nothing."""
    with gzip.open(whole, "rt") as lines, gzip.open(path, "wt") as out:
        out.write(next(lines))
        for number, row in enumerate(map(json.loads, lines)):
            if number % 4:
                row["evidence"]["patch"][1] = 0.0
                print(json.dumps(row), file=out)


def write_lowered(whole: Path, path: Path, feature: int) -> None:
    """All candidates but each fifth, with less of one feature of the patch: it overlaps less with another task, or adds less where it is undone."""
    with gzip.open(whole, "rt") as lines, gzip.open(path, "wt") as out:
        out.write(next(lines))
        for number, row in enumerate(map(json.loads, lines)):
            if number % 5:
                row["evidence"]["patch"][feature] -= 3.0
                print(json.dumps(row), file=out)


def small_config(rendered: Rendered) -> Config:
    model = ModelConfig(VOCABULARY, rendered.evidence, layers=2, hidden=64, heads=4, kv_heads=2, head_size=16, expert_hidden=64)
    return Config(
        model,
        forest=ForestConfig(members=2, trees=40, check_trees=80, own_task_reads=("overlap", "broken"), done_reads=("size",), least_in_leaf=5),
        transformer=TransformerConfig(epochs=3, learning_rate=2e-3, batch=512),
        dropout=Dropout(deep=0.1, feature=0.2),
        shares=(0.5, 1.0),
    )


def with_checks(forest: EvidenceForest, *names: str) -> EvidenceForest:
    """The same with no other checks than these."""
    return EvidenceForest(forest.alone, forest.among, {name: forest.checks[name] for name in names}, forest.names)


class Interrupted(Exception):
    pass


class SmokeTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        torch.set_num_threads(2)
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = Path(folder.name)
        write_rendered(cls.folder / "rendered.jsonl.gz")
        write_titled(cls.folder / "rendered.jsonl.gz", cls.folder / "titled.jsonl.gz")
        write_lowered(cls.folder / "rendered.jsonl.gz", cls.folder / "other.jsonl.gz", 1)
        write_lowered(cls.folder / "titled.jsonl.gz", cls.folder / "other-titled.jsonl.gz", 1)
        write_lowered(cls.folder / "rendered.jsonl.gz", cls.folder / "undone.jsonl.gz", 0)
        titled = read_titled(cls.folder / "titled.jsonl.gz", read_rendered(cls.folder / "rendered.jsonl.gz"))
        other = read_other(cls.folder / "other.jsonl.gz", cls.folder / "other-titled.jsonl.gz", titled)
        cls.rendered = read_undone(cls.folder / "undone.jsonl.gz", other)
        drawn = {count: cls.folder / f"drawn-{count}.jsonl.gz" for count in (2, 3)}
        for count, path in drawn.items():
            write_drawn(cls.folder / "rendered.jsonl.gz", path, count)
        cls.drawn = read_drawn([*drawn.values()], cls.rendered)
        cls.config = small_config(cls.rendered)
        cls.losses: dict[str, list[float]] = {}
        cls.model, cls.measured, cls.scored = cls.run_training("checkpoint.pt", resume=False)
        cls.model.cpu()

    @classmethod
    def run_training(
        cls, checkpoint: str, resume: bool, stop_after: str | None = None, transformer: Path | None = None
    ) -> tuple[RewardModel, dict, Scored]:
        def report(stage: str, step: int, steps: int, loss: float | None) -> None:
            if loss is not None:
                cls.losses.setdefault(stage, []).append(loss)
            if stage == stop_after:
                raise Interrupted

        original = training.print_progress
        training.print_progress = report
        try:
            model, _, measured, scored = train_model(cls.rendered, cls.drawn, cls.config, cls.folder / checkpoint, resume, transformer)
            return model, measured, scored
        finally:
            training.print_progress = original

    def test_learns(self) -> None:
        self.assertLess(self.losses["transformer"][-1], self.losses["transformer"][0])
        self.assertGreater(self.measured["share_1.0_set_auc"], 0.75)

    def test_the_transformer_says_nothing_of_all_candidates_alike(self) -> None:
        unseen = {*CALIBRATION_REPOSITORIES, *self.config.share_repositories}
        texts = training.read_texts(self.model, [task for task in self.rendered.tasks if task.repo in unseen], lambda *_: None)
        margins = np.concatenate(list(texts.values()))
        self.assertAlmostEqual(margins.mean(), 0, places=4)
        self.assertGreater(margins.std(), 0.01)

    def test_margins_with_a_trajectory_only_where_there_is_one(self) -> None:
        sizes = Counter(task.repo for task in self.rendered.tasks for _ in task.rows)
        rows = [row for task in self.rendered.tasks if task.repo != sizes.most_common(1)[0][0] for row in task.rows]
        process, agreement = (np.array([row.known[group] > 0 for row in rows]) for group in (PROCESS, AGREEMENT))
        whole = self.scored.whole
        np.testing.assert_array_equal(~np.isnan(self.scored.single_trajectory_margin)[whole], process)
        np.testing.assert_array_equal(~np.isnan(self.scored.set_trajectory_margin)[whole], process & agreement)
        self.assertGreater((self.scored.single_margin != self.scored.single_trajectory_margin)[whole][process].mean(), 0.9)

    def test_without_static_evidence_a_patch_is_judged_by_the_rest(self) -> None:
        rng = np.random.default_rng(0)
        told = np.arange(sum(map(len, NAMES.values()))) == len(NAMES["patch"])
        tasks = [
            replace(task, rows=[replace(row, evidence=np.where(told, row.label + rng.normal() / 4, row.evidence), other=None, undone=None) for row in task.rows])
            for task in self.rendered.tasks
        ]
        rows = [row for task in tasks for row in task.rows]
        without = np.stack([row.known for row in rows]) * (np.arange(len(GROUPS)) == PATCH)
        margins = training.fit_forest(tasks, self.config).margins(np.stack([row.evidence for row in rows]), without)
        self.assertAlmostEqual(expit(margins).mean(), np.mean([row.label for row in rows]), delta=0.05)

    def test_what_is_learned_of_a_lone_patch_is_in_part_what_trees_say_that_know_the_others(self) -> None:
        tasks = [task for task in self.rendered.tasks if len(task.rows) > 1]
        hindsight = training.among_others(tasks, self.config)
        learned: list[list[tuple[Row, np.ndarray, float]]] = []

        def grow(tasks, _, target, *__, **___) -> Ensemble:
            learned.append([(row, known, target(row, known)) for task in tasks for row in task.rows for known in training.readings(row)])
            return Ensemble([])

        with patch.object(training, "among_others", lambda *_: hindsight), patch.object(training, "grow", grow):
            training.fit_forest(tasks, self.config)
        alone, among = learned
        for row, known, target in alone:
            self.assertAlmostEqual(target, row.label if known[AGREEMENT] else (row.label + hindsight[row.candidate]) / 2)
        self.assertTrue(all(target == row.label for row, _, target in among))
        labels, probabilities = zip(*((row.label, hindsight[row.candidate]) for task in tasks for row in task.rows if row.known[AGREEMENT]))
        self.assertGreater(auc(np.array(labels), np.array(probabilities)), 0.65, "they never saw the repository, and know the others")
        self.assertEqual(training.among_others([t for t in tasks if t.repo == "a/a"], self.config), {}, "no other repository to learn from")

    def test_a_lone_patch_and_one_among_others_are_read_by_trees_of_their_own(self) -> None:
        rows = [row for task in self.rendered.tasks for row in task.rows if row.known[AGREEMENT]]
        forest = with_checks(self.model.forest)
        evidence, known = np.stack([row.evidence for row in rows]), np.stack([row.known for row in rows])
        alone = known * (np.arange(len(GROUPS)) != AGREEMENT)
        for ensemble, view in ((forest.among, known), (forest.alone, alone)):
            np.testing.assert_array_equal(forest.margins(evidence, view), ensemble.margins(hidden(evidence, view, forest.owner)))
        self.assertGreater(np.abs(forest.alone.margins(hidden(evidence, alone, forest.owner)) - forest.among.margins(hidden(evidence, alone, forest.owner))).max(), 0.01)

    def test_trees_do_not_ask_for_what_they_may_not_read(self) -> None:
        asked = [
            sum(booster.feature_importance() for booster in training.grow(self.rendered.tasks, self.config, training.label, 1, unread).boosters)
            for unread in ((), ("overlap",))
        ]
        self.assertGreater(asked[0][1], 0)
        self.assertEqual(asked[1][1], 0)
        self.assertGreater(asked[1][0], 0)

    def test_smaller_sets_are_scored_among_others_only(self) -> None:
        sizes = {task.name: len(task.rows) for task in self.rendered.tasks}
        self.assertTrue(all(len(task.rows) in (2, 3) and len(task.rows) < sizes[task.name] for task in self.drawn))
        smaller = ~self.scored.whole
        self.assertEqual(set(self.scored.sizes[smaller]), {2, 3})
        self.assertTrue(np.isnan(self.scored.single_margin[smaller]).all())
        self.assertFalse(np.isnan(self.scored.set_margin[smaller]).all())
        self.assertLess(set(self.scored.tasks[smaller]), set(self.scored.tasks[self.scored.whole]))

    def test_smaller_sets_rendered_in_another_way_are_refused(self) -> None:
        other = replace(self.rendered, max_tokens=MAX_TOKENS + 1)
        with self.assertRaisesRegex(ValueError, "drawn-3.*another way"):
            read_drawn([self.folder / "drawn-3.jsonl.gz"], other)

    def test_a_map_follows_the_size_of_the_set(self) -> None:
        rng = np.random.default_rng(0)
        sizes = rng.choice([2, 4, 20], 20_000)
        margins = rng.normal(size=len(sizes)) * 2
        slope, intercept = 2 - 3 / sizes, -1 + 2 / sizes
        labels = rng.random(len(sizes)) < expit(slope * margins + intercept)
        columns = calibration.by_size(np.stack((margins, np.ones_like(margins)), 1), sizes)
        np.testing.assert_allclose(calibration.logistic(columns, labels), [2, -1, 0.5, 0], atol=0.15)

    def test_trajectories_have_their_own_calibration_when_there_are_enough(self) -> None:
        least = calibration.LEAST_PATCHES
        calibration.LEAST_PATCHES = 60
        try:
            calibrated = calibration.calibrate(self.scored)
        finally:
            calibration.LEAST_PATCHES = least
        self.assertEqual(set(calibrated["calibration"]), set(calibration.REGIMES))
        self.assertEqual(
            calibrated["calibration"]["singleTrajectory"]["sampleSize"], int((~np.isnan(self.scored.single_trajectory_margin)).sum())
        )
        self.assertIn("held_out_single_trajectory_unread_auc", calibrated["metrics"])

    def test_stopped_and_resumed_gives_the_same_weights(self) -> None:
        seconds, training.CHECKPOINT_SECONDS = training.CHECKPOINT_SECONDS, 0
        try:
            with self.assertRaises(Interrupted):
                self.run_training("stopped.pt", resume=False, stop_after="transformer")
        finally:
            training.CHECKPOINT_SECONDS = seconds
        resumed, measured, scored = self.run_training("stopped.pt", resume=True)
        self.assertEqual(measured, self.measured)
        np.testing.assert_array_equal(scored.single_margin, self.scored.single_margin)
        for (name, a), b in zip(self.model.state_dict().items(), resumed.cpu().state_dict().values()):
            self.assertTrue(torch.equal(a, b), name)

    def test_a_transformer_can_be_kept(self) -> None:
        save_weights(self.folder / "earlier.pt", self.model, self.config, self.measured, self.scored)
        before = len(self.losses["transformer"])
        kept, measured, scored = self.run_training("kept.pt", resume=False, transformer=self.folder / "earlier.pt")
        self.assertEqual(len(self.losses["transformer"]), before, "it does not learn again")
        self.assertEqual(float(kept.shares[1]), self.measured["transformer_share_among"], "among others it counts as before")
        for (name, a), b in zip(self.model.state_dict().items(), kept.cpu().state_dict().values()):
            torch.testing.assert_close(a, b, msg=name) if name not in ("shares", "head.bias") else None
        for name in ("share_0.0_single_auc", "share_0.0_set_auc"):
            self.assertEqual(measured[name], self.measured[name], "the trees are the same")

    def test_a_transformer_that_is_kept_does_not_read_what_it_did_not_know(self) -> None:
        save_weights(self.folder / "before.pt", self.model, self.config, self.measured, self.scored)
        more = NAMES | {"patch": ["size", "colour", "overlap"]}
        widened = replace(self.config, model=replace(self.config.model, evidence=more))

        def widen(values: np.ndarray) -> np.ndarray:
            return np.insert(values, 1, 7.0)

        tasks = [
            replace(task, rows=[replace(row, evidence=widen(row.evidence), titled=None, other=None, undone=None) for row in task.rows]) for task in self.rendered.tasks
        ]
        wide = replace(self.rendered, evidence=more, tasks=tasks)
        with patch.object(training, "train", return_value=({}, self.scored)):
            model = train_model(wide, [], widened, self.folder / "none.pt", False, self.folder / "before.pt")[0].cpu().eval()
        texts, before = training.read_texts(model, tasks[:3], lambda *_: None), training.read_texts(self.model, self.rendered.tasks[:3], lambda *_: None)
        self.assertEqual(len(texts), sum(len(task.rows) for task in tasks[:3]))
        for candidate, margins in before.items():
            np.testing.assert_allclose(texts[candidate], margins, atol=1e-5)
        with self.assertRaisesRegex(ValueError, "patch evidence in another order"):
            train_model(replace(wide, evidence=more | {"patch": ["overlap", "size"]}), [], widened, self.folder / "none.pt", False, self.folder / "before.pt")

    def test_a_transformer_that_is_kept_reads_what_is_gone_as_nothing(self) -> None:
        save_weights(self.folder / "before.pt", self.model, self.config, self.measured, self.scored)
        fewer = NAMES | {"patch": ["overlap"]}
        self.assertEqual(list(NAMES["patch"]), ["size", "overlap"])
        narrowed = replace(self.config, model=replace(self.config.model, evidence=fewer))

        def without_size(row: Row) -> Row:
            return replace(row, evidence=np.delete(row.evidence, 0), titled=None, other=None, undone=None)

        def of_no_size(row: Row) -> Row:
            return replace(row, evidence=np.concatenate(([self.model.encode.edges[0][0]], row.evidence[1:])).astype(np.float32))

        tasks = [replace(task, rows=[without_size(row) for row in task.rows]) for task in self.rendered.tasks]
        with patch.object(training, "train", return_value=({}, self.scored)):
            narrow = replace(self.rendered, evidence=fewer, tasks=tasks)
            model = train_model(narrow, [], narrowed, self.folder / "none.pt", False, self.folder / "before.pt")[0].cpu().eval()
        nothing = [replace(task, rows=[of_no_size(row) for row in task.rows]) for task in self.rendered.tasks[:3]]
        texts, before = training.read_texts(model, tasks[:3], lambda *_: None), training.read_texts(self.model, nothing, lambda *_: None)
        for candidate, margins in before.items():
            np.testing.assert_allclose(texts[candidate], margins, atol=1e-5)

    def test_titles_are_learned_from_for_lone_patches_alone(self) -> None:
        tables = []

        def fit(table: np.ndarray, labels: np.ndarray, *_: object) -> Ensemble:
            tables.append((table, labels))
            return Ensemble([])

        again = replace(self.config, forest=replace(self.config.forest, again_without_static=0.0, unread_among=("size",)))
        with patch.object(Ensemble, "fit", fit), patch.object(training, "among_others", return_value={}):
            training.fit_forest(self.rendered.tasks, again)
        (alone, _), (among, _), *_ = tables
        added = alone[len(among) :]
        self.assertGreater(len(added), 20)
        self.assertTrue((added[:, 1] == 0).all(), "what overlaps is that of the title")
        self.assertTrue(np.isnan(added[:, 4:]).all(), "the others are not known")
        self.assertTrue(np.isnan(among[:, 0]).all(), "what is not read is missing")
        self.assertFalse(np.isnan(alone[:, 0]).any())

    def test_what_fails_a_check_falls_and_what_passes_hardly_moves(self) -> None:
        rows = [row for task in self.rendered.tasks for row in task.rows if row.other is not None and row.undone is not None]
        known, forest = np.stack([training.readings(row)[-1] for row in rows]), self.model.forest
        right = np.stack([row.evidence for row in rows])
        for name, wrong in ((OWN_TASK, np.stack([row.other for row in rows])), (DONE, np.stack([row.undone for row in rows]))):
            checked, unchecked = with_checks(forest, name), with_checks(forest)
            of_right, of_wrong = (checked.margins(table, known) - unchecked.margins(table, known) for table in (right, wrong))
            self.assertLess(max(of_right.max(), of_wrong.max()), 0)
            self.assertLess(of_wrong.mean(), 2 * of_right.mean())
            self.assertGreater(auc(np.repeat([True, False], len(rows)), np.concatenate([of_right, of_wrong])), 0.9)
            saved = EvidenceForest.from_text(forest.to_text())
            np.testing.assert_array_equal(saved.margins(wrong, known), forest.margins(wrong, known))

    def test_what_may_be_for_another_task_is_settled_on_repositories_that_were_not_seen(self) -> None:
        told = {name: self.measured[f"other_task_{name}"] for name in ("below", "found", "wrongly")}
        self.assertAlmostEqual(told["wrongly"], self.config.forest.doubted, delta=0.01)
        self.assertGreater(told["found"], 0.1)
        rows = [row for task in self.rendered.tasks for row in task.rows if row.other is not None]
        self.assertEqual(training.doubt([replace(self.rendered.tasks[0], rows=[replace(rows[0], other=None)])], self.config), {})
        self.assertLess(told["below"], 0)

    def test_whether_a_patch_is_for_its_task_is_learned_from_what_may_be_read(self) -> None:
        tables = []

        def fit(table: np.ndarray, labels: np.ndarray, *_: object) -> Ensemble:
            tables.append((table, labels))
            return Ensemble([])

        with patch.object(Ensemble, "fit", fit):
            training.grow_own_task(self.rendered.tasks, self.config)
        ((table, labels),) = tables
        self.assertEqual(labels.mean(), 0.5)
        self.assertTrue(np.isnan(table[:, [0, 3, 4, 5]]).all(), "neither the size nor steps nor other candidates")
        self.assertTrue(np.isnan(table[:, 2]).any() and not np.isnan(table[:, 2]).all(), "some again without static evidence")
        overlaps = [table[labels == own, 1].mean() for own in (0, 1)]
        self.assertAlmostEqual(overlaps[1] - overlaps[0], 3, places=5)

    def test_graph_in_chunks_equals_network_in_one_piece(self) -> None:
        rows = [(task, row) for task in self.rendered.tasks for row in task.rows][:25]
        exact = Runner(build_graph(self.model, Precision(32), MAX_TOKENS).SerializeToString(), self.model, chunk=16)
        self.assertLess(probability_difference(network_margins(self.model, rows), graph_margins(exact, rows)).max(), 1e-5)

    def test_trees_that_stopped_growing_early_stand_in_the_graph_as_well(self) -> None:
        grown, rows = self.model.forest, [(task, row) for task in self.rendered.tasks for row in task.rows][:25]
        table = hidden(np.stack([row.evidence for _, row in rows]), np.stack([row.known for _, row in rows]), grown.owner)
        labels = np.array([row.label for _, row in rows])
        early = Ensemble.fit(table[:4], labels[:4], self.config.forest, members=2)
        self.assertLess(len(early.trees()), len(grown.among.trees()))
        for alone, among in ((early, grown.among), (grown.alone, early)):
            with patch.object(self.model, "forest", EvidenceForest(alone, among, grown.checks, grown.names)):
                exact = Runner(build_graph(self.model, Precision(32), MAX_TOKENS).SerializeToString(), self.model)
                self.assertLess(probability_difference(network_margins(self.model, rows), graph_margins(exact, rows)).max(), 1e-5)

    def test_graph_without_text_and_without_cache(self) -> None:
        graph = Runner(build_graph(self.model, Precision(32), MAX_TOKENS).SerializeToString(), self.model)
        none, row = np.zeros(0, np.int64), self.rendered.tasks[0].rows[0]
        batch = make_batch([(none, [(none, row.evidence[None], row.known[None])])], torch.device("cpu"))
        with torch.no_grad():
            expected = self.model(batch).item()
        self.assertAlmostEqual(graph.margin(none, none, row.evidence, row.known), expected, places=4)

    def test_text_and_evidence_in_one_run_or_in_two(self) -> None:
        graph = Runner(build_graph(self.model, Precision(32), MAX_TOKENS).SerializeToString(), self.model)
        task = next(task for task in self.rendered.tasks if task.rows)
        row, c = task.rows[0], self.config.model
        evidence = (row.evidence * row.known[owners(c.evidence)])[None]
        past = np.zeros((0, c.layers, 2, c.kv_heads, c.head_size), np.float32)
        text = np.concatenate((task.prefix, row.text))
        together, (no, yes), (own_task,) = graph.run(text, evidence, row.known[None], past)
        self.assertAlmostEqual(float(yes - no), graph.margin(task.prefix, row.text, row.evidence, row.known), places=4)
        # Of text alone the last layer computes nothing but these.
        table = hidden(row.evidence[None], row.known[None], self.model.forest.owner)
        self.assertAlmostEqual(float(own_task), float(self.model.forest.checks[OWN_TASK].ensemble.margins(table)[0]), places=5)
        alone, logits, odds = graph.run(text, evidence[:0], row.known[None][:0], past)
        np.testing.assert_allclose(alone, together[: len(text)], atol=1e-5)
        np.testing.assert_array_equal([*logits, *odds], [0, 0, 0])

    def test_masked_values_do_not_matter(self) -> None:
        none, row = np.zeros(0, np.int64), self.rendered.tasks[0].rows[0]
        nothing = np.zeros(len(GROUPS), np.float32)
        with torch.no_grad():
            a, b = (
                self.model(make_batch([(none, [(row.text, e[None], nothing[None])])], torch.device("cpu"))).item()
                for e in (row.evidence, row.evidence + 5)
            )
        self.assertEqual(a, b)

    def test_folder_is_complete_and_eight_bits_are_close(self) -> None:
        save_weights(self.folder / "weights.pt", self.model, self.config, self.measured, self.scored)
        model, config, measured, scored = load_weights(self.folder / "weights.pt")
        calibrated = calibration.calibrate(scored)
        tokenizer = self.folder / "own-tokenizer.json"
        train_tokenizer(iter(["def f(x): return x + 1"] * 3), VOCABULARY).save(str(tokenizer))
        out = self.folder / "model"
        manifest = export(model, config, measured, self.rendered, calibrated, tokenizer, out, Precision())
        # A network of width 64 rounds more coarsely than the real one, whose difference its manifest states.
        self.assertLess(manifest["metrics"]["export_rounding_largest_probability_difference"], 0.03)
        self.assertLess(manifest["metrics"]["export_32_bit_largest_probability_difference"], 1e-5)
        self.assertEqual(len(manifest["calibration"]["set"]["replicates"]), 200)
        self.assertGreater(manifest["calibration"]["set"]["slope"], 0)
        self.assertEqual(set(manifest["calibration"]), {"single", "set"}, "too few made-up trajectories for a map")
        for name, file in manifest["files"].items():
            self.assertEqual((out / name).stat().st_size, file["bytes"])
        written = (out / "MODEL_CARD.md").read_text()
        self.assertIn(NOT_MEASURED, written)
        low_high = {"low": 0.25, "high": 0.75}
        measured = {"auc": {"value": 0.5, "interval": low_high}, "ece": {"value": None, "interval": None}}
        regime = {"counts": {"candidates": 1200, "tasks": 30}, "measures": measured}
        evaluated = {"set": {"split": "dev"}, "regimes": {"single": regime, "set": regime}, "baselines": {"overlapVote": {}, "shortestDiff": measured}}
        told = with_worth(written, evaluated)
        self.assertNotIn(NOT_MEASURED, told)
        self.assertIn("On 1,200 patches for 30 tasks", told)
        self.assertIn("| shortest diff | 0.500 (0.250, 0.750) | – | – | – | – | – |", told)
        self.assertEqual(told.split(CALIBRATION)[1], written.split(CALIBRATION)[1])
        self.assertEqual(with_worth(told, evaluated), told, "once more changes nothing")

    def test_marks_cannot_be_written_by_a_text(self) -> None:
        tokenizer = train_tokenizer(iter(["a <|task|> b"] * 3), VOCABULARY)
        self.assertEqual([tokenizer.token_to_id(mark) for mark in MARKS], list(range(len(MARKS))))
        self.assertGreaterEqual(min(tokenizer.encode("<|task|> x <|add|>").ids), len(MARKS))

    def test_ablation(self) -> None:
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            ablate.of_evidence(self.rendered, self.rendered.tasks, self.config)
        rows = [line.strip("| ").split(" | ") for line in printed.getvalue().splitlines()[2:]]
        among, alone = ({cells[0]: float(cells[at].split()[0]) for cells in rows if cells[at] != "–"} for at in (2, 1))
        self.assertGreater(among["agreement alone"], alone["the shape of the patch alone"] + 0.1, "only agreement knows the label")
        self.assertNotIn("the shape of the patch alone", among, "there is no such reading")
        small = replace(self.config, transformer=replace(self.config.transformer, epochs=1))
        with contextlib.redirect_stdout(printed):
            arms = {name: arm for name, arm in ablate.transformer_arms(small).items() if name in ("as shipped", "dense, as many active parameters")}
            ablate.of_transformer(self.rendered, self.rendered.tasks, arms, 2, self.folder / "ablation")
        self.assertRegex(printed.getvalue(), r"\| dense, as many active parameters \| 0\.\d+ M .* 0\.\d{3} ± 0\.\d{3} \(")



class TreesTest(unittest.TestCase):
    def test_scores_every_training_row_by_trees_that_have_not_seen_its_repository(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            write_rendered(Path(folder) / "rendered.jsonl.gz")
            rendered = read_rendered(Path(folder) / "rendered.jsonl.gz")
        scores = trees.score(rendered, folds=4)
        labels = {row.candidate: row.label for task in rendered.tasks for row in task.rows}
        self.assertEqual([row["candidate_id"] for row in scores], sorted(labels))
        known = np.array([labels[row["candidate_id"]] for row in scores])
        self.assertGreater(auc(known, np.array([row["score_set"] for row in scores])), 0.65)
        folds = repository_folds(rendered.tasks, 3)
        self.assertEqual(sum(len(fold) for fold in folds), len(rendered.tasks))
        self.assertEqual(len({(task.repo, i) for i, fold in enumerate(folds) for task in fold}), 8)
        self.assertEqual(trees.score(rendered, folds=None), [], "no other split than the training one")


class PretrainedTest(unittest.TestCase):
    def write(self, path: Path, architecture: str = "llama", kind: int = 3) -> dict[str, np.ndarray]:
        """One layer of two heads and one for keys and values, of eight wide each."""
        rng = np.random.default_rng(0)
        sizes = {
            "token_embd": (60, 16), "blk.0.attn_norm": (16,), "blk.0.ffn_norm": (16,), "blk.0.attn_q": (16, 16), "blk.0.attn_k": (8, 16),
            "blk.0.attn_v": (8, 16), "blk.0.attn_output": (16, 16), "blk.0.ffn_gate": (24, 16), "blk.0.ffn_up": (24, 16), "blk.0.ffn_down": (16, 24),
        }  # fmt: skip
        weights = {name: rng.normal(size=size).astype(np.float32) for name, size in sizes.items()}
        writer = gguf.GGUFWriter(path, architecture)
        writer.add_embedding_length(16), writer.add_feed_forward_length(24), writer.add_head_count(2), writer.add_head_count_kv(1)
        writer.add_rope_freq_base(1000.0)
        letters = [chr(97 + i) for i in range(26)]
        writer.add_token_list([f"<|{i}|>" for i in range(9)] + letters + [a + "a" for a in letters[1:]])
        writer.add_token_types([kind] * 9 + [1] * 51)
        writer.add_token_merges([f"{a} a" for a in letters[1:]])
        for name, weight in weights.items():
            writer.add_tensor(f"{name}.weight", weight)
        writer.write_header_to_file(), writer.write_kv_data_to_file(), writer.write_tensors_to_file(), writer.close()
        return weights

    def test_starts_from_a_file(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "model.gguf"
            weights = self.write(path)
            start = Pretrained(path)
            tokenizer = start.tokenizer()
            self.assertEqual([tokenizer.token_to_id(mark) for mark in MARKS], list(range(len(MARKS))))
            self.assertEqual(tokenizer.encode("bac").tokens, ["ba", "c"])
            model = RewardModel(start.model_config(NAMES, 1), [[0.0, 1.0]] * 6)
            start.start(model)
        ids = tokenizer.encode("bac").ids
        nothing = (np.array(ids), np.zeros((0, 6), np.float32), np.zeros((0, 4), np.float32))
        batch = make_batch([(np.array(ids[:0], np.int64), [nothing])], torch.device("cpu"))
        attention = model.blocks[0].attention
        x = model.embed(batch.tokens).detach()
        angle = (batch.places[:, None] * model.frequency)[:, None]
        found = attention(x, batch, angle.cos(), angle.sin()).detach().numpy()
        # The same from the file's weights, with neighbours for rotary pairs as llama.cpp has them, as complex numbers.
        x = x.numpy()
        turn = np.exp(1j * np.outer(range(len(ids)), 1000.0 ** (-np.arange(4) / 4)))[:, None]
        turned = {
            name: ((x @ weights[f"blk.0.attn_{name}"].T).reshape(len(ids), heads, 8).astype(np.float64).view(complex)) * turn
            for name, heads in (("q", 2), ("k", 1))
        }
        scores = np.einsum("qhd,khd->hqk", turned["q"], turned["k"].conj().repeat(2, 1)).real / np.sqrt(8)
        shares = np.exp(scores) * np.tri(len(ids))
        values = (shares / shares.sum(-1, keepdims=True)) @ (x @ weights["blk.0.attn_v"].T)
        expected = values.transpose(1, 0, 2).reshape(len(ids), 16) @ weights["blk.0.attn_output"].T
        np.testing.assert_allclose(found, expected, atol=1e-4)

    def test_refuses_what_it_does_not_know(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            self.write(Path(folder) / "other.gguf", architecture="bert")
            self.write(Path(folder) / "spare.gguf", kind=1)
            for name, reason in (("other", "bert"), ("spare", "control tokens")):
                with self.assertRaisesRegex(ValueError, reason):
                    Pretrained(Path(folder) / f"{name}.gguf")


class ExpertsTest(unittest.TestCase):
    def test_what_is_read_and_what_it_tells_of_the_choice(self) -> None:
        tokenizer = train_tokenizer(iter(["app/a.py", "fails", "def run():", "    return 1"] * 9), vocabulary=300)

        def line(mark: str, text: str) -> list[int]:
            return [MARKS.index(f"<|{mark}|>"), *tokenizer.encode(text).ids]

        prefix = np.array(line("task", "fails") + line("patch", ""))
        text = np.array(line("file", "app/a.py") + line("add", "run") + line("del", "1"))
        task = Task("t", "r", "dev", prefix, [Row("c", "s", True, text, np.zeros(6, np.float32), np.ones(4, np.float32))])
        found = list(experts.positions(task, task.rows[0], tokenizer))
        self.assertEqual(len(found), len(prefix) + len(text) + 5)
        self.assertEqual({names[:2] for names in found[:-5]}, {("task", None), (None, None), ("added", "Python"), ("removed", "Python")})
        self.assertEqual(found[-1], ("readout", None, None))
        self.assertAlmostEqual(experts.explained(np.array([[5.0, 0.0], [0.0, 5.0]])), 1.0)
        self.assertAlmostEqual(experts.explained(np.array([[5.0, 5.0], [3.0, 3.0]])), 0.0)
        model = RewardModel(replace(ModelConfig(300, NAMES), layers=2), [[0.0, 1.0]] * 6).eval()
        routes = experts.route(model, [task], tokenizer)
        self.assertEqual(sum(counts.sum() for counts in routes["token"].values()), 2 * 2 * (len(prefix) + len(text)), "two of each layer's experts")
        with tempfile.TemporaryDirectory() as folder:
            experts.draw(routes, Path(folder) / "experts.svg")
            picture = (Path(folder) / "experts.svg").read_text(encoding="utf-8")
        self.assertEqual(ElementTree.fromstring(picture).tag, "{http://www.w3.org/2000/svg}svg")


class MapsTest(unittest.TestCase):
    def test_a_map_of_separable_rows_is_the_best_there_is(self) -> None:
        rng = np.random.default_rng(0)
        for _ in range(2_000):
            columns = rng.normal(size=(rng.integers(1, 60), rng.integers(1, 5))) * 10 ** rng.uniform(-1, 2.5)
            weights = calibration.logistic(columns, columns[:, 0] > 0)
            left = columns.T @ (expit(columns @ weights) - (columns[:, 0] > 0)) + 1e-2 * weights
            self.assertLess(np.abs(left).max(), 1e-2, "the gradient at the minimum")

    def test_a_fitted_map_mends_margins_that_say_too_much(self) -> None:
        rng = np.random.default_rng(0)
        truth = rng.normal(size=2000)
        labels = rng.random(2000) < expit(truth - 1)
        error = {name: measure(fit, 3 * truth, labels, np.arange(2000) // 5)[0] for name, fit in MAPS.items()}
        self.assertGreater(error["as they come"], 0.15)
        for name in ("Platt (1999)", "beta", "isotonic"):
            self.assertLess(error[name], 0.05, name)


class MetricsTest(unittest.TestCase):
    def test_against_hand_counts(self) -> None:
        labels = np.array([True, False, True, False])
        self.assertEqual(auc(labels, np.array([3.0, 1.0, 1.0, 0.0])), 3.5 / 4)
        tasks = np.zeros(4, int)
        self.assertEqual(selection_efficiency(labels, np.array([3.0, 1.0, 1.0, 0.0]), tasks), 1.0)
        self.assertEqual(selection_efficiency(labels, np.array([0.0, 3.0, 1.0, 1.0]), tasks), -1.0)
        self.assertAlmostEqual(calibration_error(labels, np.array([0.5, 0.5, 0.5, 0.5])), 0.0)

    def test_what_is_not_defined(self) -> None:
        margins, one, each = np.arange(4.0), np.zeros(4, int), np.arange(4)
        with warnings.catch_warnings(action="error"):
            self.assertTrue(np.isnan(within_task_auc(np.ones(4, bool), margins, one)), "no task with both")
            self.assertTrue(np.isnan(selection_efficiency(np.ones(4, bool), margins, one)), "nothing to gain")
            self.assertTrue(np.isnan(selection_efficiency(np.array([True, False, True, False]), margins, each)), "nothing to choose from")


if __name__ == "__main__":
    unittest.main()
