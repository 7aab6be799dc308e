/** Characters of two patches together. Longer ones are not compared: parsing them would hold up the editor. */
export const MAX_COMPARED = 300_000;
