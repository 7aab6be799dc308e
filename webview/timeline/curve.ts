/** Width of the drawing, in its own units. */
export const WIDTH = 1_000;

interface ScorePoint {
  /** 1-based. */
  readonly step: number;
  /** Null where there was nothing to score. */
  readonly score: number | null;
}

/** Where the column of a step begins. Each step has one, so that the last score, which is the present one, has a width too. */
export function stepStart(row: number, total: number): number {
  return (row / Math.max(1, total)) * WIDTH;
}

/** A score holds until the next edit: a staircase, not a slope. It is broken where nothing was left to score. */
export function curve(
  points: readonly ScorePoint[],
  x: (row: number) => number,
  y: (value: number) => number,
): string {
  const isScored = (point: ScorePoint | undefined) => typeof point?.score === 'number';
  const parts = points.map(({ step, score }, index) => {
    const at = round(x(step - 1));
    const continued = isScored(points[index - 1]);
    if (score === null) return continued ? `H${at}` : '';
    return continued ? `H${at}V${round(y(score))}` : `M${at} ${round(y(score))}`;
  });
  return `${parts.join('')}${isScored(points.at(-1)) ? `H${WIDTH}` : ''}`;
}

/** To a tenth: finer cannot be seen. */
export function round(value: number): number {
  return Math.round(value * 10) / 10;
}
