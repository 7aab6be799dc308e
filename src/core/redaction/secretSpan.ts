/** Where a secret stands in a text. */
export interface SecretSpan {
  /** UTF-16 offsets; `end` is behind the last character. */
  readonly start: number;
  readonly end: number;
  /** What kind of secret it is taken for, in one or two words: `github`, `private key`. Never part of the secret. */
  readonly kind: string;
}
