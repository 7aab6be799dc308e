import { normalisedChange } from '../patch/normalise';
import { pathOf, type Patch } from '../patch/patch';
import { identifiersOf, jaccard } from './identifiers';
import { mean } from './averages';

/** How far the other candidates of the same task change the same files, places and lines. */
export const agreementFeatures = {
  candidates: 'other candidates of the task',
  sameFilesMean: 'overlap of changed files with the others, on average',
  sameFilesMin: 'overlap of changed files with the least similar candidate',
  sameFilesShare: 'share of the others that change exactly the same files',
  samePlacesMean: 'overlap of changed places (blocks of ten lines) with the others, on average',
  samePlacesMax: 'overlap of changed places with the most similar candidate',
  sameBaseLinesMean: 'overlap of changed line numbers with the others, on average',
  sameBaseLinesMax: 'overlap of changed line numbers with the most similar candidate',
  equivalentShare: 'share of the others that make the same change',
  sameNamesShare: 'share of the others that add exactly the same names',
  namesMean: 'overlap of added names with the others, on average',
  namesMax: 'overlap of added names with the most similar candidate',
  namesMedian: 'overlap of added names with the others, median',
  addedLinesMean: 'overlap of added lines with the others, on average',
  addedLinesMax: 'overlap of added lines with the most similar candidate',
  namesRank: 'share of the others whose added names overlap less',
  placesRank: 'share of the others whose changed places overlap less',
  linesRank: 'share of the others whose added lines overlap less',
  namesAboveMean: 'overlap of added names, compared with the average candidate',
  placesAboveMean: 'overlap of changed places, compared with the average candidate',
  setNames: 'overlap of added names between any two candidates, on average',
  setPlaces: 'overlap of changed places between any two candidates, on average',
  setEquivalent: 'share of all pairs of candidates that make the same change',
  sizeRatio: 'size relative to the median candidate, in doublings: 1 is twice as large, −1 half as large',
  sizeRank: 'share of the others that change fewer lines',
  nearest: 'overlap of added names and lines with the most similar candidate',
  nearestThree: 'overlap of added names and lines with the three most similar candidates, on average',
  nearestFive: 'overlap of added names and lines with the five most similar candidates, on average',
} as const;

type AgreementFeature = keyof typeof agreementFeatures;

interface Footprint {
  readonly files: ReadonlySet<string>;
  readonly places: ReadonlySet<string>;
  readonly baseLines: ReadonlySet<string>;
  readonly names: ReadonlySet<string>;
  readonly addedLines: ReadonlySet<string>;
  readonly change: string;
  readonly size: number;
}

/**
 * Agreement of each of n ≥ 2 candidates with the n − 1 others, in the order given. The order of the others
 * changes nothing: every value is a mean, an extreme, a median or a rank with ties at their mean.
 */
