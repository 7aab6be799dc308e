/** What secrets of a kind look like in a text. */
export interface SecretShape {
  readonly kind: string;
  /** With a group named `secret`, only that part is hidden. Flags `g` and `d`. Every repetition is bounded. */
  readonly pattern: RegExp;
  /** Of a match, whether it is a secret after all. */
  readonly accept?: (secret: string, quoted: boolean) => boolean;
}
