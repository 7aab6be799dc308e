import { describe, expect, it } from 'vitest';
import {
  calibrationText,
  droppedTexts,
  linesText,
  percent,
  percentReached,
  pointsText,
  scoreText,
  shortText,
  valueText,
} from '../../../../src/core/scoring/wording';
import { standingText } from '../../../../src/core/scoring/standingText';
import type { Provenance } from '../../../../src/core/scoring/verdict';

const alone: Provenance = {
  model: 'm',
  version: '1',
  regime: 'single',
  trajectory: 'none',
  calibratedOn: 1234,
  resolvedShare: 0.4,
  calibrationError: 0.0312,
};

describe('a share in words', () => {
  it('is rounded, unless it must reach a bar that is said in whole percent', () => {
    expect(percent(0.796)).toBe('80\u00a0%');
    expect(percentReached(0.796)).toBe('79\u00a0%');
    // 0.29 · 100 is a hair below 29.
    expect(percentReached(0.29)).toBe('29\u00a0%');
  });

  it('says likely without a comma, and every other word with one', () => {
    expect(shortText(0.7)).toBe('70\u00a0% likely');
    expect(shortText(0.3)).toBe('30\u00a0%, unlikely');
    expect(scoreText({ score: 0.5, interval: { low: 0.444, high: 0.556 } })).toBe(
      '50\u00a0%, uncertain (44–56\u00a0%)',
    );
  });

  it('gives the average beside the word, which does not say whether the odds are good ones', () => {
    const verdict = { score: 0.5, interval: { low: 0.444, high: 0.556 }, producedBy: alone };
    expect(standingText(verdict)).toBe('50\u00a0%, uncertain (44–56\u00a0%); average patch: 40\u00a0%');
  });
});

describe('a difference of scores in words', () => {
  it.each([
    [0.12, '+12 points'],
    [-0.03, '−3 points'],
    [0.01, '+1 point'],
    [0.004, 'under 1 point'],
    [-0.004, 'under 1 point'],
  ])('%d is %s', (delta, words) => expect(pointsText(delta)).toBe(words));
});

describe('an evidence number in words', () => {
  it.each([
    ['share of added lines that are tests', 0.25, '25\u00a0%'],
    ['lines that share a name', 0.25, '0.25'],
    ['lines added', 12_000, '12,000'],
    ['mean length of a line', 41.256, '41.26'],
  ])('%s: %d is %s', (description, value, words) => expect(valueText({ description, value })).toBe(words));
});

describe('lines in words', () => {
  it('are what a change adds and what it removes', () =>
    expect(linesText({ added: 3, removed: 1 })).toBe('+3 −1'));
});

describe('what was not read', () => {
  it('is counted, with its file where it has one', () => {
    expect(droppedTexts([{ path: 'src/cart.ts', what: 'context', lines: 12 }])).toEqual([
      '12 lines of context in src/cart.ts',
    ]);
    expect(droppedTexts([{ path: null, what: 'task', lines: 1 }])).toEqual(['1 line of the task']);
  });
});

describe('what produced a score', () => {
  it('says on how much the score was calibrated, how far that is off, and how the change was read', () => {
    expect(calibrationText(alone)).toBe(
      'Calibrated on 1,234 held-out labelled patches (average: 40\u00a0% resolved their task), each scored by itself; calibration error (ECE) 0.03. Model: m 1.',
    );
    expect(calibrationText({ ...alone, regime: 'set', trajectory: 'read' })).toContain(
      'their task), each compared with other candidates with the steps that led to it;',
    );
    expect(calibrationText({ ...alone, trajectory: 'notCalibrated' })).toContain(
      'each scored by itself without the steps that led to it, for which this model is not calibrated;',
    );
  });

  it('says when outcomes of the repository corrected it', () => {
    expect(calibrationText({ ...alone, local: { outcomes: 1050, modelScore: 0.4 } })).toContain(
      '; corrected with 1,050 outcomes of this repository. Model',
    );
  });
});
