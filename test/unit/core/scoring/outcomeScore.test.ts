import { describe, expect, it } from 'vitest';
import { outcomeScore } from '../../../../src/core/scoring/outcomeScore';
import { scored } from './scoredVerdict';

describe('the score of an outcome', () => {
  const verdict = scored(0.5);
  const { model, version } = verdict.producedBy;

  it('is what the model said', () => {
    expect(outcomeScore(verdict)).toEqual({ score: verdict.score, regime: verdict.regime, model, version });
  });

  it('stays that when the outcomes of a repository have corrected it: what is learned must not learn from itself', () => {
    const producedBy = { ...verdict.producedBy, local: { outcomes: 80, modelScore: 0.48 } };
    expect(outcomeScore({ ...verdict, producedBy }).score).toBe(0.48);
  });
});