export function agreementEvidence(patches: readonly Patch[]): Record<AgreementFeature, number>[] {
  if (patches.length < 2) throw new RangeError('agreement needs at least two candidates');
  const prints = patches.map(footprint);
  const files = pairwise(prints, (a, b) => jaccard(a.files, b.files));
  const places = pairwise(prints, (a, b) => jaccard(a.places, b.places));
  const baseLines = pairwise(prints, (a, b) => jaccard(a.baseLines, b.baseLines));
  const namesOf = withOthers(prints, (a, b) => jaccard(a.names, b.names));
  const linesOf = withOthers(prints, (a, b) => jaccard(a.addedLines, b.addedLines));
  const [names, lines] = [namesOf.map(ascending), linesOf.map(ascending)];
  const similar = namesOf.map((row, i) =>
    ascending(row.map((name, j) => (name + (linesOf[i]?.[j] ?? 0)) / 2)),
  );
  const equal = pairwise(prints, (a, b) => (a.change === b.change ? 1 : 0));
  const meanNames = names.map(orderedMean);
  const meanPlaces = places.map(orderedMean);
  const meanLines = lines.map(orderedMean);
  const sizes = prints.map(print => print.size);
  const medianSize = median(sizes);
  const setNames = orderedMean(meanNames);
  const setPlaces = orderedMean(meanPlaces);
  const setEquivalent = orderedMean(equal.map(orderedMean));

  return prints.map((print, i) => ({
    candidates: patches.length - 1,
    sameFilesMean: orderedMean(files[i] ?? []),
    sameFilesMin: Math.min(...(files[i] ?? [])),
    sameFilesShare: orderedMean((files[i] ?? []).map(v => (v === 1 ? 1 : 0))),
    samePlacesMean: meanPlaces[i] ?? 0,
    samePlacesMax: Math.max(...(places[i] ?? [])),
    sameBaseLinesMean: orderedMean(baseLines[i] ?? []),
    sameBaseLinesMax: Math.max(...(baseLines[i] ?? [])),
    equivalentShare: orderedMean(equal[i] ?? []),
    sameNamesShare: orderedMean((names[i] ?? []).map(v => (v === 1 ? 1 : 0))),
    namesMean: meanNames[i] ?? 0,
    namesMax: Math.max(...(names[i] ?? [])),
    namesMedian: median(names[i] ?? []),
    addedLinesMean: meanLines[i] ?? 0,
    addedLinesMax: Math.max(...(lines[i] ?? [])),
    namesRank: rankShare(meanNames, i),
    placesRank: rankShare(meanPlaces, i),
    linesRank: rankShare(meanLines, i),
    namesAboveMean: (meanNames[i] ?? 0) - setNames,
    placesAboveMean: (meanPlaces[i] ?? 0) - setPlaces,
    setNames,
    setPlaces,
    setEquivalent,
    sizeRatio: Math.log2((print.size + 1) / (medianSize + 1)),
    sizeRank: rankShare(sizes, i),
    nearest: orderedMean(similar[i]?.slice(-1) ?? []),
    nearestThree: orderedMean(similar[i]?.slice(-3) ?? []),
    nearestFive: orderedMean(similar[i]?.slice(-5) ?? []),
  }));
}

function footprint(patch: Patch): Footprint {
  const places = new Set<string>();
  const baseLines = new Set<string>();
  const addedLines = new Set<string>();
  const added: string[] = [];
  let size = 0;
  for (const file of patch.files) {
    const path = file.oldPath ?? pathOf(file);
    for (const hunk of file.hunks) {
      let row = hunk.oldStart;
      for (const line of hunk.lines) {
        if (line.kind !== 'context') {
          size++;
          places.add(`${path}:${String(Math.floor(row / 10))}`);
          baseLines.add(`${path}:${String(row)}`);
        }
        if (line.kind === 'added') {
          added.push(line.text);
          const text = line.text.replace(/\s+/g, '');
          if (text !== '') addedLines.add(text);
        } else {
          row++;
        }
      }
    }
  }
  return {
    files: new Set(patch.files.map(file => pathOf(file))),
    places,
    baseLines,
    names: identifiersOf(added.join('\n')),
    addedLines,
    change: normalisedChange(patch),
    size,
  };
}

/** For each item the measure to every other one, in ascending order so that sums do not depend on the order given. */
function pairwise(
  prints: readonly Footprint[],
  measure: (a: Footprint, b: Footprint) => number,
): readonly (readonly number[])[] {
  return withOthers(prints, measure).map(ascending);
}

/** For each item the measure to every other one, in their order. */
function withOthers(
  prints: readonly Footprint[],
  measure: (a: Footprint, b: Footprint) => number,
): readonly (readonly number[])[] {
  const rows: number[][] = prints.map(() => []);
  prints.forEach((a, i) => {
    prints.slice(i + 1).forEach((b, offset) => {
      const value = measure(a, b);
      rows[i]?.push(value);
      rows[i + 1 + offset]?.push(value);
    });
  });
  return rows;
}

function ascending(values: readonly number[]): readonly number[] {
  return values.toSorted((x, y) => x - y);
}

/** Share of the others that lie below, ties counted half: 1 is the highest of the set. */
function rankShare(values: readonly number[], index: number): number {
  const own = values[index] ?? 0;
  const below = values.filter(v => v < own).length;
  const ties = values.filter(v => v === own).length - 1;
  return (below + ties / 2) / (values.length - 1);
}

/** Mean of the values in ascending order, so that rounding does not depend on the order given. */
function orderedMean(values: readonly number[]): number {
  return mean(ascending(values));
}

function median(values: readonly number[]): number {
  const sorted = ascending(values);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle - 1)] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2;
}
