import { droppedTexts } from '../../../../src/core/scoring/wording';
import { describe, expect, it } from 'vitest';
import { confidenceWord } from '../../../../src/core/scoring/confidenceWord';
import { notScored } from '../../../../src/core/scoring/notScored';
import { EVIDENCE_GROUPS } from '../../../../src/core/evidence/evidence';
import {
  EVIDENCE_SECTIONS,
  isTelling,
  itemsOf,
  type EvidenceSection,
} from '../../../../src/core/scoring/evidenceSections';
import { EVIDENCE_FEATURES } from '../../../../src/core/evidence/features';
import { percent, valueText } from '../../../../src/core/scoring/wording';
import { taskWordingFeatures } from '../../../../src/core/evidence/taskWording';
import type { NotScoredReason } from '../../../../src/core/scoring/verdict';

describe('confidenceWord', () => {
  it.each([
    [0, 'unlikely'],
    [0.35, 'unlikely'],
    // Shown as 35 % and 36 %, 64 % and 65 %.
    [0.3549, 'unlikely'],
    [0.355, 'uncertain'],
    [0.6449, 'uncertain'],
    [0.645, 'likely'],
    [0.65, 'likely'],
    [1, 'likely'],
  ])('calls %d %s', (score, word) => expect(confidenceWord(score)).toBe(word));
});

describe('valueText', () => {
  const shown = (name: string, value: number) => {
    const features = Object.values(EVIDENCE_FEATURES).flat();
    return valueText({ description: features.find(one => one.name === name)?.description ?? '', value });
  };

  it.each([
    'taskHasCode',
    'taskHasTraceback',
    'wroteTest',
    'failureBeforeEdit',
    'failureThenPass',
    'lastTestPassed',
    'codeUnchanged',
  ])('says of %s whether it is so', name => expect([shown(name, 1), shown(name, 0)]).toEqual(['yes', 'no']));

  it('shows agreement in percent, what lies above or below the average in points, and counts as they are', () => {
    const values = Object.fromEntries(
      EVIDENCE_FEATURES.agreement.map(({ name }) => [name, shown(name, -0.5)]),
    );
    const { candidates, sizeRatio, namesAboveMean, placesAboveMean, ...shares } = values;
    expect([candidates, sizeRatio]).toEqual(['−0.50', '−0.50']);
    expect([namesAboveMean, placesAboveMean]).toEqual(['−50 points', '−50 points']);
    expect(new Set(Object.values(shares))).toEqual(new Set([percent(-0.5)]));
  });

  it('says how many, how much on average and what share', () => {
    expect([shown('hunks', 1200), shown('addedLineLength', 40.5), shown('addedShare', 0.5)]).toEqual([
      '1,200',
      '40.50',
      percent(0.5),
    ]);
  });
});

describe('evidence as it is shown', () => {
  const items = EVIDENCE_GROUPS.flatMap(group =>
    EVIDENCE_FEATURES[group].map(feature => ({ ...feature, group, value: 1 })),
  );
  const names = (section: EvidenceSection) => itemsOf(section, items).map(item => item.name);

  it('loses nothing, and shows nothing twice', () => {
    const shown = EVIDENCE_SECTIONS.flatMap(section => itemsOf(section, items));
    expect(shown).toHaveLength(items.length);
    expect(new Set(shown)).toEqual(new Set(items));
  });

  it('parts what is said of the task alone from what is said of the change', () => {
    expect(names('task')).toEqual([
      ...['taskLength', 'taskNames', 'taskHasCode', 'taskHasTraceback'],
      ...Object.keys(taskWordingFeatures),
    ]);
    expect(names('patch')).toEqual(
      expect.arrayContaining(['files', 'addedNamesInTask', 'taskCodeNamesTouched']),
    );
    expect(names('agreement')).toEqual(EVIDENCE_FEATURES.agreement.map(({ name }) => name));
  });
});

describe('notScored', () => {
  const reasons: readonly NotScoredReason[] = [
    'noTask',
    'emptyPatch',
    'notADiff',
    'binaryOnly',
    'noCode',
    'conflictMarkers',
    'tooLarge',
    'unsafePath',
    'combinedDiff',
    'doesNotApply',
    'unreadable',
    'cancelled',
    'timeout',
    'modelUnusable',
    'engineFailed',
  ];

  it.each(reasons)('says in one sentence what happened and what to do next: %s', reason => {
    const { message } = notScored(reason);
    expect(message).toMatch(/^[A-Z][^.;]+; [a-z][^.;]+\.$/);
  });

  it('has a sentence of its own for each reason', () => {
    expect(new Set(reasons.map(reason => notScored(reason).message)).size).toBe(reasons.length);
  });

  it('puts a detail in parentheses, on one line and cut to length', () => {
    expect(notScored('modelUnusable', 'no manifest.json\nin  the folder.').message).toBe(
      'The model cannot be used (no manifest.json in the folder); check the model folder.',
    );
    expect(notScored('engineFailed', 'x'.repeat(10_000)).message.length).toBeLessThan(300);
    expect(notScored('timeout', ' ').message).toBe(notScored('timeout').message);
  });
});

it('what did not fit is told in as many sentences as are read', () => {
  const part = (file: number) => ({ path: `f${file}.py`, what: 'lines', lines: 2 }) as const;
  const few = [0, 1].map(part);
  expect(droppedTexts(few)).toEqual([
    expect.stringMatching(/^2 lines .* in f0\.py$/),
    expect.stringMatching(/ in f1\.py$/),
  ]);
  const many = droppedTexts(Array.from({ length: 2_000 }, (_, i) => part(i)));
  expect(many).toHaveLength(11);
  expect(many.at(-1)).toBe('3,980 more lines of changes and the code around them in 1,990 files');
});

describe('isTelling', () => {
  it.each([
    ['addedHandlers', 2, true],
    ['addedHandlers', 0, false],
    // Every change has some.
    ['pathDepth', 3, false],
    // How the task is put is not about the change.
    ['taskShould', 2, false],
    ['taskCodeNamesTouched', 0.5, true],
    // Remarkable only where it is less than all.
    ['knownFiles', 1, false],
    ['knownFiles', 0.5, true],
  ])('%s of %d: %s', (name, value, telling) => expect(isTelling({ name, value })).toBe(telling));
});
