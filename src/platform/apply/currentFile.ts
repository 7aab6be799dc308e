/** A file as it stands. */
export interface CurrentFile {
  /** As git would store it; null when there is no such file. */
  readonly text: string | null;
  /** The text uses CRLF where the repository's does not. */
  readonly crlf: boolean;
  readonly executable: boolean;
}
