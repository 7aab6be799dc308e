/**
 * Has the runtime compute attention in the plain way. Its attention in tiles tests every score for whether it may be seen, and
 * takes a tenth longer for a run of texts as short as ours (ADR 24).
 *
 * The runtime reads this from the environment of the process when it loads a graph, so it must be said before any thread does that.
 */
export function usePlainAttention(): void {
  process.env['ORT_GQA_DISABLE_FLASH_ATTENTION'] ??= '1';
}
