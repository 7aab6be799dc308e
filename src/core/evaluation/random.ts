/** Numbers in [0, 1), the same for the same seed everywhere. */
type RandomSource = () => number;

/**
 * Mulberry32 (Tommy Ettinger, public domain): 32 bits of state, period 2^32, passes gjrand. More than enough for
 * drawing resamples; not for secrets.
 *
 * @param seed any integer; its lower 32 bits count
 */
export function mulberry32(seed: number): RandomSource {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
