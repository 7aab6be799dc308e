/** Where an alternative came from. */
export type CandidateOrigin =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'branch'; readonly branch: string; readonly base: string }
  /** The change being worked on; its patch follows the edits. */
  | { readonly kind: 'current' };

/** One alternative in the side panel. */
export interface Alternative {
  /** Unique in the window; assigned here, so that nothing outside can choose it. */
  readonly id: string;
  readonly label: string;
  readonly origin: CandidateOrigin;
  readonly patch: string;
  /** Full commit id the patch is against. */
  readonly base: string;
}
