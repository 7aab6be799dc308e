import type { CalibrationMap, Manifest, PairOrdering, SetCalibrationMap } from '../model/manifest';

/** What turns the logits of one set into probabilities, and the distance of two into the chance that their order is right. */
export interface SizedCalibration {
  readonly calibration: {
    readonly single: CalibrationMap;
    readonly set: CalibrationMap;
    readonly singleTrajectory?: CalibrationMap | undefined;
    readonly setTrajectory?: CalibrationMap | undefined;
  };
  readonly ordering: Readonly<Record<'single' | 'set', PairOrdering>>;
}

/**
 * The calibration for a set of so many candidates. Two that agree say less than ten that do: the manifest holds the maps of a
 * set of two and of a very large one, and those between lie straight in 1 / size.
 *
 * @param candidates size of the set, at least 1; what is said of sets is not asked of a set of one
 */
export function forSetSize(
  { calibration, ordering }: Pick<Manifest, 'calibration' | 'ordering'>,
  candidates: number,
): SizedCalibration {
  const nearTwo = Math.min(1, 2 / candidates);
  const between = (large: number, ofTwo: number) => large + nearTwo * (ofTwo - large);
  const sized = ({ ofTwo, ...map }: SetCalibrationMap): CalibrationMap => ({
    ...map,
    slope: between(map.slope, ofTwo.slope),
    intercept: between(map.intercept, ofTwo.intercept),
    ece: between(map.ece, ofTwo.ece),
    replicates: map.replicates.map(([slope, intercept], i) => {
      const [slopeOfTwo, interceptOfTwo] = ofTwo.replicates[i] ?? [slope, intercept];
      return [between(slope, slopeOfTwo), between(intercept, interceptOfTwo)];
    }),
  });
  const { single, set, singleTrajectory, setTrajectory } = calibration;
  return {
    calibration: {
      single,
      set: sized(set),
      singleTrajectory,
      setTrajectory: setTrajectory && sized(setTrajectory),
    },
    ordering: {
      single: ordering.single,
      set: { ...ordering.set, slope: between(ordering.set.slope, ordering.set.ofTwo.slope) },
    },
  };
}
